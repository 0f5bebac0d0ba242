"""The policy is looked at again at intervals (S6-15): when it is due, and what came of it.

One stream, `evaluation-policy`, which is its own key. Its clock runs for the book in force, by that
book's chapter on evaluation; another book starts it anew, and so does each evaluation.
"""
