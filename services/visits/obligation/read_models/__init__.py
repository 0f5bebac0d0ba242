"""What visits shows of obligations."""
