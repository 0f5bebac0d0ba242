"""What visits shows of a complaint."""
