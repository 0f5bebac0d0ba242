"""`openapi`: the HTTP interface as a document, printed, kept beside the code, or held against it."""

import asyncio
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any

import typer

from shared.contracts.api_compatibility import api_breaks
from shared.kit.cli import FAILED
from shared.kit.service import Service

Imagined = Callable[[], Service]
"""The service assembled on no ground: everything is described, nothing is opened."""


def add_openapi(cli: typer.Typer, imagined: Imagined, page: Path) -> None:
    """The command line has `openapi`; `page` is where the document is kept."""

    @cli.command("openapi")
    def openapi(
        write: Annotated[bool, typer.Option(help=f"Keep it as {page.name}, if it breaks no caller")] = False,  # noqa: FBT002
        check: Annotated[bool, typer.Option(help="Only say whether what is kept is current")] = False,  # noqa: FBT002
        breaking: Annotated[bool, typer.Option(help="Keep it even if it breaks callers")] = False,  # noqa: FBT002
    ) -> None:
        """Print the OpenAPI document. Needs no setting and no other part."""
        document = described(imagined)
        if not (write or check):
            typer.echo(text_of(document), nl=False)
            return
        kept = page.read_text() if page.exists() else None
        broken = api_breaks(json.loads(kept), document) if kept is not None else []
        if broken and not (write and breaking):
            _refuse(["Callers would break; --write --breaking accepts that:", *broken])
        if check and kept != text_of(document):
            _refuse([f"Run `make generate`; out of date: {page}"])
        if write:
            page.write_text(text_of(document))


def described(imagined: Imagined) -> dict[str, Any]:
    """Return the document of the service."""

    async def describing() -> dict[str, Any]:
        # Within a loop, as in life: some parts ask for the one that runs.
        app: Any = imagined().app
        document: dict[str, Any] = app.openapi()
        return document

    return asyncio.run(describing())


def text_of(document: dict[str, Any]) -> str:
    """Return the document as it is kept."""
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


def _refuse(lines: list[str]) -> None:
    sys.stderr.write("\n".join(lines) + "\n")
    raise typer.Exit(FAILED)
