"""What stands where somebody may not read."""

MASK = "•••"
