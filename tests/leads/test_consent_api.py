"""Confidence 保密: what serves more than business needs a consent, and ends with it (S4-10)."""

import json
from typing import Any
from uuid import uuid4

from services.leads.customer.section import every_declared
from shared.contracts.consents import RecordConsent, WithdrawConsent
from shared.contracts.inbox import RecordSection
from shared.contracts.roles import Role
from shared.policy.sections import BUILT_IN
from shared.policy.signals import PERSONAL_SECTIONS
from tests.support.databases import connected
from tests.support.whole_service import Caller, problem

CONSENT = {
    "purpose": "person_dossier",
    "text_version": "2026-01",
    "channel": "paper",
    "evidence": "档案柜 3-12",
}
DOSSIER = {
    "finances": "宽裕",
    "health": "良好",
    "family": "一子一女",
    "work": "采购主管十年",
    "social_circle": "同业商会",
    "hobbies": "茶艺",
    "culture": "书法",
    "pursuits": "稳健经营",
    "ideals": "百年老店",
    "personality": "重承诺",
}
COMPANY = {
    "decision_maker": "采购总监",
    "handler": "周敏",
    "industry": "机械制造",
    "products": "减速机",
    "structure": "三个事业部",
    "results": "年增两成",
    "staff": "三百人",
    "plans": "扩建二号车间",
    "problems": "交期不稳",
}


async def put(leads: Caller, customer: str, section: str, content: Any) -> Any:
    return await leads.post(f"/v1/customers/{customer}/sections/{section}", {"content": content})


async def shown(leads: Caller, customer: str, section: str, role: Role = Role.salesperson) -> Any:
    return (await leads.get(f"/v1/customers/{customer}/sections/{section}", role=role)).json()


async def consented(leads: Caller, customer: str, **changes: Any) -> None:
    answer = await leads.post(f"/v1/customers/{customer}/consents", CONSENT | changes)
    assert answer.status_code == 201, answer.text


async def withdrawn(leads: Caller, customer: str, purpose: str = "person_dossier") -> None:
    answer = await leads.post(f"/v1/customers/{customer}/consents/{purpose}/withdrawal", {})
    assert answer.status_code == 200, answer.text


async def said_of(database: str, customer: str) -> list[dict[str, Any]]:
    """Return the data of all that waits in the outbox about the customer, in order."""
    async with connected(database) as connection:
        rows = await connection.fetch("SELECT value FROM outbox WHERE key = $1 ORDER BY sequence", customer)
    return [json.loads(row["value"]) for row in rows]


async def test_s9_01_a_persons_dossier_is_kept_only_under_their_consent_and_leaves_nowhere(
    leads: Caller, leads_database: str
) -> None:
    customer = str(uuid4())
    refused = await put(leads, customer, "person_dossier", DOSSIER)
    assert problem(refused, 409, "consent_missing")["params"]["consent"] == "person_dossier"
    await consented(leads, customer)
    assert (await put(leads, customer, "person_dossier", DOSSIER)).status_code == 201
    section = await shown(leads, customer, "person_dossier")
    assert (section["current"]["content"], section["current"]["filled"]) == (DOSSIER, 1.0)
    assert (section["purpose"], section["weight"], section["clauses"]) == ("person_dossier", 0, ["S9-01"])
    seen = await shown(leads, customer, "person_dossier", Role.viewer)
    assert seen["current"]["content"] == dict.fromkeys(DOSSIER, "•••")
    given, told = await said_of(leads_database, customer)
    assert (told["section"], told["content"], told["purpose"]) == ("person_dossier", {}, "person_dossier")
    assert "evidence" not in given


async def test_s9_02_a_companys_dossier_is_business_and_needs_no_consent(
    leads: Caller, leads_database: str
) -> None:
    customer = str(uuid4())
    assert (await put(leads, customer, "company_dossier", COMPANY)).status_code == 201
    section = await shown(leads, customer, "company_dossier", Role.viewer)
    masked = {"decision_maker": "•••", "handler": "•••"}
    assert section["current"]["content"] == COMPANY | masked
    (told,) = await said_of(leads_database, customer)
    assert (told["content"], told["purpose"]) == (COMPANY, None)


async def test_s11_05_the_survey_of_a_person_waits_for_a_consent_of_its_own(leads: Caller) -> None:
    customer, survey = str(uuid4()), {"seniority": "十二年", "staff_number": "9"}
    await consented(leads, customer)
    refused = await put(leads, customer, "person_survey", survey)
    assert problem(refused, 409, "consent_missing")["params"]["consent"] == "person_survey"
    await consented(leads, customer, purpose="person_survey")
    assert (await put(leads, customer, "person_survey", survey)).status_code == 201


