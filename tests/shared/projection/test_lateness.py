"""How long the oldest unread record has waited, told from the logs' ends and the record in hand."""

from types import SimpleNamespace

from shared.kit.projection.lateness import Lateness

HELD = ("leads", 0)


def batch(time_s: float) -> dict[tuple[str, int], list[SimpleNamespace]]:
    return {HELD: [SimpleNamespace(timestamp=int(time_s * 1000))]}


def test_nothing_unread_is_no_wait() -> None:
    assert Lateness().measured({HELD: 5}, {HELD: 5}, 100.0) == {"leads": 0.0}


def test_what_came_while_we_looked_waits_since_then() -> None:
    lateness = Lateness()
    for now, position, end in ((100.0, 5, 5), (102.0, 5, 9), (104.0, 5, 12)):
        last = lateness.measured({HELD: position}, {HELD: end}, now)
    assert last == {"leads": 2.0}
    assert lateness.measured({HELD: 9}, {HELD: 12}, 106.0) == {"leads": 2.0}
    assert lateness.measured({HELD: 12}, {HELD: 12}, 108.0) == {"leads": 0.0}


def test_a_record_after_a_long_silence_is_not_as_old_as_the_last_one() -> None:
    lateness = Lateness()
    lateness.taking(batch(10.0))
    lateness.measured({HELD: 5}, {HELD: 5}, 3_600.0)
    assert lateness.measured({HELD: 5}, {HELD: 6}, 3_602.0) == {"leads": 0.0}


def test_a_backlog_from_before_the_start_is_as_old_as_the_record_in_hand() -> None:
    lateness = Lateness()
    lateness.taking(batch(1_000.0))
    assert lateness.measured({HELD: 0}, {HELD: 90}, 4_600.0) == {"leads": 3_600.0}
    lateness.taking(batch(4_000.0))
    assert lateness.measured({HELD: 50}, {HELD: 90}, 4_602.0) == {"leads": 602.0}


def test_the_worst_partition_of_a_topic_counts_and_others_are_forgotten() -> None:
    lateness = Lateness()
    other = ("leads", 1)
    lateness.measured({HELD: 5, other: 5}, {HELD: 5, other: 5}, 100.0)
    lateness.measured({HELD: 5, other: 5}, {HELD: 6, other: 5}, 102.0)
    assert lateness.measured({HELD: 5, other: 5}, {HELD: 6, other: 7}, 110.0) == {"leads": 8.0}
    lateness.forget()
    assert lateness.measured({other: 7}, {other: 7}, 112.0) == {"leads": 0.0}
