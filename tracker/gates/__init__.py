"""Gathers the dossier from all features, decides, records the decision."""
