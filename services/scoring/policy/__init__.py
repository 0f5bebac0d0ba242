"""The policy book in force, for people to read."""
