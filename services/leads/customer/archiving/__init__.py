"""Finds customers of whom nothing is heard, and those of whom something is heard again (S4-12).

`quiet` reads them from the list of customers, `use_cases` sends the commands; `looks` is the role.
"""
