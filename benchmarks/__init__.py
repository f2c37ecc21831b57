"""How fast the tracker is, as ratios against references measured in the same run."""
