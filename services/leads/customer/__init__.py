"""The stream `customer-<id>`: who someone is, how far we are with them, and their file."""
