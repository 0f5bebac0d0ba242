"""The stream `feed-<id>`: a calendar feed of what one person owes, until it is revoked (S1-04)."""
