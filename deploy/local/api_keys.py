"""The installation's API keys, one for each role, stored in every service."""

import asyncio

from deploy.local.installation import Installation, environment_of
from deploy.local.secret_values import EVERYTHING, SecretValues
from shared.contracts.roles import Role
from shared.contracts.topics import SERVICES
from shared.kit.clock import SystemClock
from shared.kit.http.keys import ApiKeys
from shared.kit.postgres.pool import PoolBounds, opened_pool


async def install_keys(installation: Installation, values: SecretValues) -> None:
    """Every service knows the key of each role, and the one of all; storing one again changes nothing."""
    await asyncio.gather(*(_install(service, installation, values) for service in SERVICES))


async def _install(service: str, installation: Installation, values: SecretValues) -> None:
    url = environment_of(service, installation, values)[f"{service.upper()}_DATABASE_URL"]
    async with opened_pool(url, application_name=f"{service} keys", bounds=PoolBounds(size_max=1)) as pool:
        keys = ApiKeys(pool, values.peppers[service])
        for name, key in values.api_keys.items():
            roles = frozenset(Role) if name == EVERYTHING else frozenset({Role(name)})
            await keys.create(f"local {name}", roles, SystemClock().now(), given=key)
