"""Acts on people, organisations and accounts."""
