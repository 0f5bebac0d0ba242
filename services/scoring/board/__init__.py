"""The board: what dashboards and lists show of every customer, and the counts over all of them.

Leads, visits and scoring each write columns of their own, or sums and maxima, so it does not
matter how their facts interleave: a rebuild ends in the same rows.
"""
