import asyncio
import json
import logging as standard
from collections.abc import Iterator
from io import BytesIO
from typing import Any

import pytest
import structlog
from hypothesis import given
from hypothesis import strategies as st

from shared.kit import logging, tracing
from tests.support.collector import collecting

PARENT = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"


@pytest.fixture
def lines() -> Iterator[Any]:
    root = standard.getLogger()
    handlers, level = root.handlers, root.level
    out = BytesIO()
    logging.configure("leads", "info", out)
    yield lambda: [json.loads(line) for line in out.getvalue().splitlines()]
    structlog.reset_defaults()
    root.handlers, root.level = handlers, level


def test_a_line_is_an_object_that_names_the_service_and_the_trace(lines: Any) -> None:
    with tracing.span("work", parent=PARENT):
        structlog.get_logger().info("relay.sent", rows=3, key="客户")
    structlog.get_logger().debug("relay.idle")
    [line] = lines()
    assert line["event"] == "relay.sent"
    assert (line["service"], line["level"], line["rows"], line["key"]) == ("leads", "info", 3, "客户")
    assert line["trace_id"] == PARENT.split("-")[1]
    assert line["time"].endswith("Z")


@pytest.mark.parametrize("field", sorted(logging.SENSITIVE))
def test_a_sensitive_field_never_reaches_the_log(lines: Any, field: str) -> None:
    structlog.get_logger().warning("request.failed", **{field: "canary-7c1"})
    [line] = lines()
    assert line[field] == logging.REDACTED
    assert "canary-7c1" not in str(line)


def test_a_library_and_an_exception_come_out_as_objects_too(lines: Any) -> None:
    standard.getLogger("aiokafka.cluster").warning("lost %s", "broker 1")
    try:
        _ = 1 / 0
    except ZeroDivisionError:
        structlog.get_logger().exception("request.failed")
    library, failed = lines()
    assert (library["event"], library["message"]) == ("aiokafka.cluster", "lost broker 1")
    assert "ZeroDivisionError" in failed["exception"]


def test_a_traceparent_is_read_and_written_alike() -> None:
    place = tracing.parse(PARENT)
    assert place is not None
    assert place.traceparent == PARENT
    assert tracing.parse(PARENT.replace("00-", "01-", 1) + "-more") == place


@pytest.mark.parametrize(
    "text",
    [
        "",
        "00",
        PARENT.upper(),
        PARENT + "-more",
        PARENT.replace("00-", "ff-", 1),
        "00-" + "0" * 32 + "-b7ad6b7169203331-01",
        "00-0af7651916cd43dd8448eb211c80319c-" + "0" * 16 + "-01",
    ],
)
def test_a_traceparent_that_breaks_the_grammar_is_no_parent(text: str) -> None:
    assert tracing.parse(text) is None


@given(st.text())
def test_any_text_is_a_place_or_none(text: str) -> None:
    assert tracing.parse(text) is None or "-" in text


def test_a_span_continues_its_parent_and_a_link_starts_anew() -> None:
    with tracing.span("request", "server", parent=PARENT) as outer:
        assert outer.trace_id == PARENT.split("-")[1]
        assert outer.traceparent == tracing.traceparent() != PARENT
        with tracing.span("inner") as inner:
            assert inner.trace_id == outer.trace_id
            assert inner.span_id != outer.span_id
        with tracing.span("consume", "consumer", links=[PARENT]) as consumed:
            assert consumed.trace_id != outer.trace_id
    assert tracing.current() is None


async def test_tasks_do_not_see_each_others_spans() -> None:
    async def work() -> str:
        with tracing.span("work") as place:
            await asyncio.sleep(0)
            current = tracing.current()
            assert current == place
            return place.trace_id

    assert len(set(await asyncio.gather(*(work() for _ in range(5))))) == 5


def test_with_an_endpoint_spans_with_parent_and_link_reach_the_collector() -> None:
    with collecting() as collector:
        end = tracing.configure("leads", collector.url)
        with tracing.span("POST", "server", parent=PARENT) as outer:
            tracing.annotate("POST /v1/customers", **{"http.response.status_code": 201})
        with (
            pytest.raises(ValueError, match="canary"),
            tracing.span("consume", "consumer", links=[outer.traceparent, "no trace"]),
        ):
            raise ValueError("canary-7c1")
        end()
    spans = collector.spans()
    request = next(span for span in spans if span.name == "POST /v1/customers")
    consume = next(span for span in spans if span.name == "consume")
    assert request.trace_id.hex() == PARENT.split("-")[1]
    assert request.parent_span_id.hex() == PARENT.split("-")[2]
    assert consume.trace_id != request.trace_id
    assert [link.span_id for link in consume.links] == [request.span_id]
    assert (consume.status.code, consume.status.message) == (2, "ValueError")
    assert b"canary-7c1" not in b"".join(collector.bodies)
    assert tracing.current() is None
