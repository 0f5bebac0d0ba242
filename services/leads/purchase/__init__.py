"""The stream `purchase-<id>`: one purchase, recorded once."""
