from collections.abc import AsyncIterator

import pytest

from tests.shared.http.sample import Running, running


@pytest.fixture
async def service() -> AsyncIterator[Running]:
    async with running() as started:
        yield started
