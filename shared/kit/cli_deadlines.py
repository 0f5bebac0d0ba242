"""`deadlines list | release`: what the worker set aside, and how a person gives it back."""

import json
from dataclasses import asdict
from typing import Annotated

import typer

from shared.kit.cli import Degraded
from shared.kit.cli_keys import Json
from shared.kit.deadlines.backlog import quarantined, release
from shared.kit.postgres.pool import Pool
from shared.kit.settings import load
from shared.kit.tools import S, as_runtime


def deadlines_cli(settings: type[S]) -> typer.Typer:
    """Return the commands for deadlines that were tried too often."""
    cli = typer.Typer(no_args_is_help=True, help="Deadlines that were tried too often and set aside")

    @cli.command("list")
    def list_quarantined(as_json: Json = False) -> None:  # noqa: FBT002 -- typer makes it an option
        """Print what was set aside, oldest first, and why."""
        rows = [asdict(one) for one in as_runtime(load(settings), quarantined)]
        lines = ["  ".join(str(value) for value in row.values()) for row in rows]
        told = json.dumps(rows, ensure_ascii=False, default=str) if as_json else "\n".join(lines) or "none"
        typer.echo(told)

    @cli.command("release")
    def release_deadlines(
        deadline: Annotated[str | None, typer.Argument(help="The id that `list` prints first")] = None,
        every: Annotated[bool, typer.Option("--all", help="Everything that was set aside")] = False,  # noqa: FBT002
        dry_run: Annotated[bool, typer.Option(help="Only say what would be released")] = False,  # noqa: FBT002
        as_json: Json = False,  # noqa: FBT002 -- typer makes it an option
    ) -> None:
        """Let the worker take it again, with no failed tries to its name; mend the cause first."""
        if (deadline is None) == (not every):
            raise typer.BadParameter("name one deadline, or --all")

        async def work(pool: Pool) -> list[str]:
            set_aside = [one.id for one in await quarantined(pool) if every or one.id == deadline]
            return set_aside if dry_run else [one for one in set_aside if await release(pool, one)]

        released = as_runtime(load(settings), work)
        typer.echo(json.dumps(released) if as_json else "\n".join(released) or "none")
        if deadline is not None and not released:
            raise Degraded(f"{deadline} was not set aside")

    return cli
