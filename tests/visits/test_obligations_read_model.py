"""What is owed as a fold of our own facts: open rows by id, and what became of the rest."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from services.visits.obligation.read_models.obligations import ObligationsModel, Row
from shared.contracts.obligations import (
    ObligationBreached,
    ObligationCancelled,
    ObligationEscalated,
    ObligationFact,
    ObligationMet,
    ObligationOpened,
    ObligationWarned,
)
from shared.kit.projection.many_rows import Rows
from shared.kit.projection.port import Touched
from tests.support.messages import heard_by

ZHANG = UUID("0195a6d0-0000-7000-8000-000000000001")
NOW = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
DUE = NOW + timedelta(days=7)
MODEL = ObligationsModel()


def facts_of(obligation: UUID) -> dict[str, ObligationFact]:
    owed: dict[str, Any] = {
        "customer_id": ZHANG,
        "obligation_id": obligation,
        "rule": "visit_interval",
        "period": "1",
        "title_zh": "拜访",
        "title_en": "visit",
        "party": "owner",
        "person": "li.na",
        "met_by": "visit_logged",
        "due_at": DUE,
        "policy_version": "default-1",
    }
    return {
        "opened": ObligationOpened(**owed, owed_since=NOW),
        "warned": ObligationWarned(**owed, warned_at=NOW, noticed_at=NOW),
        "breached": ObligationBreached(**owed, breached_at=DUE, noticed_at=DUE),
        "escalated": ObligationEscalated(
            **owed, step="supervision", to="supervisor", escalated_at=DUE, noticed_at=DUE
        ),
        "met": ObligationMet(**owed, met_at=DUE, late=False),
        "cancelled": ObligationCancelled(**owed, reason="superseded", cancelled_at=DUE),
    }


ONE, OTHER = facts_of(uuid4()), facts_of(uuid4())


def folded(*told: ObligationFact, batch: int = 100) -> tuple[Rows[Row], dict[str, dict[str, Any]]]:
    """Return the state and the stored rows, after batches of that size, each stored and read back."""
    state, rows = MODEL.start(str(ZHANG)), dict[str, dict[str, Any]]()
    for first in range(0, len(told), batch):
        for one in told[first : first + batch]:
            state = MODEL.evolve(state, heard_by(MODEL, one, NOW))
        columns = dict(MODEL.rows([Touched(str(ZHANG), 3, None, state, [])]))
        columns.pop("out_review")
        for place, identity in enumerate(columns["obligation_id"]):
            rows[identity] = {name: column[place] for name, column in columns.items()}
        stored = [row for row in rows.values() if row["standing"] == "open"]
        state = MODEL.load({"rows": msgspec.json.encode(stored).decode()})
    return state, rows


def test_an_obligation_is_open_until_it_ends_and_its_row_says_how() -> None:
    state, rows = folded(*(ONE[name] for name in ("opened", "warned", "breached", "escalated")))
    (row,) = rows.values()
    assert [one.obligation_id for one in state.kept.values()] == [row["obligation_id"]]
    assert (row["standing"], row["warnings"], row["breached_at"], row["step"]) == (
        *("open", 1, DUE),
        "supervision",
    )
    state, rows = folded(ONE["opened"], ONE["met"], OTHER["opened"], OTHER["cancelled"])
    assert state.kept == {}
    assert sorted(row["standing"] for row in rows.values()) == ["cancelled", "met"]


def test_what_was_taken_back_and_is_owed_again_begins_anew() -> None:
    _, rows = folded(*(ONE[name] for name in ("opened", "warned", "cancelled", "opened")))
    (row,) = rows.values()
    assert (row["standing"], row["warnings"], row["ended_at"]) == ("open", 0, None)


def test_what_follows_an_opening_that_was_passed_over_is_passed_over() -> None:
    assert folded(ONE["warned"], ONE["met"]) == (Rows(), {})


@given(
    st.lists(st.sampled_from([*ONE.values(), *OTHER.values()]), max_size=14),
    st.integers(min_value=1, max_value=5),
)
def test_how_the_facts_fall_into_batches_does_not_matter(told: list[ObligationFact], batch: int) -> None:
    assert folded(*told, batch=batch) == folded(*told)
