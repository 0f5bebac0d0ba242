"""Which types an endpoint hears: one type, all below a dotted prefix (`tuoke.leads.*`), or all (`*`).

The ledger matches in SQL, inside the statement that stores the event, by joining the patterns that
would match a type (`patterns_of`, and the SQL function of the same name). Both say the same; a
property test holds them together.
"""

import re
from collections.abc import Iterable

FILTERS_MAX = 64
PATTERN_CHARS_MAX = 200

_PATTERN = re.compile(r"\*|[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+)*(?:\.\*)?")


def is_pattern(text: str) -> bool:
    """Return whether `text` may stand in an endpoint's filters."""
    return len(text) <= PATTERN_CHARS_MAX and _PATTERN.fullmatch(text) is not None


def patterns_of(event_type: str) -> tuple[str, ...]:
    """Return every pattern that matches `event_type`, the widest first."""
    parts = event_type.split(".")
    prefixes = (".".join(parts[:length]) + ".*" for length in range(1, len(parts)))
    return ("*", *prefixes, event_type)


def matches(filters: Iterable[str], event_type: str) -> bool:
    """Return whether an endpoint with `filters` hears `event_type`."""
    return not frozenset(filters).isdisjoint(patterns_of(event_type))
