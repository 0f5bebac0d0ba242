"""`outbox list | release`: keys whose next message could not be sent, and how a person lets them flow."""

import json
from collections.abc import Sequence
from dataclasses import asdict
from typing import Annotated

import typer

from shared.kit.cli_keys import Json
from shared.kit.outbox.rows import Outbox, Quarantined
from shared.kit.postgres.pool import Pool
from shared.kit.settings import ServiceSettings, load
from shared.kit.tools import as_runtime


def outbox_cli(settings: type[ServiceSettings]) -> typer.Typer:
    """Return the commands for keys that the relay set aside."""
    cli = typer.Typer(no_args_is_help=True, help="Keys whose next message could not be published")

    @cli.command("list")
    def list_quarantined(as_json: Json = False) -> None:  # noqa: FBT002 -- typer makes it an option
        """Print the keys that stand still in the outbox, oldest first, and why."""
        rows = [asdict(one) for one in as_runtime(load(settings), _quarantined)]
        lines = ["  ".join(str(value) for value in row.values()) for row in rows]
        told = json.dumps(rows, ensure_ascii=False, default=str) if as_json else "\n".join(lines) or "none"
        typer.echo(told)

    @cli.command("release")
    def release_keys(
        key: Annotated[str | None, typer.Argument(help="The key that `list` prints first")] = None,
        every: Annotated[bool, typer.Option("--all", help="Every key that stands still")] = False,  # noqa: FBT002
        dry_run: Annotated[bool, typer.Option(help="Only say what would be released")] = False,  # noqa: FBT002
        as_json: Json = False,  # noqa: FBT002 -- typer makes it an option
    ) -> None:
        """Let the relay try the key again, from its first message; mend the cause first."""
        if (key is None) == (not every):
            raise typer.BadParameter("name one key, or --all")

        async def work(pool: Pool) -> list[str]:
            chosen = [one.key for one in await _quarantined(pool) if every or one.key == key]
            async with pool.acquire() as connection:
                outbox = Outbox(connection)
                return chosen if dry_run else [one for one in chosen if await outbox.release(one)]

        released = as_runtime(load(settings), work)
        typer.echo(json.dumps(released) if as_json else "\n".join(released) or "none")

    return cli


async def _quarantined(pool: Pool) -> Sequence[Quarantined]:
    async with pool.acquire() as connection:
        return await Outbox(connection).quarantined()
