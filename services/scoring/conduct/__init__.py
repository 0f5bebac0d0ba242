"""Conduct 违规与惩罚: what a person did against the policy, and which measure followed (S6-13, S6-14).

A stream `conduct-<person id>` is one person's record, and the person id its key. The book in force
says how much evidence a measure needs, which one must have come before, and who decides.
"""
