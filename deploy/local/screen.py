"""What a person sees: steps with their time, one table, one curl. No colour or motion off a terminal."""

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from rich.console import Console
from rich.table import Table

TOLD_EVERY_S = 5.0
"""Off a terminal: enough to see that it goes on, few enough lines for a log."""

console = Console(highlight=False)
errors = Console(stderr=True, highlight=False)


@contextmanager
def step(what: str) -> Iterator[Callable[[str], None]]:
    """One line a step: a spinner with what goes on while it lasts, then what was done in how many seconds."""
    begun = told_at = time.monotonic()
    with errors.status(what) as spinner:

        def tell(detail: str) -> None:
            nonlocal told_at
            if errors.is_terminal:
                spinner.update(f"{what}: {detail}")
            elif time.monotonic() - told_at >= TOLD_EVERY_S:
                told_at = time.monotonic()
                errors.print(f"  {what}: {detail}", soft_wrap=True)

        yield tell
    errors.print(f"  {what}  ({time.monotonic() - begun:.1f} s)", soft_wrap=True)


def table(title: str, columns: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """A table on standard output."""
    shown = Table(title=title, title_justify="left", show_edge=False, pad_edge=False)
    for column in columns:
        shown.add_column(column, overflow="fold")
    for row in rows:
        shown.add_row(*row)
    console.print(shown)


def say(text: str = "") -> None:
    """A line on standard output, never wrapped: it may be copied into a shell."""
    console.print(text, soft_wrap=True, markup=False)
