"""The policy as a part of a service: its projection, its readiness and its report."""

from typing import Any

from shared.in_force.announced import AnnouncedBooks
from shared.in_force.books import Books
from shared.in_force.hearing import Hearing
from shared.kit.assembly import Assembly
from shared.kit.ground import Ground, consumption

POLICY = AnnouncedBooks()
CHECK = "policy_heard"


def hear_policy(parts: Assembly, ground: Ground[Any], pool: str) -> Books:
    """Return the books that the service knows; it hears them, and is not ready while one may be missed.

    `pool` must have `CONNECTIONS_HELD` connections for the projector.
    """
    books = Books(ground.api)
    hearing = Hearing(books, ground.api, consumption(ground.settings, POLICY), ground.clock)
    parts.projection(POLICY, pool)
    parts.check(CHECK, hearing.check)
    parts.report("policy", hearing.report)
    return books
