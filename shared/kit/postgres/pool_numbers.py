"""A pool's numbers at `/metrics`, asked when scraped: the requests pay nothing for them."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Protocol

from shared.kit import metrics


class Counted(Protocol):
    """A pool, as far as it tells its sizes."""

    def get_size(self) -> int:
        """Return how many connections are open."""
        ...

    def get_idle_size(self) -> int:
        """Return how many of them nobody uses."""
        ...


@contextmanager
def shown(pool: Counted, name: str) -> Iterator[None]:
    """Within the block `/metrics` tells of the pool under `name`, which is a word of the code."""
    inside: Any = pool  # asyncpg tells its sizes, but not who waits; a test holds this
    metrics.pool_connections.labels(name, "open").set_function(pool.get_size)
    metrics.pool_connections.labels(name, "idle").set_function(pool.get_idle_size)
    metrics.pool_waiters.labels(name).set_function(lambda: len(inside._queue._getters))  # noqa: SLF001 -- see above
    try:
        yield
    finally:
        # Else a closed pool would be held, and asked, for ever.
        for state in ("open", "idle"):
            metrics.pool_connections.remove(name, state)
        metrics.pool_waiters.remove(name)
