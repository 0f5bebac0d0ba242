"""What is offered to a customer by recorded needs and pain points 痛点, with its reason (S2-07)."""

from datetime import timedelta
from typing import Any

import pytest

from services.scoring.recommendation.matching import latest_sections, recommended
from shared.kit.postgres.pool import Pool
from shared.policy.offers import OfferChapter
from tests.scoring.facts import CUSTOMER, told
from tests.scoring.policy_company import DECEMBER, DRAFTS, NOW, STRICTER, Company
from tests.scoring.projections import Log
from tests.scoring.sayings import OTHER, purchase, recorded
from tests.scoring.test_own_signals_api import hear
from tests.support.whole_service import problem

PATH = f"/v1/customers/{CUSTOMER}/recommendations"


def offer(zh: str, en: str, reads: str, kind: str = "service", **more: Any) -> dict[str, Any]:
    """Return an offer as it is drafted."""
    text = {"zh": zh, "en": en}
    return {
        "title": text,
        "source": "S2-07",
        "reason": text,
        "kind": kind,
        "meets": text,
        "reads": reads,
    } | more


OFFERS = {
    "express": offer("加急交付", "express delivery", "sections.needs.problems", words=["交期", "late"]),
    "frame": offer(
        "年度框架价", "a yearly price", "sections.needs.intention", kind="discount", when="value == 'firm'"
    ),
    "training": offer("操作培训", "training", "sections.needs.needs", words=["培训"]),
}


def slugs(*facts: Any) -> list[str]:
    chapter = OfferChapter.model_validate(
        {**{name: OFFERS["express"][name] for name in ("title", "source", "reason")}, "offers": OFFERS}
    )
    return [one.slug for one in recommended(latest_sections(facts), chapter)]


def test_the_latest_recording_counts_and_a_need_that_is_gone_recommends_nothing() -> None:
    late = told(1, "needs", problems=["有时 LATE"], intention="firm")
    assert slugs(late) == ["express", "frame"]
    assert slugs(late, told(2, "needs", needs=["现场培训"])) == ["training"]
    assert slugs(told(1, "scale", problems=["late"])) == []


def test_a_condition_without_an_answer_recommends_nothing() -> None:
    assert slugs(told(1, "needs", intention=["firm"])) == []


async def test_s2_07_offers_meet_recorded_needs_and_each_names_its_event_in_both_languages(
    company: Company, pool: Pool
) -> None:
    """What nobody offers, nobody needs, or nothing meets is said as such."""
    log = Log()
    await hear(
        pool, log, purchase(NOW - timedelta(days=3)), purchase(NOW - timedelta(days=3), customer=OTHER)
    )
    none = (await company.read(PATH, "zh-CN")).json()
    assert (none["recommendations"], none["nothing"]) == ([], "nothing_offered")
    assert none["words"] == "制度尚未声明任何产品或服务。"
    await company.announced(offers={"offers": OFFERS})
    company.clock.moment = DECEMBER + timedelta(days=1)
    assert (await company.read(PATH, "en")).json()["nothing"] == "nothing_recorded"
    await hear(pool, log, recorded(NOW, "needs", problems=["交期不稳"], intention="firm"))
    event_id = await pool.fetchval(
        "SELECT event_id FROM tier.scored_facts WHERE type LIKE '%section-recorded'"
    )
    english, chinese = [(await company.read(PATH, language)).json() for language in ("en", "zh-CN")]
    assert (english["policy_version"], english["nothing"]) == ("2026-12", None)
    assert [(one["offer"], one["kind"], one["word"]) for one in english["recommendations"]] == [
        ("express", "service", "交期"),
        ("frame", "discount", None),
    ]
    assert {one["event_id"] for one in english["recommendations"]} == {event_id}
    assert english["recommendations"][1]["words"] == (
        'Offer the discount "a yearly price": it meets "a yearly price", as recorded on 2026-11-24 '
        "(sections.needs.intention)."
    )
    assert chinese["recommendations"][0]["words"] == (
        "推荐服务“加急交付”：满足需求“加急交付”，依据 2026-11-24 的记录（sections.needs.problems），"
        "其中提到“交期”。"
    )
    other = PATH.replace(CUSTOMER, str(OTHER))
    await hear(pool, log, recorded(NOW, "needs", customer=OTHER, problems=["付款慢"]))
    assert (await company.read(other, "en")).json()["nothing"] == "nothing_meets"
    unknown = PATH.replace(CUSTOMER[-4:], "ffff")
    problem(await company.read(unknown, "en"), 404, "not_found")


@pytest.mark.parametrize(
    "ours",
    [
        offer("保健品", "tonic", "sections.person_dossier.health", words=["血压"]),
        offer("保健品", "tonic", "sections.owner.age", when="value > 45"),
        offer("礼品", "gift", "sections.needs.owner", when="has(value.birthday)"),
    ],
    ids=lambda one: one["reads"],
)
async def test_s2_07_nothing_is_recommended_for_what_a_person_is(
    company: Company, ours: dict[str, Any]
) -> None:
    """S9-01 and S11-05: such an offer cannot be drafted, and no clause can approve it."""
    answer = await company.said(
        DRAFTS, {"changes": STRICTER | {"offers": {"offers": {"ours": ours}}}}, "zh-CN"
    )
    (error,) = problem(answer, 422, "invalid")["errors"]
    assert (error["code"], error["pointer"]) == ("personal_offer", "/book/offers/offers/ours/reads")
    assert error["detail"].endswith("不得据此推荐")