async def test_s4_06_of_a_birthday_only_the_day_leaves_and_only_under_its_consent(
    leads: Caller, leads_database: str
) -> None:
    customer, birthday = str(uuid4()), {"day": "02-29", "whose": "周敏"}
    refused = await put(leads, customer, "birthday", birthday)
    assert problem(refused, 409, "consent_missing")["params"]["consent"] == "birthday_care"
    await consented(leads, customer, purpose="birthday_care")
    problem(await put(leads, customer, "birthday", {"day": "02-30"}), 422, "invalid")
    problem(await put(leads, customer, "birthday", {"day": "1990-02-28"}), 422, "invalid")
    assert (await put(leads, customer, "birthday", birthday)).status_code == 201
    await withdrawn(leads, customer, "birthday_care")
    contents = [told["content"] for told in await said_of(leads_database, customer) if "content" in told]
    assert contents == [{"day": "02-29"}, {}]


async def test_s4_10_a_consent_withdrawn_masks_for_everybody_what_was_recorded_under_it(
    leads: Caller,
) -> None:
    customer = str(uuid4())
    await consented(leads, customer)
    await put(leads, customer, "person_dossier", {"hobbies": "茶艺"})
    await withdrawn(leads, customer)
    await withdrawn(leads, customer)
    section = await shown(leads, customer, "person_dossier")
    assert section["current"] is None
    (kept,) = section["history"]
    assert (kept["content"], kept["withheld"]) == ({"hobbies": "•••"}, True)
    problem(await put(leads, customer, "person_dossier", {"hobbies": "围棋"}), 409, "consent_missing")
    await consented(leads, customer, text_version="2026-02")
    await put(leads, customer, "person_dossier", {"hobbies": "围棋"})
    section = await shown(leads, customer, "person_dossier")
    assert [one["content"] for one in section["history"]] == [{"hobbies": "围棋"}, {"hobbies": "•••"}]
    given = (await leads.get(f"/v1/customers/{customer}/consents")).json()
    assert [(one["text_version"], one["in_force"], one["evidence"]) for one in given] == [
        ("2026-02", True, "•••"),
        ("2026-01", False, "•••"),
    ]
    assert given[1]["ended_at"] is not None


async def test_s4_10_other_systems_record_and_withdraw_consents_too(leads: Caller) -> None:
    customer = {"source": "erp", "ref": str(uuid4())}
    section = {"section": "person_dossier", "content": {"hobbies": "茶艺"}}

    async def told(type_: str, **data: Any) -> str:
        envelope = {"specversion": "1.0", "id": str(uuid4()), "source": "erp", "type": type_}
        body = json.dumps(envelope | {"data": {"customer": customer} | data}).encode()
        headers = {"Content-Type": "application/cloudevents+json"}
        return (await leads.post("/v1/events", content=body, role=Role.system, headers=headers)).text

    assert "consent_missing" in await told(RecordSection.TYPE, **section)
    assert "accepted" in await told(RecordConsent.TYPE, **CONSENT)
    assert "accepted" in await told(RecordSection.TYPE, **section)
    assert "accepted" in await told(WithdrawConsent.TYPE, purpose="person_dossier")
    assert "consent_missing" in await told(RecordSection.TYPE, **section)


async def test_a_consent_to_business_or_one_that_is_over_is_refused(leads: Caller) -> None:
    path = f"/v1/customers/{uuid4()}/consents"
    problem(await leads.post(path, CONSENT | {"purpose": "business"}), 409, "consent_not_needed")
    problem(await leads.post(path, CONSENT | {"until": "2020-01-01T00:00:00Z"}), 409, "consent_over")
    problem(await leads.post(path, CONSENT, role=Role.viewer), 403, "forbidden")


def test_the_policy_knows_what_the_sections_of_every_file_are_called_and_which_are_personal() -> None:
    declared = every_declared().sections
    titles = {slug: section.ABOUT.title for slug, section in declared.items()}
    assert {slug: (title.zh, title.en) for slug, title in titles.items()} == {
        slug: (title.zh, title.en) for slug, title in BUILT_IN.items()
    }
    beyond = {slug for slug, section in declared.items() if section.ABOUT.purpose != "business"}
    assert beyond == PERSONAL_SECTIONS


async def test_s4_10_a_consent_told_again_after_its_withdrawal_stays_withdrawn(leads: Caller) -> None:
    customer, given_at = str(uuid4()), "2026-01-05T01:00:00Z"
    await consented(leads, customer, given_at=given_at)
    await withdrawn(leads, customer)
    again = CONSENT | {"given_at": given_at}
    refused = await leads.post(f"/v1/customers/{customer}/consents", again)
    assert problem(refused, 409, "consent_outdated")["params"]["since"] > given_at
    problem(await put(leads, customer, "person_dossier", DOSSIER), 409, "consent_missing")
