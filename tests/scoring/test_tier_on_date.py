"""The class on any date, by all facts or by those known then, and what was learned later (S10-07)."""

from collections.abc import AsyncIterator
from datetime import datetime
from functools import partial
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.scoring.settings import ScoringSettings
from services.scoring.tier.as_of import answered, on_date
from services.scoring.tier.fold import advanced
from services.scoring.tier.rulebook import Rulebook
from services.scoring.tier.scored import ScoredFact
from services.scoring.wiring import wire
from shared.contracts.roles import Role
from shared.kit.clock import FixedClock
from shared.kit.postgres.pool import Pool
from tests.scoring.dated_books import ALL
from tests.scoring.facts import CUSTOMER, FACT_LISTS, RULEBOOK, day, fact, in_order, tier_after, unhurried
from tests.scoring.projections import TIER, Log, opened, project
from tests.scoring.sayings import complaint, purchase
from tests.support.whole_service import Caller, problem, serving, settings_for

PATH = f"/v1/customers/{CUSTOMER}/tier"


@unhurried
@given(facts=FACT_LISTS, when=st.floats(0, 700, allow_nan=False))
def test_the_class_on_a_date_is_the_one_that_was_lived_on_it(facts: list[ScoredFact], when: float) -> None:
    by_then = [one for one in in_order(facts) if one.occurred_at <= day(when)]
    lived = advanced(tier_after(by_then, rulebook=Rulebook(ALL)), day(when), Rulebook(ALL))
    found = on_date(in_order(facts), day(when), Rulebook(ALL))
    assert found.standing == lived.standing
    assert found.rules is Rulebook(ALL).at(day(when))


@unhurried
@given(facts=FACT_LISTS, when=st.integers(0, 700), known=st.integers(0, 700))
def test_what_was_known_then_is_what_is_known_when_nothing_more_is_ever_learned(
    facts: list[ScoredFact], when: int, known: int
) -> None:
    learned = [one for one in in_order(facts) if one.recorded_at <= day(known)]
    by_then = answered(in_order(facts), day(when), day(known), RULEBOOK).view
    assert by_then == on_date(learned, day(when), RULEBOOK)


def test_a_day_on_which_nothing_had_happened_is_potential() -> None:
    assert on_date([fact(5, 60.0)], day(4), RULEBOOK).tier == "potential"


@pytest.fixture
async def scoring(pool: Pool, database: str) -> AsyncIterator[Caller]:
    """A key customer since day 10, of whose complaint on day 5 we learned on day 11."""
    log, projector = Log(), await opened(pool, TIER)
    facts = [(purchase(day(1)), day(1)), (purchase(day(10), 500), day(10)), (complaint(day(5)), day(11))]
    await project(projector, [log.say(fact, at) for fact, at in facts])
    await projector.close()
    clock = FixedClock(day(12))
    async with serving(partial(wire, clock=clock), settings_for(ScoringSettings, database)) as caller:
        yield caller


def text(moment: datetime) -> str:
    return moment.isoformat()


async def read(scoring: Caller, language: str = "en", **asked: datetime) -> dict[str, Any]:
    headers = {"Authorization": f"Bearer {scoring.tokens[Role.viewer]}", "Accept-Language": language}
    params = {name: text(moment) for name, moment in asked.items()}
    answer = await scoring.http.get(PATH, params=params, headers=headers)
    assert answer.status_code == 200, answer.text
    told: dict[str, Any] = answer.json()
    return told


async def test_s10_07_the_class_on_any_date_is_told_with_what_was_learned_since(scoring: Caller) -> None:
    today = await read(scoring)
    assert (today["tier"], today["correction"]) == ("ordinary", None)
    then = await read(scoring, as_of=day(10))
    assert (then["tier"], then["scored_at"], len(then["events"])) == ("ordinary", "2026-01-11T00:00:00Z", 3)
    assert sum(event["points"] for event in then["events"]) == pytest.approx(then["score"])
    known = then["correction"]
    assert (known["tier"], known["letter"], known["learned_later"]) == ("key", "A", 1)
    assert known["score"] > then["score"]
    assert then["words"][0].startswith("ordinary (C), score on 2026-01-11 ")
    assert then["words"][1].startswith("By what was known on that day: key (A), score ")
    assert then["words"][1].endswith("; 1 fact of that day or before was learned later.")
    chinese = (await read(scoring, "zh-CN", as_of=day(10)))["words"]
    assert chinese[0].startswith("普通客户（C），2026-01-11 的评分")
    assert chinese[1].startswith("按当日所知为重点客户（A），评分")


async def test_s10_07_what_we_knew_then_is_told_with_what_is_known_today(scoring: Caller) -> None:
    then = await read(scoring, known_at=day(10))
    assert (then["tier"], then["known_at"], then["scored_at"]) == ("key", *["2026-01-11T00:00:00Z"] * 2)
    assert [event["signal"] for event in then["events"]] == ["purchase", "purchase"]
    assert (then["correction"]["tier"], then["correction"]["learned_later"]) == ("ordinary", 1)
    assert "By what is known today: ordinary (C)" in then["words"][-1]
    before = await read(scoring, as_of=day(2), known_at=day(11))
    assert (before["tier"], before["correction"]) == ("ordinary", None)
    assert (await read(scoring, as_of=day(0)))["tier"] == "potential"


async def test_a_time_that_cannot_be_is_refused_in_words(scoring: Caller) -> None:
    for asked, code, status in (
        ({"as_of": day(13)}, "time_in_future", 409),
        ({"known_at": day(13), "as_of": day(1)}, "time_in_future", 409),
        ({"as_of": day(-365 * 100)}, "time_too_ancient", 409),
        ({"as_of": day(5), "known_at": day(4)}, "date_not_yet_known", 422),
    ):
        params = {name: text(moment) for name, moment in asked.items()}
        problem(await scoring.get(PATH, role=Role.viewer, **params), status, code)
    problem(await scoring.get(PATH, as_of="2026-01-05T00:00:00"), 422, "invalid")
