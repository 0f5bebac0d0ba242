"""What visits shows of matters."""
