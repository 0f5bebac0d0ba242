"""What visits shows of promises."""
