"""The command line of scoring, as a person at a terminal has it: exit codes and words."""

import json
from dataclasses import replace

import pytest

from shared.contracts.topics import topic
from shared.kit.postgres.pool import Pool
from tests.scoring.facts import CUSTOMER, day
from tests.scoring.policy_company import Company
from tests.scoring.projections import TIER, Log, opened, project
from tests.scoring.running import worker_environment
from tests.scoring.sayings import purchase
from tests.support.eventually import eventually
from tests.support.terminal import Terminal
from tests.support.topics import make_topics
from tests.support.whole_service import NO_BROKER


@pytest.fixture
def terminal(pool: Pool, database: str) -> Terminal:
    del pool
    return Terminal("scoring", worker_environment(database, NO_BROKER, "test"))


async def test_a_parked_key_is_listed_shown_passed_over_and_redriven(pool: Pool, terminal: Terminal) -> None:
    log, projector = Log(), await opened(pool, TIER)
    bad, good = (log.say(purchase(day(n)), day(n)) for n in (1, 2))
    await project(projector, [replace(bad, value=b"{"), good])
    await projector.close()
    code, listed, _ = await terminal.said("dead-letters", "list", "--json")
    rows = {row["reason"]: row["letter"] for row in json.loads(listed)}
    assert (code, set(rows)) == (0, {"key_parked", "invalid_data"})
    stuck = rows["invalid_data"]
    code, shown, _ = await terminal.said("dead-letters", "show", stuck)
    assert (code, json.loads(shown)["value"]) == (0, "{")
    code, told, _ = await terminal.said("dead-letters", "redrive", stuck, "--dry-run", "--by", "ops")
    assert (code, "invalid_data" in told, "waits behind it" in told) == (3, True, True)
    code, told, _ = await terminal.said("dead-letters", "discard", stuck, "--by", "ops", "--note", "torn")
    assert (code, told) == (0, f"{stuck} is discarded; now: dead-letters redrive --key {CUSTOMER}")
    code, told, _ = await terminal.said("dead-letters", "redrive", "--key", CUSTOMER, "--by", "ops", "--json")
    assert (code, json.loads(told)) == (
        0,
        [{"letter": rows["key_parked"], "outcome": "applied", "open": False}],
    )
    assert await pool.fetchval("SELECT tier FROM tier.customers") == "ordinary"
    code, shown, _ = await terminal.said("dead-letters", "show", stuck)
    assert json.loads(shown)["detail"].endswith("; discarded by ops: torn")


async def test_verify_and_rebuild_say_what_they_found(
    pool: Pool, database: str, kafka: str, topic_prefix: str
) -> None:
    await make_topics(kafka, [topic(name, prefix=topic_prefix) for name in ("leads", "visits", "scoring")])
    terminal = Terminal("scoring", worker_environment(database, kafka, topic_prefix))
    assert await terminal.said("verify") == (
        0,
        (
            "store  sound\ntier  0 rows equal to the log\nboard  216 rows equal to the log\n"
            "sales  1 rows equal to the log\npolicy  0 rows equal to the log"
        ),
        "",
    )
    await pool.execute("UPDATE board.counts SET customers = 1 WHERE partition = 3 AND tier = 'key'")
    code, told, said = await terminal.said("verify", "--json")
    assert (code, json.loads(told)["board"]["wrong"], said) == (3, 6, "6 findings")
    assert (await terminal.said("rebuild", "board"))[0] == 0
    assert (await terminal.said("verify"))[0] == 0
    code, _, said = await terminal.said("rebuild", "boards")
    assert (code, "known: tier, board" in said) == (2, True)
    assert (await terminal.said("rebuild", "board", "--share", "2/2"))[0] == 2
    code, _, said = await terminal.said("rebuild", "board", "--share", "0/2")
    assert (code, said) == (1, "projection board_next has no schema; run migrate")


async def test_the_policy_is_announced_again_by_replay_and_changes_nothing(
    company: Company, pool: Pool, database: str, kafka: str, topic_prefix: str
) -> None:
    terminal = Terminal("scoring", worker_environment(database, kafka, topic_prefix))
    await company.announced()
    code, told, _ = await terminal.said("replay")
    assert (code, told) == (0, "1 messages stand in the outbox again")

    async def sent() -> bool:
        return bool(await pool.fetchval("SELECT count(*) = 0 FROM outbox"))

    await eventually(sent)
    assert await pool.fetchval("SELECT count(*) FROM policy.books") == 1
    assert await pool.fetchval("SELECT count(*) FROM policy.parked") == 0
