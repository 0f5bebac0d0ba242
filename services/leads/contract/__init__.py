"""The stream `contract-<id>`: what both sides owe and may claim, from the day of signing."""
