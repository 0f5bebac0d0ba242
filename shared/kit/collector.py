"""The garbage collector of a long-lived process that handles its work in batches."""

import gc

YOUNG_OBJECTS_MAX = 50_000
"""A batch makes many objects and drops them all at its end by counting references; at Python's 700 the
collector would walk the living ones dozens of times in between, for a fifth of all processor time."""

YOUNG_ROUNDS = 20
MIDDLE_ROUNDS = 20


def settle() -> None:
    """What exists now is never walked again, and what comes is walked seldom."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNG_OBJECTS_MAX, YOUNG_ROUNDS, MIDDLE_ROUNDS)
