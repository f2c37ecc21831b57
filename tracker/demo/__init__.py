"""A throw-away tracker with something to see in every stage, filled by the acts people use."""
