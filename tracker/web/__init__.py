"""Shared HTTP: the transaction of a request, errors, guards, paging."""
