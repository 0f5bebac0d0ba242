"""What leads shows of customers: the list, folded from topics, and one file, folded from its stream."""
