"""What visits shows: the customers it heard of, confirmed by leads or not."""
