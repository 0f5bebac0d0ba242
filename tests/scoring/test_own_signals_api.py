"""A company lets its own fields count, over HTTP; nothing personal counts without its clause."""

from datetime import timedelta
from typing import Any

import pytest

from services.scoring.tier.model import TierModel
from shared.kit.postgres.pool import Pool
from tests.scoring.facts import CUSTOMER
from tests.scoring.policy_company import DECEMBER, DRAFTS, NOW, STRICTER, Company
from tests.scoring.projections import TOPIC, Log, opened, project, tick
from tests.scoring.sayings import purchase, recorded
from tests.support.whole_service import problem

TIER = f"/v1/customers/{CUSTOMER}/tier"


def signal(reads: str, zh: str, en: str, **more: Any) -> dict[str, Any]:
    """Return a signal as it is drafted."""
    text = {"zh": zh, "en": en}
    ours = {"title": text, "source": "S3-09", "reason": text, "reads": reads}
    return ours | {"points": 0, "half_life_days": 60, "cap": 100} | more


SIGNALS = {
    "firm_need": signal(
        "sections.needs.intention", "需求明确", "a firm need", points=60, when="value == 'firm'"
    ),
    "no_credit": signal("sections.credit.refused", "拒绝授信", "credit refused", caps_at="ordinary"),
    "staff": signal("sections.scale.staff", "规模", "size", points=5, when="value > 10"),
}


async def hear(pool: Pool, log: Log, *facts: Any) -> None:
    """The tier worker has heard the facts, and time has passed."""
    projector = await opened(pool, TierModel(TOPIC))
    await project(projector, [log.say(fact, NOW) for fact in facts])
    await tick(projector, DECEMBER + timedelta(days=1))
    await projector.close()


async def test_s3_09_a_company_grades_by_need_beside_value_and_the_signal_is_named_in_both_languages(
    company: Company, pool: Pool
) -> None:
    """What was recorded before the book counts from its day; a gate caps; no answer is told."""
    bought = purchase(NOW - timedelta(days=1), 550)
    firm = recorded(NOW - timedelta(days=2), "needs", intention="firm")
    await company.announced(signals={"signals": SIGNALS})
    company.clock.moment = DECEMBER + timedelta(days=1)
    log = Log()
    await hear(pool, log, bought, firm, recorded(NOW, "scale", staff="many"))
    english, chinese = [(await company.read(TIER, language)).json() for language in ("en", "zh-CN")]
    assert (english["tier"], english["policy_version"]) == ("key", "2026-12")
    assert [one["title"] for one in english["events"]] == ["a firm need", "Purchase"]
    assert [one["title"] for one in chinese["events"]] == ["需求明确", "购买"]
    assert sum(one["points"] for one in english["events"]) == pytest.approx(english["score"])
    (unanswered,) = english["unanswered"]
    assert (unanswered["signal"], unanswered["title"]) == ("signals.staff", "size")
    assert any(sentence.startswith('The condition of "size" has no answer') for sentence in english["words"])
    assert any(sentence.startswith("“规模”的条件") for sentence in chinese["words"])

    await hear(pool, log, recorded(DECEMBER, "credit", refused=True))
    english, chinese = [(await company.read(TIER, language)).json() for language in ("en", "zh-CN")]
    assert (english["tier"], english["next"]) == ("ordinary", None)
    assert english["gates"] == [
        {"signal": "signals.no_credit", "title": "credit refused", "tier": "ordinary"}
    ]
    assert '"credit refused" holds: no class above ordinary (C).' in english["words"]
    assert not any("points to" in sentence for sentence in english["words"])
    assert "“拒绝授信”成立，等级不高于普通客户（C）。" in chinese["words"]


@pytest.mark.parametrize("reads", ["sections.person_dossier.hobbies", "sections.owner.age"])
async def test_s11_05_what_is_about_a_person_is_drafted_as_a_signal_only_under_an_approved_clause(
    company: Company, reads: str
) -> None:
    """S9-01 and S11-05: refused with its place in both languages, until the book names the clause."""
    ours = signal(reads, "个人情况", "about a person", points=5)
    for language, words in (("en", "may not count"), ("zh-CN", "不得计分")):
        answer = await company.said(
            DRAFTS, {"changes": STRICTER | {"signals": {"signals": {"ours": ours}}}}, language
        )
        (error,) = problem(answer, 422, "invalid")["errors"]
        assert (error["code"], error["pointer"]) == (
            "personal_signal",
            "/book/signals/signals/ours/reads",
        )
        assert words in error["detail"]
    clause = {"zh": "经领导小组批准", "en": "approved by the leadership"}
    await company.drafted(signals={"signals": {"ours": ours | {"approved_clause": clause}}})
