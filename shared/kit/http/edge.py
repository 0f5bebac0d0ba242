"""What the kit's dependencies need of the process; `create_app` puts it into the application's state."""

from dataclasses import dataclass
from datetime import timedelta
from typing import cast

from starlette.requests import Request

from shared.kit.clock import Clock
from shared.kit.http.key_ring import KeyRing
from shared.kit.http.signed_cursors import Cursors

POSITION_WAIT = timedelta(seconds=2)


@dataclass(frozen=True, slots=True)
class Edge:
    """One service's keys, cursors and clock, as every route shares them."""

    service: str
    keys: KeyRing
    cursors: Cursors
    clock: Clock
    position_wait: timedelta = POSITION_WAIT


def edge_of(request: Request) -> Edge:
    """Return the edge of the application that serves the request."""
    return cast("Edge", request.app.state.edge)
