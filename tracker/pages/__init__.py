"""The pages: each answers one question, from several features at once, and so stands above them."""
