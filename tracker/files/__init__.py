"""Content-addressed files: received, checked, synced, stored, served."""
