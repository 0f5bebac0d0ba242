"""Records that nobody agreed on: sound events mutated in every part, and bytes that are no events at all."""

import json
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from hypothesis import HealthCheck, Phase, assume, given, seed, settings
from hypothesis import strategies as st

STRUCTURED = b"application/cloudevents+json"
Headers = list[tuple[str, bytes | None]]


@dataclass(frozen=True, slots=True)
class Strange:
    """A Kafka record as its sender made it. Key, value and header values may each be absent."""

    key: bytes | None
    value: bytes | None
    headers: Headers


def sound(type_: str, data: Any) -> Strange:
    """An event that is taken, in binary mode, with an id of its own."""
    headers = {"ce_specversion": "1.0", "ce_id": str(uuid4()), "ce_source": "erp", "ce_type": type_}
    return Strange(None, json.dumps(data).encode(), [(name, text.encode()) for name, text in headers.items()])


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)
NAMES = st.sampled_from(
    [
        "ce_specversion",
        "ce_id",
        "ce_source",
        "ce_type",
        "ce_time",
        "ce_dataschema",
        "ce_traceparent",
        "traceparent",
        "content-type",
        "ce_strange",
        "",
    ]
)
TEXTS = st.text(max_size=40).map(lambda text: text.encode("utf-8", "surrogatepass")) | st.binary(max_size=40)
TELLING = st.sampled_from(
    [
        b"1.0",
        b"0.3",
        STRUCTURED,
        b"application/json",
        b"text/plain",
        b"\x00",
        b"",
        b"x" * 2_000,
        b"2026-03-09T02:00:00Z",
        b"9999-12-31T23:59:59-23:59",
        b"0001-01-01T00:00:00+23:59",
        b"not a time",
    ]
)
HEADERS: st.SearchStrategy[Headers] = st.lists(st.tuples(NAMES, st.none() | TEXTS | TELLING), max_size=8)
KEYS = st.none() | st.binary(max_size=20)


@st.composite
def damaged_bytes(draw: st.DrawFn, whole: bytes) -> bytes:
    """`whole` with a few bytes changed, cut out or put in."""
    value = bytearray(whole)
    for _ in range(draw(st.integers(1, 3))):
        at = draw(st.integers(0, max(0, len(value) - 1)))
        until = at + draw(st.integers(0, 6))
        value[at:until] = draw(st.binary(max_size=6))
    return bytes(value)


@st.composite
def damaged_data(draw: st.DrawFn, data: dict[str, Any]) -> bytes:
    """`data` with a field gone, strange, or added."""
    changed = dict(data)
    name = draw(st.sampled_from(sorted(changed)) | st.text(max_size=8))
    if draw(st.booleans()):
        changed.pop(name, None)
    else:
        changed[name] = draw(JSON)
    return json.dumps(changed).encode("utf-8", "surrogatepass")


@st.composite
def mutated(draw: st.DrawFn, samples: dict[str, Any]) -> Strange:
    """A sound event of one of the types with its headers, its envelope or its data damaged."""
    type_ = draw(st.sampled_from(sorted(samples)))
    headers = {
        "ce_specversion": b"1.0",
        "ce_id": str(draw(st.integers(0, 40))).encode(),
        "ce_source": b"erp",
        "ce_type": type_.encode(),
    }
    data = samples[type_]
    value = draw(st.just(json.dumps(data).encode()) | damaged_data(data))
    match draw(st.sampled_from(["headers", "bytes", "structured", "neither"])):
        case "headers":
            return Strange(draw(KEYS), value, [*headers.items(), *draw(HEADERS)])
        case "bytes":
            return Strange(draw(KEYS), draw(damaged_bytes(value)), list(headers.items()))
        case "structured":
            envelope = {name.removeprefix("ce_"): text.decode() for name, text in headers.items()}
            envelope |= {"data": data} | draw(st.dictionaries(st.text(max_size=8), JSON, max_size=2))
            whole = json.dumps(envelope).encode("utf-8", "surrogatepass")
            text = draw(st.just(whole) | damaged_bytes(whole))
            return Strange(draw(KEYS), text, [("content-type", STRUCTURED)])
        case _:
            return Strange(draw(KEYS), value, list(headers.items()))


def strange_records(samples: dict[str, Any], count: int, chance: int) -> list[Strange]:
    """Return about `count` records, the same for the same `chance`."""
    made: list[Strange] = []
    noise = st.builds(Strange, KEYS, st.none() | st.binary(max_size=200), HEADERS)

    @seed(chance)
    @settings(
        max_examples=count,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(noise | mutated(samples) | mutated(samples))
    def gather(record: Strange) -> None:
        # The client sends no record that has neither.
        assume(record.key is not None or record.value is not None)
        made.append(record)

    gather()
    return made
