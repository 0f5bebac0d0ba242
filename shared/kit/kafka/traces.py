"""Which traces a batch of records is of, for the links of the span that handles it."""

from collections.abc import Iterable

from shared.kit.tracing import LINKS_MAX

Headers = Iterable[tuple[str, bytes | None]]


def traces_of(records: Iterable[Headers]) -> list[str]:
    """Return the records' different `traceparent` headers, the first `LINKS_MAX` of them."""
    found: dict[str, None] = {}
    for headers in records:
        for name, value in headers:
            if name == "traceparent" and value:
                found[value.decode(errors="replace")] = None
        if len(found) >= LINKS_MAX:
            break
    return list(found)
