"""Every API of the four services under every role: no defect, no answer that its document does not name."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, settings
from requests import Session
from schemathesis.checks import load_all_checks, not_a_server_error
from schemathesis.core.transport import Response
from schemathesis.generation.feedback import FeedbackSources
from schemathesis.pytest._test_builder import build_operation_test
from schemathesis.specs.openapi.checks import (
    allow_header_conformance,
    missing_required_header,
    negative_data_rejection,
    positive_data_acceptance,
    unsupported_method,
)

from services.leads import wiring as leads
from services.leads.settings import LeadsSettings
from services.notify import wiring as notify
from services.scoring import wiring as scoring
from services.scoring.settings import ScoringSettings
from services.visits import wiring as visits
from services.visits.settings import VisitsSettings
from shared.contracts.roles import Role
from tests.notify import whole
from tests.support import databases
from tests.support.schemas import SCHEMAS
from tests.support.served_apart import Address, served_apart
from tests.support.whole_service import prepare, settings_for

SERVICES: dict[str, tuple[Any, Callable[[str], Any]]] = {
    "leads": (leads.wire, lambda url: settings_for(LeadsSettings, url)),
    "visits": (visits.wire, lambda url: settings_for(VisitsSettings, url)),
    "scoring": (scoring.wire, lambda url: settings_for(ScoringSettings, url)),
    "notify": (notify.wire, whole.settings),
}
SEED = 20_260_301

UNFIT: list[Any] = [
    # No schema can describe a signed cursor, or a customer who must be there.
    positive_data_acceptance,
    # 428 (RFC 6585) is what a missing If-Match deserves.
    missing_required_header,
    # Two operations share one address where a template and a literal both match; `Allow` names both.
    allow_header_conformance,
    # A stranger's parameter is passed over, not refused.
    negative_data_rejection,
    # Replaced by `sound`, which lets through the one 503 that a caller can bring about.
    not_a_server_error,
]
"""Checks that the design contradicts."""

ANSWERED_BY_HAND: dict[str, list[Any]] = {
    # A section that nobody declared is refused by name, by a route that is no part of the document.
    "/v1/customers/{customer_id}/sections/{section}": [unsupported_method],
}


DECIDED_LATER = {
    *("policy_approver_is_another", "form_filler_is_another"),
    *("claim_for_another", "plan_for_another", "conduct_of_another"),
}
"""Refusals of a role that no document can foretell: it hangs on the book in force, or on what is asked."""


@pytest.fixture(scope="module", params=SERVICES)
def address(request: pytest.FixtureRequest, postgres_url: str) -> Iterator[Address]:
    wire, settings_of = SERVICES[request.param]
    url = databases.run_apart(databases.create(postgres_url))
    databases.run_apart(prepare(url, *SCHEMAS[request.param]))
    given = settings_of(url).model_copy(update={"position_wait": timedelta(milliseconds=1)})
    with served_apart(wire, given, roles=lambda _: False) as served:
        yield served
    databases.run_apart(databases.drop(url, postgres_url))


@pytest.fixture(scope="module")
def session() -> Iterator[Session]:
    with Session() as opened:
        yield opened


QUICK = settings(deadline=None, suppress_health_check=list(HealthCheck), database=None)


def explore(address: Address, session: Session, role: Role | None, examples: int, *phases: str) -> None:
    """Every operation was called in these phases by `role`, or by the first that it names."""
    load_all_checks()
    schema = schemathesis.openapi.from_url(f"{address.url}/openapi.json")
    schema.config.seed = SEED
    schema.config.phases.update(phases=list(phases))
    schema.config.generation.update(max_examples=examples, with_security_parameters=False)
    failures = []

    def call(case: "schemathesis.Case[Any]") -> None:
        judge(case, address, session, role or Role(allowed(case)[0]))

    for found in schema.get_all_operations():
        # Its own loader reaches for an attribute of pytest that is gone in pytest 9.1.
        test = build_operation_test(
            config=schema.config,
            operation=found.ok(),  # type: ignore[union-attr]
            test_func=call,
            given_kwargs={},
            feedback=FeedbackSources(),
            explicit_settings=QUICK,
        )
        try:
            test()
        except Exception as failure:  # noqa: BLE001 -- told at the end, with those of the other operations
            failures.append(failure)
    if failures:
        raise ExceptionGroup(f"{len(failures)} operations", failures)


def allowed(case: "schemathesis.Case[Any]") -> list[str]:
    return list(case.operation.definition.raw.get("x-roles", Role))


def judge(case: "schemathesis.Case[Any]", address: Address, session: Session, role: Role) -> None:
    response = case.call(session=session, headers={"Authorization": f"Bearer {address.tokens[role]}"})
    sound(case, response)
    case.validate_response(response, excluded_checks=[*UNFIT, *ANSWERED_BY_HAND.get(case.path, ())])
    if case.method.upper() != case.operation.method.upper():
        return  # Tried with a method of another operation at that address, whose roles are its own.
    if role in allowed(case):
        later = response.status_code == 403 and response.json()["code"] in DECIDED_LATER
        assert later or response.status_code not in {401, 403}, f"{role}: {response.text}"
    else:
        assert response.status_code >= 400, f"{role} was served"


def sound(case: "schemathesis.Case[Any]", response: Response) -> None:
    if response.status_code < 500:
        return
    waited = response.status_code == 503 and response.json()["code"] == "position_not_reached"
    assert waited, f"{response.status_code}: {response.text}"
    assert (case.query or {}).get("min_position"), "nobody asked to wait"


@pytest.mark.parametrize("role", Role)
def test_each_role_meets_only_documented_answers(address: Address, session: Session, role: Role) -> None:
    explore(address, session, role, 2, "fuzzing")


def test_who_may_call_an_operation_meets_only_documented_answers(address: Address, session: Session) -> None:
    explore(address, session, None, 5, "examples", "coverage", "fuzzing")


@pytest.mark.long
@pytest.mark.timeout(1_800)
@pytest.mark.parametrize("role", Role)
def test_each_role_meets_only_documented_answers_at_length(
    address: Address, session: Session, role: Role
) -> None:
    explore(address, session, role, 100, "examples", "coverage", "fuzzing")
