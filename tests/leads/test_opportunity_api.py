"""Opportunities over HTTP: opened once however often they are told, ended and reopened, refused in words."""

from uuid import uuid4

from shared.contracts.roles import Role
from shared.kit.external_ids import external_customer_id, external_id
from tests.support.whole_service import Caller, problem


async def test_a_repeat_is_answered_as_at_first_and_other_systems_open_by_their_own_names(
    leads: Caller,
) -> None:
    ref, key = {"source": "erp", "ref": str(uuid4())}, str(uuid4())
    body = {"customer": ref, "external_ref": ref, "pipeline": "development", "title": "二期"}
    first = await leads.post("/v1/opportunities", body, key=key)
    assert first.json()["opportunity_id"] == str(external_id("opportunity", *ref.values()))
    assert first.json()["customer_id"] == str(external_customer_id(*ref.values()))
    for told in (key, str(uuid4())):
        again = await leads.post("/v1/opportunities", body, key=told)
        assert (again.status_code, again.json()) == (201, first.json())
    other = await leads.post("/v1/opportunities", body | {"title": "三期"})
    problem(other, 409, "opportunity_opened_otherwise")


async def test_what_cannot_be_is_refused_in_words(leads: Caller) -> None:
    body = {"customer": {"id": str(uuid4())}, "pipeline": "development", "title": "二期"}
    unheard_of = await leads.post("/v1/opportunities", body | {"pipeline": "unheard_of"})
    assert problem(unheard_of, 409, "pipeline_unknown")["params"]["policy_version"] == "default-1"
    problem(await leads.post("/v1/opportunities", body, role=Role.viewer), 403, "forbidden")
    problem(await leads.get(f"/v1/opportunities/{uuid4()}"), 404, "opportunity_unknown")
    opened = (await leads.post("/v1/opportunities", body)).headers["location"]
    problem(await leads.post(f"{opened}/stage", {"to": "unheard_of"}), 409, "stage_unknown")
    problem(await leads.post(f"{opened}/reopening", {"reason": "再谈"}), 409, "opportunity_not_closed")
    problem(await leads.post(f"{opened}/loss", {}), 422, "invalid")
    lost = await leads.post(f"{opened}/loss", {"reason": "对手价低一成"})
    assert (lost.status_code, lost.json()["ended"]) == (200, "lost")
    record = {"evidence": "proposal_recorded", "text": "二十台"}
    problem(await leads.post(f"{opened}/evidence", record), 409, "opportunity_closed")
    again = await leads.post(f"{opened}/reopening", {"reason": "对手交期推迟"})
    assert (again.status_code, again.json()["ended"], again.json()["stage"]) == (200, None, "mining")
