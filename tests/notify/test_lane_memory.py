"""What a lane remembers of its deliveries while rows are read and outcomes written at once."""

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

from services.notify.delivery.breaker import FAULTS_TO_OPEN, OPEN_FIRST_S
from services.notify.delivery.congestion import LANE_CALLS_MAX
from services.notify.delivery.decide import Fault
from services.notify.delivery.payload import Occurrence, View
from services.notify.dispatch.lane import QUEUE_MAX, Body, Due, Lane, Target

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


def test_a_lane_that_answers_fast_holds_many_rows_and_a_dead_one_lets_go_of_them() -> None:
    lane = _lane()
    assert lane.refill_size() == LANE_CALLS_MAX, "nobody knows yet what it would do with more"
    lane.offer([_due(uuid4())], has_more=True)
    lane.start()
    lane.finished(Fault.NONE, 0.01, 0.0, 0.0)
    lane.offer([_due(uuid4()) for _ in range(QUEUE_MAX)], has_more=False)
    for _ in range(FAULTS_TO_OPEN):
        started = lane.start()
        lane.finished(Fault.LANE, 0.01, 0.0, 0.0)
        lane.settled(started.delivery_id)
    assert len(lane.queue) == LANE_CALLS_MAX
    assert {due.delivery_id for due in lane.queue} < lane.known
    assert lane.has_more, "the ledger still has the rest"
    assert not lane.wants_refill(0.0)
    while lane.queue:
        lane.start()
    lane.breaker.succeeded()
    assert lane.wants_refill(OPEN_FIRST_S)
