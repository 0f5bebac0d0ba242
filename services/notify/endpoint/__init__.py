"""Endpoints: where a subscriber wants events sent, which ones, in which view, signed by which secrets."""
