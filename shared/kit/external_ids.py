"""Ids of what another system names: anybody can compute them again, so a repeat meets itself."""

from typing import Protocol
from uuid import UUID, uuid5

_CUSTOMERS = UUID("5b0f6f0e-6f4b-5d0c-9a39-1f3d2f8a7c11")
_THINGS = UUID("2c0c7f6e-9b1d-5f7e-8a55-0f9f3f5b6d42")


def external_id(kind: str, source: str, ref: str) -> UUID:
    """Return the id of the `kind` of thing that `source` calls `ref`, such as a purchase.

    Nested, so that no triple of texts can be mistaken for another.
    """
    return uuid5(uuid5(uuid5(_THINGS, kind), source), ref)


def external_customer_id(source: str, ref: str) -> UUID:
    """Return the id of the customer that `source` calls `ref`; the same in every service, for ever.

    Nested, so that no pair of texts can be mistaken for another pair: the source's namespace is
    the UUIDv5 of its name, what it names is the UUIDv5 of the reference within it.
    """
    return uuid5(uuid5(_CUSTOMERS, source), ref)


class Named(Protocol):
    """Someone named by our id, or by another system's name for them."""

    @property
    def id(self) -> UUID | None:
        """Ours, if it is named so."""
        ...

    @property
    def source(self) -> str | None:
        """The other system."""
        ...

    @property
    def ref(self) -> str | None:
        """The other system's reference."""
        ...


def named_customer_id(named: Named) -> UUID:
    """Return the customer id. Raises ValueError for one named in neither way."""
    if named.id is not None:
        return named.id
    if named.source is None or named.ref is None:
        raise ValueError("neither an id nor a source with its ref")
    return external_customer_id(named.source, named.ref)
