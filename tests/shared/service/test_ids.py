import copy
import os
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.kit.clock import FixedClock, SystemClock
from shared.kit.external_ids import external_customer_id
from shared.kit.ids import event_id, id_text, uuid7

_RANDOM = 2**62 - 1


def test_uuid7_has_its_version_variant_and_time() -> None:
    before = time.time_ns() // 1_000_000
    made = uuid7()
    assert (made.version, made.variant) == (7, "specified in RFC 4122")
    assert before - 1 <= made.int >> 80 <= time.time_ns() // 1_000_000 + 1


def test_ids_of_one_process_rise_whatever_thread_makes_them() -> None:
    ids = [uuid7() for _ in range(10_000)]
    assert ids == sorted(set(ids))
    with ThreadPoolExecutor(4) as threads:
        made = list(threads.map(lambda _: [uuid7() for _ in range(1_000)], range(4)))
    assert all(batch == sorted(batch) for batch in made)
    assert len({one for batch in made for one in batch}) == 4_000


def test_a_made_id_is_an_id_like_any_other() -> None:
    for made in (uuid7(), event_id("c", 0)):
        read = UUID(str(made))
        assert (made, hash(made), made.is_safe) == (read, hash(read), read.is_safe)
        assert copy.deepcopy(made) == made


@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # of forking beside threads: the child only writes
def test_a_forked_child_draws_numbers_of_its_own() -> None:
    mine, theirs = os.pipe()
    drawn = uuid7().int & _RANDOM
    if (child := os.fork()) == 0:
        os.write(theirs, "\n".join(str(uuid7()) for _ in range(50)).encode())
        os._exit(0)
    os.waitpid(child, 0)
    parents = {uuid7().int & _RANDOM for _ in range(50)}
    children = {UUID(line).int & _RANDOM for line in os.read(mine, 4_096).decode().split()}
    assert len({drawn} | parents | children) == 101


def test_an_outside_customer_has_one_id_for_ever() -> None:
    assert external_customer_id("erp", "4711") == UUID("ef1f07b1-e738-5962-a89a-53d2477038b6")
    assert external_customer_id("erp", "4711") != external_customer_id("crm", "4711")


@given(st.tuples(st.text(), st.text()), st.tuples(st.text(), st.text()))
def test_two_references_share_an_id_only_if_they_are_one(
    one: tuple[str, str], other: tuple[str, str]
) -> None:
    assert (external_customer_id(*one) == external_customer_id(*other)) == (one == other)


def test_a_retried_command_names_its_events_alike() -> None:
    assert event_id("c", 0) == event_id("c", 0)
    assert len({event_id("c", 0), event_id("c", 1), event_id("d", 0)}) == 3


def test_clocks_tell_aware_utc() -> None:
    assert SystemClock().now().tzinfo is UTC
    clock = FixedClock(datetime(2026, 1, 1, tzinfo=UTC))
    assert clock.advance(timedelta(days=1)) == clock.now() == datetime(2026, 1, 2, tzinfo=UTC)


def test_an_id_is_written_as_everybody_writes_it() -> None:
    for identity in (UUID(int=0), UUID(int=2**128 - 1), uuid7()):
        assert id_text(identity) == str(identity)
