"""A failing history made short: parts of it are left out for as long as what is left still fails."""

from collections.abc import Awaitable, Callable, Sequence

from tests.chaos.steps import Step

Fails = Callable[[Sequence[Step]], Awaitable[bool]]


async def shrunk(steps: Sequence[Step], fails: Fails, tries_max: int) -> list[Step]:
    """The shortest history found within `tries_max` runs that fails like `steps` (delta debugging).

    A fault that needs luck as well may be missed; what is returned did fail.
    """
    left, parts, tries = list(steps), 2, 0
    while len(left) > 1 and tries < tries_max:
        size = -(-len(left) // parts)
        for start in range(0, len(left), size):
            without = left[:start] + left[start + size :]
            tries += 1
            if without and await fails(without):
                left, parts = without, max(parts - 1, 2)
                break
            if tries == tries_max:
                break
        else:
            if size == 1:
                break
            parts = min(parts * 2, len(left))
    return left
