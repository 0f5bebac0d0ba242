"""What a lane remembers of its deliveries while rows are read and outcomes written at once."""

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

from services.notify.delivery.payload import Occurrence, View
from services.notify.dispatch.lane import Body, Due, Lane, Target

NOW = datetime(2026, 1, 5, 1, 0, tzinfo=UTC)
BODY = Body(1, Occurrence("1", "leads", "t", "s", "k", 1, NOW, "urn:x", b"{}"), None)


def _lane() -> Lane:
    return Lane(Target(uuid4(), 0, 1, "https://example.org", View.FULL, True, (), None, None))


def _due(delivery: UUID) -> Due:
    return Due(delivery, 0, 0, NOW + timedelta(days=1), BODY)


def test_a_delivery_that_ended_while_rows_were_read_is_not_queued_again() -> None:
    lane, delivery = _lane(), uuid4()
    assert lane.offer([_due(delivery)], has_more=False) == 1
    lane.start()
    lane.reading()  # the snapshot of this read still shows the row …
    lane.settled(delivery)  # … that is deleted before the read is back
    assert lane.offer([_due(delivery)], has_more=False) == 0
    assert not lane.queue


def test_a_retry_comes_with_the_next_read() -> None:
    lane, delivery = _lane(), uuid4()
    lane.offer([_due(delivery)], has_more=False)
    lane.start()
    lane.reading()
    lane.settled(delivery)
    lane.offer([_due(delivery)], has_more=False)
    lane.reading()
    assert lane.offer([_due(delivery)], has_more=False) == 1


def test_a_known_delivery_is_never_queued_twice() -> None:
    lane, delivery = _lane(), uuid4()
    lane.offer([_due(delivery)], has_more=False)
    assert lane.offer([_due(delivery)], has_more=False) == 0
    lane.start()
    assert lane.offer([_due(delivery)], has_more=False) == 0
