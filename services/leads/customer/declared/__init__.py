"""Declarations without control flow; the folder listing is the table of contents."""
