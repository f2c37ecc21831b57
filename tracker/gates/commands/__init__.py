"""Acts at the gates, by subject."""
