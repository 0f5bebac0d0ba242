"""A sample is drawn once, and anyone can draw it again (S6-09): does it, refuses it, stays quiet."""

import json
from dataclasses import replace
from datetime import UTC, datetime
from hashlib import sha256
from uuid import UUID

import pytest
from hypothesis import given as drawing
from hypothesis import strategies as st

from services.visits.inspection.decide import (
    INSPECTION,
    DrawInspection,
    NothingToInspect,
    drawn,
    sample_size,
)
from services.visits.inspection.events import InspectionDrawn
from services.visits.inspection.use_cases import Inspections, span_of
from shared.kit.eventstore.handle import Publisher, Request
from shared.kit.eventstore.port import CommandId
from shared.kit.eventstore.postgres import PostgresEventStore
from shared.kit.postgres.pool import opened_pool
from shared.policy import default_book
from tests.support.policies import OneBook
from tests.support.spec import specify

given = specify(INSPECTION)

NOW = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
ID = UUID("0195a6d0-0000-7000-8000-0000000000e1")
SEED = "00112233445566778899aabbccddeeff"
CONTACTS = frozenset(UUID(int=number) for number in range(1, 81))

DRAW = DrawInspection(
    ID, "li.na", "2026-02", 1, "conduct", CONTACTS, 5.0, 3, SEED, "default-1", "chen.yu", NOW
)
DRAWN = InspectionDrawn(
    inspection_id=ID,
    salesperson="li.na",
    month="2026-02",
    months=1,
    form="conduct",
    seed=SEED,
    candidates=80,
    sample=drawn(CONTACTS, SEED, 4),
    policy_version="default-1",
    drawn_by="chen.yu",
    occurred_at=NOW,
)


def test_a_share_of_the_contacts_is_drawn() -> None:
    given().when(DRAW).then(DRAWN)


def test_a_sample_is_drawn_once_whatever_seed_comes_next() -> None:
    given(DRAWN).when(replace(DRAW, seed="ff" * 16)).then_nothing()


def test_a_month_without_contacts_has_nothing_to_inspect() -> None:
    given().when(replace(DRAW, contacts=frozenset())).then_rejected(NothingToInspect, salesperson="li.na")


@pytest.mark.parametrize(
    ("contacts", "share", "at_least", "size"),
    [(80, 5.0, 3, 4), (81, 5.0, 3, 5), (60, 5.0, 3, 3), (20, 5.0, 3, 3), (2, 5.0, 3, 2), (10, 100.0, 3, 10)],
)
def test_the_share_is_rounded_up_and_never_less_than_the_least(
    contacts: int, share: float, at_least: int, size: int
) -> None:
    assert sample_size(contacts, share, at_least) == size


def test_anyone_can_draw_the_sample_again_by_its_seed() -> None:
    ranked = sorted(CONTACTS, key=lambda one: sha256(f"{SEED}:{one}".encode()).hexdigest())
    assert drawn(CONTACTS, SEED, 4) == tuple(ranked[:4])
    assert drawn(CONTACTS, "ff" * 16, 4) != tuple(ranked[:4])


@drawing(st.permutations(sorted(CONTACTS)), st.integers(1, 80))
def test_the_order_in_which_contacts_are_found_draws_no_other_sample(found: list[UUID], size: int) -> None:
    sample = drawn(found, SEED, size)
    assert sample == drawn(CONTACTS, SEED, size)
    assert len(set(sample)) == size


def test_a_month_is_one_of_shanghai() -> None:
    first, after = span_of("2026-12", 1)
    assert (first.astimezone(UTC), after.astimezone(UTC)) == (
        datetime(2026, 11, 30, 16, tzinfo=UTC),
        datetime(2026, 12, 31, 16, tzinfo=UTC),
    )


async def test_s6_09_a_sample_is_of_the_months_between_two_inspections(visits_database: str) -> None:
    default = default_book()
    quarterly = default.model_copy(
        update={"inspections": default.inspections.model_copy(update={"every_months": 3})}
    )
    spans: list[tuple[datetime, datetime]] = []

    async def contacts(salesperson: str, first: datetime, after: datetime) -> list[UUID]:
        assert salesperson == "li.na"
        spans.append((first, after))
        return sorted(CONTACTS)

    async with opened_pool(visits_database, application_name="tests") as pool:
        use = Inspections.of(
            PostgresEventStore(pool), Publisher("visits", "test.visits.v1"), OneBook(quarterly)
        )
        request = Request(CommandId("draw", b"h"), NOW, "chen.yu")
        appended = await use.draw("li.na", "2026-02", contacts, request)
        told = await use.read(UUID(json.loads(appended.answer)["inspection_id"]))
    assert spans == [span_of("2026-02", 3)]
    assert spans[0][0].astimezone(UTC) == datetime(2025, 11, 30, 16, tzinfo=UTC)
    assert (told.month, told.months, len(told.sample)) == ("2026-02", 3, 4)
