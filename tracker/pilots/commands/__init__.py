"""Acts on pilots, by subject."""
