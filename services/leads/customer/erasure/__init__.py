"""Erases for good what was recorded for a purpose beyond the business (S4-10).

The fact comes first, on the customer's own stream; the key goes by the deadline that is set with it, so that
a crash between the two is only late.
"""
