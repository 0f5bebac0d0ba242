"""What a draft would do, had it taken effect when it was asked.

Who would change class, how many contacts and visits a month would be owed, which complaints would have
breached, and who would go back to the pool.
"""
