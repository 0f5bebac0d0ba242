"""The stream `plan-<id>`: a plan 计划 of a kind of the policy book, with its goals and time nodes (S3-02).

Each submission is a version; one is in force once it was approved, and then its time nodes are owed.
"""
