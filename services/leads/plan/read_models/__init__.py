"""What leads shows of plans."""
