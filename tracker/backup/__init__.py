"""Whole copies of a tracker, made while it serves, and brought back into an empty place."""
