"""Whose turn it is in every project: derived from the record, kept, and read by everybody."""
