"""CloudEvents as the `cloudevents` package writes them, and as careless senders do."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from cloudevents.core.bindings.http import to_binary_event, to_structured_event
from cloudevents.core.bindings.kafka import to_binary_event as to_binary_record
from cloudevents.core.bindings.kafka import to_structured_event as to_structured_record
from cloudevents.core.v1.event import CloudEvent

from shared.kit.inbox.bounds import BATCH_EVENTS_MAX, EVENT_MAX_BYTES
from shared.kit.inbox.intake import KafkaRecord, from_http, from_record
from shared.kit.inbox.received import BATCH, STRUCTURED, Event, Received, Refusal, event_of

NOW = datetime(2026, 3, 1, 9, tzinfo=UTC)
DATA = {"subject": "s1", "line": "客户来电"}


def cloud_event(**attributes: Any) -> CloudEvent:
    return CloudEvent(
        attributes={
            "id": "e 1/ü",
            "source": "https://erp.example/orders",
            "type": "tuoke.notes.inbox.write-note",
            "time": datetime(2026, 3, 1, 8, 59, tzinfo=UTC),
            "datacontenttype": "application/json",
            "dataschema": "urn:tuoke:schema:notes.inbox.write-note:1",
            **attributes,
        },
        data=DATA,
    )


def read(received: Received) -> tuple[str, str, str, datetime | None, str | None, Any]:
    event = event_of(received, NOW)
    return event.id, event.source, event.type, event.time, event.dataschema, json.loads(event.data)


EXPECTED = (
    "e 1/ü",
    "https://erp.example/orders",
    "tuoke.notes.inbox.write-note",
    datetime(2026, 3, 1, 8, 59, tzinfo=UTC),
    "urn:tuoke:schema:notes.inbox.write-note:1",
    DATA,
)


def test_every_mode_of_both_bindings_says_the_same_event() -> None:
    binary, structured = to_binary_event(cloud_event()), to_structured_event(cloud_event())
    (one,) = from_http(binary.headers, binary.body, "erp")
    (two,) = from_http(structured.headers, structured.body, "erp")
    batch = b"[" + structured.body + b"]"
    (three,) = from_http({"Content-Type": f"{BATCH}; charset=utf-8"}, batch, "erp")
    record = to_binary_record(cloud_event())
    four = from_record("t", 1, 2, KafkaRecord(None, record.value, list(record.headers.items())))
    record = to_structured_record(cloud_event())
    five = from_record("t", 1, 3, KafkaRecord(b"k", record.value, list(record.headers.items())))
    assert [read(received) for received in (one, two, three, four, five)] == [EXPECTED] * 5
    assert len({event_of(received, NOW).command_id for received in (one, two, three, four, five)}) == 1


def structured(**attributes: Any) -> Received:
    whole = {"specversion": "1.0", "id": "1", "source": "/erp", "type": "t", "data": {}} | attributes
    sent = {name: value for name, value in whole.items() if value is not None}
    return Received("http", "erp", {"content-type": STRUCTURED}, json.dumps(sent).encode())


@pytest.mark.parametrize(
    ("received", "reason"),
    [
        (Received("http", "erp", {"content-type": STRUCTURED}, b"{"), "malformed_json"),
        (Received("http", "erp", {"content-type": STRUCTURED}, b"\xff"), "malformed_json"),
        (Received("http", "erp", {"content-type": STRUCTURED}, b"7"), "bad_envelope"),
        (structured(id=None), "bad_envelope"),
        (structured(id=5), "bad_envelope"),
        (structured(id=""), "bad_envelope"),
        (structured(source="x" * 2_000), "bad_envelope"),
        (structured(specversion="0.3"), "unsupported_specversion"),
        (structured(datacontenttype="text/xml"), "unsupported_content_type"),
        (structured(data=None), "no_data"),
        (structured(time="yesterday"), "bad_time"),
        (structured(time="2026-03-01T08:00:00"), "bad_time"),
        (structured(time="2026-03-01T09:05:01Z"), "time_in_future"),
        (structured(time="1989-12-31T23:59:59Z"), "ancient_time"),
        (structured(data="x" * EVENT_MAX_BYTES), "too_large"),
        (Received("t/1/2", "kafka:t", {}, b"{}"), "not_a_cloudevent"),
        (Received("t/1/2", "kafka:t", {"ce_specversion": "1.0", "ce_id": "1"}, b"{}"), "bad_envelope"),
    ],
)
def test_a_broken_envelope_is_told_by_its_reason(received: Received, reason: str) -> None:
    with pytest.raises(Refusal) as refusal:
        event_of(received, NOW)
    assert refusal.value.reason == reason


def test_a_refusal_names_the_event_as_far_as_it_could_be_read() -> None:
    with pytest.raises(Refusal) as refusal:
        event_of(structured(id="e7", time="yesterday"), NOW)
    assert (refusal.value.event_id, refusal.value.source, refusal.value.type) == ("e7", "/erp", "t")


def test_a_time_within_the_clocks_tolerance_is_taken() -> None:
    assert event_of(structured(time="2026-03-01T17:05:00+08:00"), NOW).time is not None


def test_base64_data_is_read() -> None:
    assert event_of(structured(data=None, data_base64="e30="), NOW).data == b"{}"


def test_a_request_that_is_no_cloudevent_is_refused_whole() -> None:
    with pytest.raises(Refusal, match="unsupported_media_type"):
        from_http({"content-type": "application/json"}, b"{}", "erp")


def test_a_batch_beyond_its_bound_is_refused_whole() -> None:
    body = b"[" + b",".join([b"{}"] * (BATCH_EVENTS_MAX + 1)) + b"]"
    with pytest.raises(Refusal, match="too_many_events"):
        from_http({"content-type": BATCH}, body, "erp")


def test_two_pairs_of_source_and_id_are_never_one_command() -> None:
    def command_id(source: str, name: str) -> str:
        return Event(name, source, "t", None, None, b"{}", None).command_id

    assert command_id("a", "bc") != command_id("ab", "c")
    assert command_id("1:a", "b") != command_id("1", "ab")
