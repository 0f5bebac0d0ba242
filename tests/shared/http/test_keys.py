from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest

from shared.contracts.roles import Role
from shared.kit.clock import FixedClock
from shared.kit.errors import Unavailable
from shared.kit.http.key_ring import KeyRing
from shared.kit.http.keys import MIGRATIONS, ApiKeys, KeyRefused
from shared.kit.http.tokens import mint
from shared.kit.postgres.migrate import migrate
from shared.kit.postgres.pool import PoolBounds, opened_pool

PEPPER = "p" * 32
NOW = datetime(2026, 1, 5, 1, 0, tzinfo=UTC)
SALES = frozenset({Role.salesperson})


@pytest.fixture
async def keys(database: str) -> AsyncIterator[ApiKeys]:
    await migrate(database, [MIGRATIONS])
    async with opened_pool(database, application_name="test", bounds=PoolBounds(size_max=2)) as pool:
        yield ApiKeys(pool, PEPPER)


async def test_a_created_key_opens_and_its_row_holds_no_secret(keys: ApiKeys) -> None:
    token = await keys.create("erp", frozenset({Role.system, Role.viewer}), NOW)
    clock = FixedClock(NOW)
    principal = await KeyRing(keys, PEPPER, clock).principal(token.text)
    assert principal is not None
    assert (principal.name, principal.roles) == ("erp", frozenset({"system", "viewer"}))
    [row] = await keys.listed()
    assert token.text.split("_")[2].encode() not in repr(row).encode()
    assert row.last_used_at == NOW


async def test_another_pepper_voids_every_key(keys: ApiKeys) -> None:
    token = await keys.create("erp", SALES, NOW)
    assert await KeyRing(keys, "q" * 32, FixedClock(NOW)).principal(token.text) is None


async def test_a_given_key_may_be_stored_twice_and_stays_one(keys: ApiKeys) -> None:
    text = mint().text
    await keys.create("demo", SALES, NOW, given=text)
    await keys.create("demo", SALES, NOW, given=text)
    assert len(await keys.listed()) == 1


async def test_a_given_key_of_another_form_or_of_a_taken_id_is_refused(keys: ApiKeys) -> None:
    with pytest.raises(KeyRefused):
        await keys.create("demo", SALES, NOW, given="hunter2")
    token = await keys.create("demo", SALES, NOW)
    other = ApiKeys(keys._pool, "q" * 32)
    with pytest.raises(KeyRefused, match=token.id):
        await other.create("demo", SALES, NOW, given=token.text)


async def test_while_rotating_both_keys_live_and_are_one_caller(keys: ApiKeys) -> None:
    old = await keys.create("erp", SALES, NOW)
    new = await keys.rotate(old.id, NOW, timedelta(hours=1))
    clock = FixedClock(NOW)
    ring = KeyRing(keys, PEPPER, clock)
    before, after = await ring.principal(old.text), await ring.principal(new.text)
    assert before is not None
    assert after is not None
    assert before.name == after.name
    clock.advance(timedelta(hours=1))
    assert await ring.principal(old.text) is None
    assert await ring.principal(new.text) is not None
    with pytest.raises(KeyRefused):
        await keys.rotate(old.id, clock.now())


async def test_a_revoked_key_stays_revoked_since_the_first_time(keys: ApiKeys) -> None:
    token = await keys.create("erp", SALES, NOW)
    await keys.revoke(token.id, NOW)
    await keys.revoke(token.id, NOW + timedelta(hours=1))
    [row] = await keys.listed()
    assert row.revoked_at == NOW
    assert await KeyRing(keys, PEPPER, FixedClock(NOW)).principal(token.text) is None
    with pytest.raises(KeyRefused):
        await keys.revoke("nobody", NOW)


async def test_a_database_that_is_away_is_unavailable_not_unauthenticated(keys: ApiKeys) -> None:
    token = await keys.create("erp", SALES, NOW)
    await keys._pool.close()
    with pytest.raises(Unavailable):
        await KeyRing(keys, PEPPER, FixedClock(NOW)).principal(token.text)
