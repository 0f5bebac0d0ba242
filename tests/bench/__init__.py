"""Our speed against the bare run's, side by side: `python -m tests.bench`. Knows every service, as tests may.

A rate counts only with its check that nothing was lost, doubled or reordered. Machines and their
moments differ, so what is compared is the ratio of two runs of one round, never a rate with a rate
of another day.
"""
