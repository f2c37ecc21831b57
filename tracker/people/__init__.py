"""People, organisations, memberships and API tokens."""
