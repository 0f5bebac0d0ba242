"""A tier is overridden over HTTP (人工调整等级): said, shown with the score beside it, ended by itself."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from typing import Any

import pytest

from services.scoring.settings import ScoringSettings
from services.scoring.tier.model import TierModel
from services.scoring.wiring import wire
from shared.contracts.roles import Role
from shared.contracts.scoring import TierChanged
from shared.kit.clock import FixedClock
from shared.kit.postgres.pool import Pool
from tests.scoring.facts import CUSTOMER, day
from tests.scoring.projections import TOPIC, Log, opened, outbox, project, tick
from tests.scoring.sayings import purchase
from tests.support.eventually import eventually
from tests.support.whole_service import Caller, problem, serving, settings_for

TIER = f"/v1/customers/{CUSTOMER}/tier"
OVERRIDE = f"{TIER}-override"
JUDGED = {"tier": "key", "reason": "战略合作谈判中", "until": day(40).isoformat()}
CHANGED = TierChanged.TYPE


@dataclass
class Judging:
    """The API and its clock; what scoring says comes back to the tier fold when asked for."""

    call: Caller
    clock: FixedClock
    pool: Pool
    log: Log = field(default_factory=Log)
    told: int = 0

    async def heard(self, *facts: Any) -> None:
        """The tier worker has heard the facts and all that scoring said, and time has passed."""
        projector = await opened(self.pool, TierModel(TOPIC))
        await project(projector, [self.log.say(fact, self.clock.now()) for fact in facts])
        said = await outbox(self.pool)
        # What the tick says is heard with the next call, as over the broker.
        new, self.told = said[self.told :], len(said)
        await project(projector, [self.log.add(message) for message in new])
        await tick(projector, self.clock.now())
        await projector.close()

    async def changes(self) -> list[tuple[str, str, str]]:
        """Return the classes that were said."""
        told = [
            TierChanged.model_validate_json(one.data)
            for one in await outbox(self.pool)
            if one.type == CHANGED
        ]
        return [(one.before, one.after, one.cause) for one in told]

    async def shown(self, language: str = "en") -> dict[str, Any]:
        """Return the tier as it reads."""
        token = self.call.tokens[Role.viewer]
        headers = {"Authorization": f"Bearer {token}", "Accept-Language": language}
        told: dict[str, Any] = (await self.call.http.get(TIER, headers=headers)).json()
        return told


@pytest.fixture
async def judging(pool: Pool, database: str) -> AsyncIterator[Judging]:
    """An ordinary customer since day 1; deadlines take effect."""
    clock = FixedClock(day(10))
    wired, settings = partial(wire, clock=clock), settings_for(ScoringSettings, database)
    async with serving(wired, settings, roles=lambda name: name == "deadlines") as call:
        at_work = Judging(call, clock, pool)
        await at_work.heard(purchase(day(1), 500))
        yield at_work


async def test_s4_02_a_persons_judgement_stands_above_the_score_until_its_end(judging: Judging) -> None:
    answer = await judging.call.post(OVERRIDE, JUDGED, role=Role.supervisor)
    assert (answer.status_code, answer.json()["holds"]) == (201, True)
    assert answer.headers["position"] == "scoring:2"
    await judging.heard()
    english, chinese = await judging.shown(), await judging.shown("zh-CN")
    assert (english["tier"], english["letter"], english["crossing"]["tier"]) == ("key", "A", "ordinary")
    assert english["override"]["by_score"] == "ordinary"
    assert english["override"]["by"] == "supervisor of tests"
    assert (
        "Overridden by supervisor of tests until 2026-02-10: 战略合作谈判中. By the score: ordinary (C)."
        in english["words"]
    )
    assert any(
        sentence.startswith("由 supervisor of tests 人工调整，至 2026-02-10 止")
        for sentence in chinese["words"]
    )
    assert (await judging.changes())[1:] == [("ordinary", "key", "override")]

    judging.clock.moment = day(41)

    async def lapsed() -> bool:
        return bool(
            await judging.pool.fetchval(
                "SELECT NOT EXISTS (SELECT FROM deadlines WHERE kind = 'override-until')"
            )
        )

    await eventually(lapsed)
    await judging.heard()
    after = await judging.shown()
    assert (after["tier"], after["override"]) == ("ordinary", None)
    assert (await judging.changes())[2:] == [("key", "ordinary", "override")]
    numbers = [one.sequence for one in await outbox(judging.pool) if one.key == CUSTOMER]
    assert numbers == [*range(1, len(numbers) + 1)]
    assert await judging.pool.fetchval("SELECT count(*) FROM tier.parked") == 0


async def test_while_a_persons_class_is_shown_no_purchase_is_said_to_raise_it(judging: Judging) -> None:
    assert (await judging.shown())["next"]["tier"] == "key"
    await judging.call.post(OVERRIDE, JUDGED | {"tier": "potential"}, role=Role.manager)
    await judging.heard()
    shown = await judging.shown()
    assert (shown["tier"], shown["next"]) == ("potential", None)
    assert not any("The first purchase" in sentence for sentence in shown["words"])
    said = [one for one in await outbox(judging.pool) if one.type == CHANGED]
    assert TierChanged.model_validate_json(said[-1].data).next is None


async def test_an_override_is_ended_before_its_time(judging: Judging) -> None:
    problem(await judging.call.post(f"{OVERRIDE}/end", role=Role.manager), 404, "override_unknown")
    await judging.call.post(OVERRIDE, JUDGED, role=Role.manager)
    await judging.heard()
    judging.clock.moment += timedelta(days=1)
    ended = await judging.call.post(f"{OVERRIDE}/end", role=Role.supervisor)
    assert (ended.status_code, ended.json()["holds"]) == (200, False)
    await judging.heard()
    assert (await judging.shown())["tier"] == "ordinary"
    assert (await judging.changes())[1:] == [("ordinary", "key", "override"), ("key", "ordinary", "override")]


async def test_who_may_override_and_for_how_long_is_bounded(judging: Judging) -> None:
    problem(await judging.call.post(OVERRIDE, JUDGED), 403, "forbidden")
    for until in (day(9), day(10 + 367)):
        refused = await judging.call.post(OVERRIDE, JUDGED | {"until": until.isoformat()}, role=Role.manager)
        problem(refused, 409, "override_until_out_of_bounds")
    without = {name: JUDGED[name] for name in ("tier", "until")}
    problem(await judging.call.post(OVERRIDE, without, role=Role.manager), 422, "invalid")
