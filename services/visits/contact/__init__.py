"""The stream `contact-<id>`: one contact of ours with a customer, as it happened."""
