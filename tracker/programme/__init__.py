"""Programmes, calls with their criteria and committee, solutions."""
