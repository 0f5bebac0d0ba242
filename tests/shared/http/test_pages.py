import asyncio

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.kit.http.problems import HttpProblem
from shared.kit.http.signed_cursors import Cursors
from tests.shared.http.sample import Running
from tests.support.eventually import eventually
from tests.support.problems import problem

KEYS = st.tuples(st.one_of(st.text(), st.integers(-(2**63), 2**63 - 1), st.none()), st.text())


@given(KEYS)
def test_a_cursor_gives_back_the_key_it_was_made_from(key: tuple[str | int | None, str]) -> None:
    cursors = Cursors("s")
    assert cursors.read("list", cursors.write("list", key)) == key


@given(st.text())
def test_any_other_text_is_refused(text: str) -> None:
    with pytest.raises(HttpProblem):
        Cursors("s").read("list", text)


def test_a_cursor_is_bound_to_its_list_and_its_secret() -> None:
    cursor = Cursors("s").write("list", ("a", 1))
    for cursors, scope in ((Cursors("s"), "other"), (Cursors("t"), "list")):
        with pytest.raises(HttpProblem):
            cursors.read(scope, cursor)


async def test_walking_the_next_links_shows_every_row_once(service: Running) -> None:
    seen, address = [], "/v1/things?limit=3&kind=round"
    while address:
        page = (await service.client.get(address)).json()
        assert len(page["items"]) <= 3
        seen += [item["id"] for item in page["items"]]
        address = page["next"]
    assert seen == list(range(1, 8))


async def test_a_changed_cursor_or_one_of_other_filters_is_400(service: Running) -> None:
    following = (await service.client.get("/v1/things?limit=3&kind=round")).json()["next"]
    assert (await service.client.get(following.replace("limit=3", "limit=5"))).status_code == 200
    problem(await service.client.get(following.replace("kind=round", "kind=square")), 400, "cursor_invalid")
    problem(await service.client.get(following[:-2] + "xx"), 400, "cursor_invalid")
    problem(await service.client.get("/v1/things?cursor=游标"), 400, "cursor_invalid")


async def test_a_read_waits_until_the_position_is_seen(service: Running) -> None:
    waiting = asyncio.create_task(service.client.get("/v1/things?min_position=sample:17"))
    service.sample.seen = 17
    assert (await waiting).status_code == 200
    assert (await service.client.get("/v1/things?min_position=sample:16")).status_code == 200


async def test_a_position_that_does_not_come_is_503_after_a_bounded_wait(service: Running) -> None:
    response = await service.client.get("/v1/things?min_position=sample:18")
    assert problem(response, 503, "position_not_reached")["waited_for"] == "sample:18"
    assert response.headers["retry-after"]


@pytest.mark.parametrize("text", ["17", "sample", "sample:", "sample:-1", "SAMPLE:1", "a:" + "9" * 19])
async def test_a_malformed_position_is_refused(service: Running, text: str) -> None:
    problem(await service.client.get("/v1/things", params={"min_position": text}), 422, "invalid")


async def test_the_wait_is_short_when_the_position_comes_while_waiting(service: Running) -> None:
    def arrive() -> bool:
        service.sample.seen += 1
        return service.sample.seen >= 3

    waiting = asyncio.create_task(service.client.get("/v1/things?min_position=sample:3"))
    await eventually(arrive)
    assert (await waiting).status_code == 200
