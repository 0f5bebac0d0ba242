"""The tier of a customer (等级): key 重点, ordinary 普通 or potential 潜在, and why.

A customer's score is the sum of what each fact earned, halved every half-life of its signal. The
classes over time are a function of the set of facts, ordered by when they happened: neither the
order of arrival nor the interleaving of leads and visits shows in them.
"""
