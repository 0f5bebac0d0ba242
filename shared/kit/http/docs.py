"""The page of an API, for people: its document in Swagger UI, whole without any network but ours."""

from typing import Final

from fastapi import APIRouter, FastAPI
from fastapi.openapi.docs import get_swagger_ui_html
from starlette.responses import HTMLResponse
from starlette.staticfiles import StaticFiles

PAGE: Final = "/docs"
ASSETS: Final = f"{PAGE}/assets"
_OURS_ALONE: Final = "default-src 'self'; img-src 'self' data:; {}".format(
    " ".join(f"{kind} 'self' 'unsafe-inline';" for kind in ("script-src", "style-src"))
)


def show_docs(app: FastAPI) -> None:
    """`/docs` shows the application's document, with what the page is made of beside it.

    Addresses are relative, so that a proxy may put the service under a path of its own.
    """
    router = APIRouter(include_in_schema=False)

    @router.get(PAGE)
    async def read_docs() -> HTMLResponse:
        assets = ASSETS.removeprefix("/")
        page = get_swagger_ui_html(
            openapi_url="openapi.json",
            title=app.title,
            swagger_js_url=f"{assets}/swagger-ui-bundle.js",
            swagger_css_url=f"{assets}/swagger-ui.css",
            swagger_favicon_url=f"{assets}/favicon.png",
        )
        page.headers["Content-Security-Policy"] = _OURS_ALONE
        return page

    app.include_router(router)
    app.mount(ASSETS, StaticFiles(packages=[("fastapi_offline", "static")]))
