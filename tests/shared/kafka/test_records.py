"""The wire form, held against the `cloudevents` package."""

from datetime import UTC, datetime

import pytest
from cloudevents.core.bindings.kafka import KafkaMessage, from_binary_event, to_binary_event
from cloudevents.core.v1.event import CloudEvent
from msgspec.structs import replace

from shared.contracts.envelope import Message
from shared.kit.kafka.records import Undecodable, decode, encode

MESSAGE = Message(
    id="0199b0de-0000-7000-8000-000000000001",
    source="leads",
    type="tuoke.leads.contract-signed",
    subject="contract-0199b0de-0000-7000-8000-000000000002",
    key="0199b0de-0000-7000-8000-000000000003",
    sequence=17,
    time=datetime(2026, 3, 1, 8, 30, 0, 123456, UTC),
    recorded_at=datetime(2026, 3, 1, 8, 30, 1, tzinfo=UTC),
    dataschema="urn:tuoke:schema:leads.contract-signed:1",
    data='{"title":"客户合同"}'.encode(),
    traceparent="00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
)


@pytest.mark.parametrize("message", [MESSAGE, replace(MESSAGE, traceparent=None, sequence=None)])
def test_a_message_survives_its_record(message: Message) -> None:
    assert decode(*encode(message)) == message


def test_the_cloudevents_package_reads_our_records() -> None:
    key, value, headers = encode(MESSAGE)
    event = from_binary_event(KafkaMessage(dict(headers), key, value))
    assert event.get_id() == MESSAGE.id
    assert event.get_source() == "/tuoke/leads"
    assert event.get_type() == MESSAGE.type
    assert event.get_subject() == MESSAGE.subject
    assert event.get_time() == MESSAGE.time
    assert event.get_dataschema() == MESSAGE.dataschema
    assert event.get_datacontenttype() == "application/json"
    assert event.get_data() == {"title": "客户合同"}
    assert event.get_extension("sequence") == "17"
    assert event.get_extension("partitionkey") == MESSAGE.key
    assert event.get_extension("recordedat") == "2026-03-01T08:30:01Z"


def test_we_read_the_records_of_the_cloudevents_package() -> None:
    event = CloudEvent(
        attributes={
            "id": MESSAGE.id,
            "source": "/tuoke/leads",
            "type": MESSAGE.type,
            "subject": MESSAGE.subject,
            "time": MESSAGE.time,
            "dataschema": MESSAGE.dataschema,
            "datacontenttype": "application/json",
            "sequence": "17",
            "recordedat": "2026-03-01T08:30:01Z",
            "partitionkey": MESSAGE.key,
        },
        data=MESSAGE.data,
    )
    record = to_binary_event(event)
    assert isinstance(record.key, str)
    read = decode(record.key.encode(), record.value, list(record.headers.items()))
    assert read == replace(MESSAGE, traceparent=None)


@pytest.mark.parametrize(
    ("header", "value", "reason"),
    [
        ("ce_specversion", None, "not_a_cloudevent"),
        ("ce_specversion", b"0.3", "not_a_cloudevent"),
        ("ce_id", None, "missing_attribute"),
        ("ce_type", None, "missing_attribute"),
        ("ce_dataschema", None, "missing_attribute"),
        ("ce_type", b"\xff\xfe", "not_utf8"),
        ("ce_time", b"yesterday", "bad_time"),
        ("ce_time", b"2026-03-01T08:30:00", "bad_time"),
        ("ce_sequence", b"-1", "bad_sequence"),
        ("ce_sequence", b"1_0", "bad_sequence"),
        ("ce_sequence", b"", "bad_sequence"),
        ("ce_sequence", b"9" * 19, "bad_sequence"),
    ],
)
def test_a_broken_header_is_told_by_its_reason(header: str, value: bytes | None, reason: str) -> None:
    key, data, headers = encode(MESSAGE)
    broken = {**dict(headers), header: value}
    with pytest.raises(Undecodable) as refusal:
        decode(key, data, [(name, text) for name, text in broken.items() if text is not None])
    assert refusal.value.reason == reason


def test_a_header_without_a_value_is_told_as_missing() -> None:
    key, data, headers = encode(MESSAGE)
    for missing in ("ce_id", "ce_source", "ce_time"):
        with pytest.raises(Undecodable, match=f"missing_attribute.*{missing}"):
            decode(key, data, [(name, None if name == missing else value) for name, value in headers])


def test_headers_in_another_order_say_the_same() -> None:
    key, data, headers = encode(MESSAGE)
    assert decode(key, data, sorted(headers)) == decode(key, data, [("x", b"y"), *headers]) == MESSAGE


def test_a_null_key_or_value_is_told_by_its_reason() -> None:
    key, value, headers = encode(MESSAGE)
    with pytest.raises(Undecodable, match="null_key"):
        decode(None, value, headers)
    with pytest.raises(Undecodable, match="null_value"):
        decode(key, None, headers)
