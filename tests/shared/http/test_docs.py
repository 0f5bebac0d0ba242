"""The page of an API is whole where nothing but the service can be reached."""

import re

from tests.shared.http.sample import Running


async def test_the_page_names_nothing_that_the_service_does_not_have(service: Running) -> None:
    page = await service.client.get("/docs")
    assert page.status_code == 200
    assert "https://" not in page.text
    named = set(re.findall(r"""(?:src|href)="([^"]+)"|url: '([^']+)'""", page.text))
    addresses = {one or other for one, other in named}
    assert {"openapi.json", "docs/assets/swagger-ui-bundle.js", "docs/assets/swagger-ui.css"} <= addresses
    for address in addresses:
        answer = await service.client.get(f"/{address}")
        assert answer.status_code == 200, address
        assert answer.content
    assert page.headers["Content-Security-Policy"].startswith("default-src 'self';")


async def test_what_is_no_part_of_the_page_is_not_found(service: Running) -> None:
    for path in ("/docs/assets/none.js", "/docs/assets/../core.py", "/docs/assets/%2e%2e/core.py"):
        assert (await service.client.get(path)).status_code == 404, path
