"""The policy as people read it: in force, in print, and what changes, in words; and what it must say."""

from tests.scoring.policy_company import DECEMBER, DRAFTS, Company
from tests.support.whole_service import problem


async def test_what_changes_is_told_in_words_before_and_after_the_approval(company: Company) -> None:
    location = await company.drafted()
    for language, words in (("en", "2 hours"), ("zh-CN", "2 小时")):
        told = (await company.read(f"{location}/changes", language)).json()
        assert (told["since"], told["version"]) == ("default-1", "2026-12")
        sentences = {one["pointer"]: one["text"] for one in told["changes"]}
        assert words in sentences["/complaint/clocks/serious/acknowledge"]
    draft = (await company.call.get(f"{location}/changes")).json()
    await company.announced()
    assert (await company.call.get("/v1/policy/books/2026-12/changes")).json() == draft
    none = await company.call.get("/v1/policy/books/2026-12/changes", since="2026-12")
    assert none.json()["changes"] == []


async def test_a_book_is_printed_in_both_languages(company: Company) -> None:
    for language, title in (("en", "Customer development policy"), ("zh-CN", "客户开发与管理制度")):
        answer = await company.read("/v1/policy/books/default-1/printed", language)
        assert answer.headers["content-type"].startswith("text/html")
        assert answer.headers["content-language"] == language
        assert title in answer.text


async def test_s3_01_the_three_functions_and_who_answers_for_them_are_changed_like_every_rule(
    company: Company,
) -> None:
    functions = {"functions": {"satisfaction": {"responsible": "supervisor"}}}
    await company.announced(functions=functions)
    before = (await company.call.get("/v1/policy")).json()["chapters"]["functions"]["functions"]
    assert {name: one["responsible"] for name, one in before.items()} == {
        "development": "supervisor",
        "relationship": "salesperson",
        "satisfaction": "after_sales",
    }
    company.clock.moment = DECEMBER
    after = (await company.call.get("/v1/policy")).json()["chapters"]["functions"]["functions"]
    assert after["satisfaction"]["responsible"] == "supervisor"
    without = await company.said(
        DRAFTS, {"changes": {"functions": {"functions": {"satisfaction": None}}}}, "en"
    )
    assert "/book/functions/functions/satisfaction" in {
        error["pointer"] for error in problem(without, 422, "invalid")["errors"]
    }


async def test_s7_01_every_stage_has_its_management_and_its_assessment_standard(company: Company) -> None:
    policy = (await company.call.get("/v1/policy")).json()
    development = policy["chapters"]["pipelines"]["pipelines"]["development"]["stages"]
    assert len(development) == 8
    assert all(stage["management"] and stage["assessment"] for stage in development.values())
    told = {"zh": "接触后两日内有记录", "en": "Recorded within two days"}
    stages = {"contact": {"assessment": told}}
    await company.announced(pipelines={"pipelines": {"development": {"stages": stages}}})
    company.clock.moment = DECEMBER
    changed = (await company.call.get("/v1/policy")).json()["chapters"]["pipelines"]["pipelines"]
    assert changed["development"]["stages"]["contact"]["assessment"] == told["en"]
