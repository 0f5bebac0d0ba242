"""How promises are kept, by person and by customer, beside the rate at which the policy warns."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from shared.kit.postgres.pool import Pool
from shared.policy import default_book
from tests.scoring.facts import CUSTOMER, day
from tests.scoring.projections import SALES, Log, Spoken, opened, project
from tests.scoring.promise_sayings import promise_facts
from tests.scoring.sayings import OTHER
from tests.support.policies import announced


async def heard(pool: Pool, *facts: Spoken) -> None:
    log, projector = Log(), await opened(pool, SALES)
    await project(projector, [log.say(fact, day(100)) for fact in facts])
    await projector.close()


async def shown(pool: Pool, columns: str) -> list[tuple[Any, ...]]:
    rows = await pool.fetch(f"SELECT {columns} FROM reporting.promises_kept_v1 ORDER BY scope DESC, 1")  # noqa: S608
    return [tuple(row) for row in rows]


async def test_s9_08_who_keeps_promises_is_counted_by_person_and_by_customer(pool: Pool) -> None:
    """What came to its end counts: not what waits, is open, or was withdrawn before its time."""
    facts = [
        *promise_facts("one", "kept"),
        *promise_facts("two", "waits", "approved", "kept"),
        *promise_facts("three", "breached", "kept"),
        *promise_facts("four"),
        *promise_facts("five", "waits"),
        *promise_facts("six", "withdrawn", promisor="li"),
        *promise_facts("seven", "breached", "withdrawn", customer=OTHER),
        *promise_facts("eight", "breached", customer=OTHER, promisor="li"),
        *promise_facts("nine", "kept", customer=OTHER, promisor="zhao"),
    ]
    await heard(pool, *facts)
    columns = (
        "coalesce(person, customer_id), open, overdue, waiting, kept, broken, withdrawn, kept_percent, warned"
    )
    assert await shown(pool, columns) == [
        ("li", 1, 1, 0, 0, 1, 1, Decimal(0), True),
        ("wang", 1, 0, 1, 2, 2, 1, Decimal(50), True),
        ("zhao", 0, 0, 0, 1, 0, 0, Decimal(100), False),
        (CUSTOMER, 1, 0, 1, 2, 1, 1, Decimal("66.6"), True),
        (str(OTHER), 1, 1, 0, 1, 2, 1, Decimal("33.3"), True),
    ]


async def test_nobody_is_warned_of_before_a_promise_came_to_its_end(pool: Pool) -> None:
    await heard(pool, *promise_facts("one"), *promise_facts("two", "waits"))
    (person, customer) = await shown(pool, "person, kept_percent, warned, next_due_at")
    assert person[1:] == customer[1:] == (None, False, day(15))


async def test_s9_08_the_warning_follows_the_rate_of_the_book_in_force(pool: Pool) -> None:
    chapter = default_book().promises.model_dump(mode="json")
    patient, strict = ({**chapter, "kept": chapter["kept"] | {"warn_under": rate}} for rate in (40, 99))
    to_come = datetime(2100, 1, 1, tzinfo=UTC)
    told = [*promise_facts("one", "kept"), *promise_facts("two", "breached")]
    await heard(pool, *told)
    columns = "warn_under, warned, policy_version"
    assert await shown(pool, columns) == [(Decimal(90), True, "default-1")] * 2
    books = (announced("patient", day(20), promises=patient), announced("strict", to_come, promises=strict))
    log, projector = Log(), await opened(pool, SALES)
    await project(projector, [log.say(book, day(101)) for book in books])
    await projector.close()
    assert await shown(pool, columns) == [(Decimal(40), False, "patient")] * 2
