"""What comes in and goes out about pilots, by subject."""
