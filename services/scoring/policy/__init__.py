"""The policy book 制度 and its life: drafted, approved by leadership, announced, superseded (S6-14).

A stream `policy-<draft id>` is one draft; all have the key `policy`. What was approved is announced on
our topic and heard back like by every other service: the books in force are those of `shared.in_force`.
"""
