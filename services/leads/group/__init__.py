"""The stream `membership-<id>`: the group 集团 that a customer belongs to (S1-08)."""
