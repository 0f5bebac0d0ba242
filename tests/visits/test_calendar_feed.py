"""What a person owes as a calendar feed (RFC 5545), read by an address that nobody can guess (S1-04)."""

import re
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.visits.calendar.entries import Entry
from services.visits.calendar.events import FeedEvent, FeedOpened, FeedRevoked
from services.visits.calendar.icalendar import LINE_OCTETS_MAX, calendar, escaped, folded
from services.visits.calendar.use_cases import CODEC
from shared.policy.rule import Text
from tests.support.whole_service import Caller, problem
from tests.visits.owing import A_DAY, Owing, owing_something

NOW = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
ONE = UUID("0195a6d0-0000-7000-8000-000000000001")


@pytest.fixture
async def visits_at_work(visits_database: str, kafka: str, topic_prefix: str) -> AsyncIterator[Owing]:
    async with owing_something(visits_database, kafka, topic_prefix) as owing:
        yield owing


def read(text: str) -> list[dict[str, str]]:
    """Return the events of a calendar, read by the rules of RFC 5545; anything else is a failure."""
    assert text.endswith("\r\n")
    assert not re.search(r"(?<!\r)\n|\r(?!\n)", text)
    lines = text[:-2].split("\r\n")
    assert all(len(line.encode()) <= LINE_OCTETS_MAX for line in lines)
    unfolded = "\r\n".join(lines).replace("\r\n ", "").split("\r\n")
    assert (unfolded[0], unfolded[-1]) == ("BEGIN:VCALENDAR", "END:VCALENDAR")
    events: list[dict[str, str]] = []
    within = False
    for line in unfolded[1:-1]:
        name, _, value = line.partition(":")
        if name in {"BEGIN", "END"}:
            assert (value, within) == ("VEVENT", name == "END")
            within = name == "BEGIN"
            events += [{}] if within else []
        elif within:
            assert name not in events[-1]
            events[-1][name] = unescaped(value)
    assert not within
    assert all({"UID", "DTSTAMP", "DTSTART", "SUMMARY"} <= event.keys() for event in events)
    return events


def unescaped(value: str) -> str:
    assert not re.search(r"(?<!\\)(?:\\\\)*[;,]", value)
    return re.sub(r"\\(.)", lambda found: "\n" if found[1] == "n" else found[1], value)


def entry(title: str) -> Entry:
    return Entry(ONE, ONE, "visit_interval", Text(zh=title, en="A visit"), NOW)


TEXTS = st.text(st.characters(exclude_categories=["Cs", "Cc"], include_characters="\n"), max_size=300)


@given(TEXTS)
def test_whatever_is_owed_reads_back_as_it_was_written(title: str) -> None:
    (event,) = read(calendar("li.na", [entry(title)], NOW - A_DAY, "zh-CN"))
    assert event["SUMMARY"] == title
    assert (event["UID"], event["DTSTART"]) == (f"{ONE}@tuoke", "20260302T020000Z")


def test_a_long_line_of_chinese_is_folded_between_characters() -> None:
    parts = list(folded(f"SUMMARY:{escaped('上门拜访重点客户，' * 20)}"))
    assert len(parts) > 1
    assert max(len(part.encode()) for part in parts) <= LINE_OCTETS_MAX
    assert all(part.startswith(" ") for part in parts[1:])


def test_each_reader_gets_their_language_and_sees_what_is_late() -> None:
    (chinese,) = read(calendar("li.na", [entry("上门拜访")], NOW, "zh-CN"))
    (english,) = read(calendar("li.na", [entry("上门拜访")], NOW, "en"))
    assert (chinese["SUMMARY"], english["SUMMARY"]) == ("逾期：上门拜访", "Late: A visit")


def test_what_was_stored_of_a_feed_is_read_as_it_was() -> None:
    at = "2026-03-02T02:00:00Z"
    stored: list[tuple[FeedEvent, str]] = [
        (FeedOpened(ONE, "li.na", "li", NOW), '"person":"li.na","opened_by":"li"'),
        (FeedRevoked(ONE, "li", NOW), '"revoked_by":"li"'),
    ]
    for event, told in stored:
        text = f'{{"feed_id":"{ONE}",{told},"occurred_at":"{at}"}}'
        assert CODEC.encode(event).data.decode() == text
        assert CODEC.decode(event.TYPE, 1, text.encode()) == event


async def test_s1_04_the_schedule_of_contacts_is_a_calendar_of_its_owner(visits_at_work: Owing) -> None:
    at_work, person = visits_at_work, f"li.{uuid4().hex[:6]}"
    customer = await at_work.captured(owner=person)
    await at_work.owes(customer, "first_contact")
    opened = await at_work.call.post("/v1/calendar-feeds", {"person": person})
    assert opened.status_code == 201, opened.text
    path = opened.json()["path"]
    feed = await at_work.call.http.get(path)
    assert (feed.status_code, feed.headers["content-type"]) == (200, "text/calendar; charset=utf-8")
    (first,) = read(feed.text)
    assert (first["SUMMARY"], first["CATEGORIES"]) == ("首次联络：新线索", "first_contact")
    met_at = await at_work.met(customer)
    await at_work.owes(customer, "contact_interval")
    (second,) = read((await at_work.call.http.get(path)).text)
    due = met_at + 45 * A_DAY
    assert (second["DTSTART"], second["UID"] != first["UID"]) == (f"{due:%Y%m%dT%H%M%SZ}", True)
    told = {"customer": {"id": str(customer)}, "text": "送样", "due_at": (met_at + A_DAY).isoformat()}
    for discount in (5, 50):
        said = told | {"promisor": person, "discount_percent": discount}
        assert (await at_work.call.post("/v1/promises", said)).status_code == 201

    async def promised() -> bool:
        shown = [one["SUMMARY"] for one in read((await at_work.call.http.get(path)).text)]
        assert shown == ["承诺：送样", second["SUMMARY"]]
        return True

    await at_work.soon(promised)


async def test_a_feed_is_read_by_its_address_alone_until_it_is_revoked(visits: Caller) -> None:
    key = str(uuid4())
    opened = await visits.post("/v1/calendar-feeds", {"person": "li.na"}, key=key)
    again = await visits.post("/v1/calendar-feeds", {"person": "li.na"}, key=key)
    assert again.json() == opened.json()
    path = opened.json()["path"]
    read = await visits.http.get(path)
    assert read.status_code == 200
    # Neither the key nor what it opens stays with a cache on the way.
    assert {one.headers.get("cache-control") for one in (opened, again, read)} == {"no-store"}
    assert (read.headers["x-robots-tag"], read.headers["vary"]) == ("noindex", "Accept-Language")
    other = path[:-6] + ("A" if path[-6] != "A" else "B") + path[-5:]
    for wrong in (other, path[:-8] + ".ics", "/v1/calendar/nonsense.ics", f"/v1/calendar/{uuid4().hex}.ics"):
        problem(await visits.http.get(wrong), 404, "feed_unknown")
    revoked = await visits.post(f"/v1/calendar-feeds/{opened.json()['feed_id']}/revocation")
    assert revoked.status_code == 204
    problem(await visits.http.get(path), 404, "feed_unknown")
    nobody = await visits.post(f"/v1/calendar-feeds/{uuid4()}/revocation")
    problem(nobody, 404, "feed_unknown")


def test_a_calendar_of_nothing_is_a_calendar() -> None:
    assert read(calendar("li.na", [], NOW + timedelta(days=1), "en")) == []
