"""What leads shows of opportunities."""
