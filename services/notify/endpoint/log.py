"""Endpoints as the API reads them. Raise `Unavailable` while the database is away."""

from collections.abc import Sequence
from uuid import UUID

from services.notify.endpoint import store
from services.notify.endpoint.store import Change, Endpoint
from shared.kit.postgres.failures import momentary_as_unavailable
from shared.kit.postgres.pool import Pool

CHANGES_SHOWN_MAX = 500


class EndpointLog:
    """Reads of endpoints and their trail."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def find(self, endpoint: UUID) -> Endpoint | None:
        """Return the endpoint, unless there is none or it was deleted."""
        with momentary_as_unavailable("endpoints"):
            async with self._pool.acquire() as connection:
                return await store.find(connection, endpoint)

    async def page(self, after: UUID | None, rows: int) -> Sequence[Endpoint]:
        """Return so many endpoints by age, from after one."""
        with momentary_as_unavailable("endpoints"):
            async with self._pool.acquire() as connection:
                return await store.page(connection, after, rows)

    async def changes(self, endpoint: UUID) -> Sequence[Change]:
        """Return the endpoint's audit trail, oldest first."""
        with momentary_as_unavailable("endpoints"):
            async with self._pool.acquire() as connection:
                return await store.trail(connection, endpoint, CHANGES_SHOWN_MAX)
