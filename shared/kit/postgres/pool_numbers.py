"""A pool's numbers at `/metrics`, asked when scraped: the requests pay nothing for them."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from shared.kit import metrics

if TYPE_CHECKING:
    from shared.kit.postgres.pool import Pool


@contextmanager
def shown(pool: "Pool", name: str) -> Iterator[None]:
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
