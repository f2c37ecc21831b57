"""Rows of work to do later: each is done by whichever process leases it, and its effect is once."""
