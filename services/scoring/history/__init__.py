"""The history of one customer in one place: contacts, opportunities, transactions, complaints (S1-06, S6-03).

Nothing is kept for it: it is read from the rows of the projections `sales` and `board`, side by side.
"""
