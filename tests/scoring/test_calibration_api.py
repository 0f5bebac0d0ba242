"""Calibrations over HTTP: asked of the company's own purchases, and taken over as a draft."""

from collections.abc import AsyncIterator
from typing import Any
from uuid import NAMESPACE_OID, uuid5

import pytest

from shared.contracts.roles import Role
from shared.kit.postgres.pool import Pool
from tests.scoring.policy_company import Company
from tests.scoring.projections import TIER, Log, opened, project
from tests.scoring.sayings import purchase
from tests.scoring.studying import ended, studying
from tests.scoring.test_calibration import sales
from tests.support.whole_service import problem

CALIBRATIONS = "/v1/policy/calibrations"
ADOPTED = {"version": "2027-01", "effective_from": "2027-01-01T00:00:00+08:00"}


@pytest.fixture
async def company(pool: Pool, database: str) -> AsyncIterator[Company]:
    """A company under the default policy; studies are carried out."""
    del pool
    async with studying(database) as at_work:
        yield at_work


async def bought(pool: Pool) -> int:
    """The projection `tier` has heard purchases whose habits do not last; return how many."""
    log = Log()
    told = [purchase(at, 10 * points, uuid5(NAMESPACE_OID, customer)) for customer, at, points in sales()]
    projector = await opened(pool, TIER)
    await project(projector, [log.say(fact, fact.purchased_at) for fact in told])
    await projector.close()
    return len(told)


async def asked(company: Company) -> dict[str, Any]:
    answer = await company.call.post(CALIBRATIONS, role=Role.manager)
    assert answer.status_code == 202, answer.text
    return await ended(company, answer.headers["location"])


async def test_a_calibration_is_taken_over_as_a_draft_that_another_approves(
    company: Company, pool: Pool
) -> None:
    purchases = await bought(pool)
    study = await asked(company)
    answer = study["answer"]
    assert (study["state"], study["done"], study["total"]) == ("done", 9, 9)
    assert answer["purchases"] == purchases
    assert answer["today"]["half_life_days"] == 120.0
    assert answer["proposed"]["half_life_days"] < 120.0
    assert answer["gain"] == pytest.approx(answer["proposed"]["found"] / answer["today"]["found"])
    assert answer["gain"] > 1.0
    where = f"{CALIBRATIONS}/{study['study_id']}"
    assert "建议取值" in "".join((await company.read(where, "zh-CN")).json()["words"])
    draft = await company.call.post(f"{where}/draft", ADOPTED, role=Role.manager)
    assert draft.status_code == 201, draft.text
    book = (await company.call.get(draft.headers["location"])).json()["book"]
    assert book["score"]["purchase"]["half_life_days"] == answer["proposed"]["half_life_days"]
    assert book["tier"]["key"]["enter"] == round(answer["proposed"]["threshold"], 1)
    assert book["tier"]["key"]["leave"] == pytest.approx(0.8 * book["tier"]["key"]["enter"])
    assert book["score"]["purchase"]["reason"]["en"].startswith(f"Calibrated on {purchases} purchases")
    assert book["score"]["contract"]["half_life_days"] == 180.0
    problem(await company.approve(draft.headers["location"]), 409, "policy_approved_by_author")


async def test_a_short_history_proposes_nothing(company: Company) -> None:
    study = await asked(company)
    assert (study["state"], study["answer"]["enough"]) == ("done", False)
    refused = await company.call.post(f"{CALIBRATIONS}/{study['study_id']}/draft", ADOPTED, role=Role.manager)
    problem(refused, 409, "calibration_proposes_nothing")


async def test_a_calibration_is_no_what_if(company: Company) -> None:
    study = await asked(company)
    problem(await company.call.get(f"/v1/policy/what-ifs/{study['study_id']}"), 404, "study_unknown")
    problem(await company.call.post(CALIBRATIONS, role=Role.salesperson), 403, "forbidden")
