"""What a read model set aside, as people at a terminal list it, try it and decide on it."""

import pytest

from shared.kit.letter_box import NotOpen, Wish
from shared.kit.postgres.pool import Pool
from shared.kit.projection.letter_box import ProjectionLetters
from tests.support.projecting import PARKED, TALLIES, pairs, project, projecting
from tests.support.tally import Forgiving, Log, Tally, counted

UNREADABLE = [("ce_specversion", b"1.0")]


async def stopped(pool: Pool) -> None:
    """`bad` stands before a type that nobody knows, `gap` before a hole, and one record has no key."""
    log = Log()
    log.add(counted("bad", 1, 1, type_="toy.new"), counted("bad", 2, 2), counted("gap", 2, 4))
    log.raw("orders", None, b"{}", UNREADABLE)
    async with projecting(pool) as projector:
        await project(projector, log)


async def test_open_letters_are_listed_and_shown_by_name(pool: Pool) -> None:
    await stopped(pool)
    box = ProjectionLetters(pool, Tally())
    rows = await box.listed(None, 100)
    assert {(row["key"], row["reason"]) for row in rows} == {
        ("bad", "unknown_type"),
        ("bad", "key_parked"),
        ("gap", "sequence_gap"),
        ("-", "null_key"),
    }
    (gap,) = await box.listed("sequence_gap", 100)
    assert (gap["letter"].partition("/")[0], gap["type"]) == ("tally", "toy.counted")
    shown = await box.shown(gap["letter"].partition("/")[2])
    assert shown is not None
    assert (shown["value"], shown["origin"]) == ('{"amount": 4}', "orders/0/2")
    assert await box.shown("99") is None
    assert await box.shown("nonsense") is None


async def test_all_keys_are_tried_unless_some_are_chosen(pool: Pool) -> None:
    await stopped(pool)
    box = ProjectionLetters(pool, Forgiving())
    foreseen = await box.redriven(Wish("ops", dry_run=True))
    assert await pairs(pool, TALLIES) == {}
    assert await box.redriven(Wish("ops", reason="nothing")) == []
    assert await box.redriven(Wish("ops")) == foreseen
    assert [one.is_open for one in foreseen] == [False, False, True]
    assert await pairs(pool, TALLIES) == {"bad": 3}
    lost = await box.redriven(Wish("ops", key="gap", accept_gap=True))
    assert [one.outcome for one in lost] == ["applied"]
    assert await pairs(pool, PARKED) == {}
    details = await pool.fetch("SELECT state, detail FROM tally.dead_letters WHERE key = 'gap'")
    assert [(row["state"], row["detail"].partition("; ")[2]) for row in details] == [
        ("gap_accepted", "gap_accepted by ops")
    ]


async def test_a_letter_stands_for_its_key_which_moves_in_order(pool: Pool) -> None:
    await stopped(pool)
    box = ProjectionLetters(pool, Forgiving())
    (waiting,) = await box.listed("key_parked", 100)
    tried = await box.redriven(Wish("ops", letter=waiting["letter"].partition("/")[2]))
    assert len(tried) == 2
    with pytest.raises(NotOpen):
        await box.redriven(Wish("ops", letter=waiting["letter"].partition("/")[2]))


async def test_what_is_discarded_leaves_the_list_and_says_who_and_why(pool: Pool) -> None:
    await stopped(pool)
    box = ProjectionLetters(pool, Tally())
    numbers = {row["reason"]: row["letter"].partition("/")[2] for row in await box.listed(None, 100)}
    assert await box.discarded(numbers["unknown_type"], "ops", "torn") == "dead-letters redrive --key bad"
    assert await box.discarded(numbers["null_key"], "ops", "noise") is None
    assert {row["reason"] for row in await box.listed(None, 100)} == {"key_parked", "sequence_gap"}
    shown = await box.shown(numbers["null_key"])
    assert shown is not None
    assert shown["detail"].endswith("discarded by ops: noise")
    for number in (numbers["null_key"], "99"):
        with pytest.raises(NotOpen):
            await box.discarded(number, "ops", "again")
