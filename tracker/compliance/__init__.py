"""The checklist: which cybersecurity and privacy requirements a gate asks, and what shows them."""
