"""Events become commands once, in the order of their key; refused ones become dead letters."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from shared.kit.errors import Unavailable
from shared.kit.inbox.inbox import Outcome
from shared.kit.inbox.lanes import settle_all
from shared.kit.inbox.received import STRUCTURED, Received
from shared.kit.inbox.redrive import preview, redrive
from tests.support.inbox_service import SCHEMA, TYPE, note_service
from tests.support.tcp_proxy import TcpProxy

DAY = timedelta(days=1)


def event(number: int, line: str = "hello", subject: str = "s1", **attributes: Any) -> Received:
    whole = {
        "specversion": "1.0",
        "id": str(number),
        "source": "/erp",
        "type": TYPE,
        "data": {"subject": subject, "line": line},
    }
    value = json.dumps(whole | attributes).encode()
    return Received("http", "erp", {"content-type": STRUCTURED}, value)


def said(outcomes: list[Outcome]) -> list[tuple[str | None, str, str | None]]:
    return [(one.id, one.status, one.reason) for one in outcomes]


async def test_what_a_new_log_has_at_the_place_of_an_old_letter_is_kept_beside_it(database: str) -> None:
    async with note_service(database) as notes:
        for value in (b"of the lost log", b"of the new one", b"of the new one"):
            await settle_all(notes.inbox, [Received("inbox.v1/0/7", "kafka:inbox.v1", {}, value)])
        letters = await notes.letters.list()
        assert [letter.value for letter in letters] == [b"of the lost log", b"of the new one"]


async def test_an_event_takes_effect_once_and_its_repeat_says_so(database: str) -> None:
    async with note_service(database) as notes:
        first = await settle_all(notes.inbox, [event(1)])
        again = await settle_all(notes.inbox, [event(1)])
        assert first == [Outcome("1", "accepted", "notes:1")]
        assert again == [Outcome("1", "duplicate", "notes:1")]
        assert await notes.lines("s1") == ["hello"]


async def test_the_same_event_is_a_duplicate_in_every_mode_and_spacing(database: str) -> None:
    async with note_service(database) as notes:
        headers = {"ce_specversion": "1.0", "ce_id": "1", "ce_source": "/erp", "ce_type": TYPE}
        binary = Received("t/0/0", "kafka:t", headers, b'{"line":"hello",   "subject":"s1"}')
        outcomes = await settle_all(notes.inbox, [event(1), binary])
        assert said(outcomes) == [("1", "accepted", None), ("1", "duplicate", None)]


async def test_the_same_id_with_another_body_is_a_dead_letter(database: str) -> None:
    async with note_service(database) as notes:
        outcomes = await settle_all(notes.inbox, [event(1), event(1, line="other")])
        assert said(outcomes) == [("1", "accepted", None), ("1", "refused", "command_reused")]
        assert await notes.lines("s1") == ["hello"]
        assert await notes.letters.counts() == {"command_reused": 1}


async def test_a_repeat_is_no_news_under_the_rules_of_another_day(database: str) -> None:
    async with note_service(database) as notes:
        await settle_all(notes.inbox, [event(1)])
        notes.barred.add("s1")
        outcomes = await settle_all(
            notes.inbox, [event(1), event(2), event(1, line="other"), event(3, subject="s2")]
        )
        assert said(outcomes) == [
            ("1", "duplicate", None),
            ("2", "refused", "line_forbidden"),
            ("1", "refused", "command_reused"),
            ("3", "accepted", None),
        ]
        assert await notes.lines("s1") == ["hello"]


async def test_events_of_a_key_take_effect_in_their_order(database: str) -> None:
    async with note_service(database) as notes:
        subjects = [f"s{number}" for number in range(10)]
        events = [event(i, line=str(i), subject=subjects[i % 10]) for i in range(200)]
        outcomes = await settle_all(notes.inbox, events)
        assert {one.status for one in outcomes} == {"accepted"}
        for place, subject in enumerate(subjects):
            assert await notes.lines(subject) == [str(i) for i in range(200) if i % 10 == place]


@pytest.mark.parametrize(
    ("received", "reason"),
    [
        (event(1, type="tuoke.notes.inbox.burn-note"), "unknown_type"),
        (event(1, dataschema=SCHEMA.replace(":1", ":2")), "wrong_schema"),
        (event(1, data={"subject": "s1"}), "schema_violation"),
        (event(1, data={"subject": "s1", "line": "x", "colour": "red"}), "schema_violation"),
        (event(1, data="text"), "schema_violation"),
        (event(1, line="forbidden"), "line_forbidden"),
        (event(1, line="bug"), "handler_failed"),
        (event(1, time="1970-01-01T00:00:00Z"), "ancient_time"),
        (Received("http", "erp", {"content-type": STRUCTURED}, b'{"id": "\x00'), "malformed_json"),
    ],
)
async def test_a_refused_event_is_a_dead_letter_and_stops_nothing(
    database: str, received: Received, reason: str
) -> None:
    async with note_service(database, "x.notes.dead-letter.v1") as notes:
        outcomes = await settle_all(notes.inbox, [received, event(2)])
        assert [(one.status, one.reason) for one in outcomes] == [("refused", reason), ("accepted", None)]
        await settle_all(notes.inbox, [received])
        (letter,) = await notes.letters.list()
        assert (letter.reason, letter.state, letter.value) == (reason, "open", received.value)
        assert letter.received == received
        told = await notes.pool.fetch("SELECT key, sequence FROM outbox WHERE topic LIKE '%dead-letter%'")
        assert [tuple(row) for row in told] == [(str(letter.id), 1)]


async def test_text_that_postgres_cannot_hold_is_kept_all_the_same(database: str) -> None:
    async with note_service(database) as notes:
        outcomes = await settle_all(notes.inbox, [event(1, type="a\0b", source="/s\0")])
        assert said(outcomes) == [("1", "refused", "unknown_type")]
        (letter,) = await notes.letters.list()
        assert (letter.type, letter.ce_source) == ("a\\x00b", "/s\\x00")


async def test_a_request_meets_an_absent_database_as_unavailable_and_leaves_no_dead_letter(
    database: str,
) -> None:
    address = database.rsplit("@", maxsplit=1)[-1].split("/", maxsplit=1)[0]
    async with TcpProxy(address) as proxy:
        through = database.replace(address, proxy.address)
        async with note_service(database, through=through) as notes:
            await settle_all(notes.inbox, [event(1)])
            await proxy.cut()
            with pytest.raises(Unavailable):
                await settle_all(notes.inbox, [event(2), event(3, line="forbidden")])
            await proxy.restore()
            outcomes = await settle_all(notes.inbox, [event(2)])
            assert said(outcomes) == [("2", "accepted", None)]
            assert await notes.dead() == 0


async def test_a_redrive_previews_then_applies_in_order_and_repeats_harmlessly(database: str) -> None:
    async with note_service(database) as notes:
        ahead = [event(i, line=str(i), time="2026-01-05T02:00:00Z") for i in (1, 2)]
        await settle_all(notes.inbox, [*ahead, event(3, line="forbidden")])
        assert await notes.letters.counts() == {"line_forbidden": 1, "time_in_future": 2}
        notes.clock.moment = notes.clock.moment.replace(hour=2)
        letters = await notes.letters.list()
        assert [(one.verdict, one.key) for one in preview(notes.inbox, letters)] == [("understood", "s1")] * 3
        assert await notes.lines("s1") == []
        outcomes = await redrive(notes.inbox, notes.letters, letters, by="wang")
        assert sorted(one.status for one in outcomes) == ["accepted", "accepted", "refused"]
        assert await notes.lines("s1") == ["1", "2"]
        again = await redrive(notes.inbox, notes.letters, letters, by="wang")
        assert sorted(one.status for one in again) == ["duplicate", "duplicate", "refused"]
        assert sorted(await notes.lines("s1")) == ["1", "2"]
        (left,) = await notes.letters.list()
        assert (left.reason, left.attempts) == ("line_forbidden", 3)


async def test_a_letter_keeps_what_may_be_private_until_it_is_decided_or_its_time_is_over(
    database: str,
) -> None:
    async with note_service(database) as notes:
        await settle_all(
            notes.inbox, [event(1, line="x" * 101), event(2, line="y" * 101), event(3, line="z" * 101)]
        )
        decided, *_ = await notes.letters.list()
        await notes.letters.discard(decided.id, "wang", "sent by mistake")
        assert await notes.letters.forget({TYPE: DAY}) == 1
        assert [bool(one.value) for one in await notes.letters.list(None)] == [False, True, True]
        notes.clock.moment = datetime.now(UTC) + 2 * DAY
        assert await notes.letters.forget({"another": DAY}) == 0
        assert (await notes.letters.forget({TYPE: DAY}), await notes.letters.forget({TYPE: DAY})) == (2, 0)
        kept = await notes.letters.list("discarded")
        assert [(one.value, one.reason, one.decided_by) for one in kept] == [
            (b"", "schema_violation", "wang"),
            *2 * [(b"", "schema_violation", "notes:letters")],
        ]
        # The sender, who still has it, may send it again.
        await settle_all(notes.inbox, [event(2, line="y" * 101)])
        (again,) = await notes.letters.list()
        assert b"yyy" in again.value


async def test_a_discarded_letter_keeps_who_and_why(database: str) -> None:
    async with note_service(database) as notes:
        await settle_all(notes.inbox, [event(1, line="forbidden")])
        (letter,) = await notes.letters.list()
        assert await notes.letters.discard(letter.id, "wang", "sent by mistake")
        assert not await notes.letters.discard(letter.id, "li", "again")
        decided = await notes.letters.show(letter.id)
        assert decided is not None
        assert (decided.state, decided.decided_by, decided.note) == ("discarded", "wang", "sent by mistake")
        # The same request again is a new matter.
        await settle_all(notes.inbox, [event(1, line="forbidden")])
        assert [one.state for one in await notes.letters.list()] == ["open"]
