from typing import Any

import pytest
import schemathesis
from fastapi import FastAPI
from hypothesis import HealthCheck, Phase, settings
from schemathesis.specs.openapi.checks import missing_required_header, positive_data_acceptance

from shared.contracts.roles import Role
from shared.kit.clock import FixedClock
from shared.kit.http.health import Health
from tests.shared.http.sample import BOUNDS, Running, Sample, make_app
from tests.support.keys import MemoryKeys


def sample_app() -> tuple[FastAPI, str]:
    clock = FixedClock()
    keys = MemoryKeys(clock)
    sample = Sample(seen=10**18)
    sample.hold.set()
    return make_app(sample, keys, clock, Health(), BOUNDS), keys.create(Role.salesperson)


APP, TOKEN = sample_app()
SCHEMA = schemathesis.openapi.from_asgi("/openapi.json", APP)


# No schema can describe a signed cursor, and 428 (RFC 6585) is what a missing If-Match deserves.
UNFIT: list[Any] = [positive_data_acceptance, missing_required_header]


async def document(service: Running) -> dict[str, Any]:
    made: dict[str, Any] = (await service.client.get("/openapi.json")).json()
    return made


async def test_the_document_is_openapi_3_1_and_names_one_problem_schema(service: Running) -> None:
    made = await document(service)
    assert made["openapi"].startswith("3.1")
    assert {"Problem", "Thing"} <= set(made["components"]["schemas"])
    assert "HTTPValidationError" not in str(made)
    assert "already_closed" in made["components"]["schemas"]["Problem"]["properties"]["code"]["x-known-codes"]


async def test_each_operation_lists_the_problems_it_may_answer(service: Running) -> None:
    paths = (await document(service))["paths"]
    assert set(paths["/v1/things"]["post"]["responses"]) == {
        *("201", "400", "401", "403", "404", "409", "413", "415", "422", "500", "503"),
    }
    assert {"412", "428", "404"} <= set(paths["/v1/things/{thing_id}/closing"]["post"]["responses"])
    assert set(paths["/v1/things"]["get"]["responses"]) == {"200", "400", "422", "500", "503"}


async def test_headers_and_roles_that_the_kit_reads_by_hand_are_documented(service: Running) -> None:
    paths = (await document(service))["paths"]
    create, close = paths["/v1/things"]["post"], paths["/v1/things/{thing_id}/closing"]["post"]
    assert [(p["name"], p["required"]) for p in create["parameters"]] == [("Idempotency-Key", True)]
    assert [(p["name"], p["required"]) for p in close["parameters"] if p["in"] == "header"] == [
        ("Idempotency-Key", False),
        ("If-Match", True),
    ]
    assert create["security"] == [{"ApiKey": []}]
    assert create["x-roles"] == ["salesperson", "system"]


async def test_probes_and_problem_pages_are_not_part_of_the_api(service: Running) -> None:
    assert not {"/livez", "/metrics", "/problems/{slug}"} & set((await document(service))["paths"])


@pytest.mark.filterwarnings("default")
@SCHEMA.parametrize()
@settings(
    max_examples=25,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
def test_no_answer_is_undocumented_and_none_is_a_defect(case: "schemathesis.Case[Any]") -> None:
    case.call_and_validate(headers={"Authorization": f"Bearer {TOKEN}"}, excluded_checks=UNFIT)
