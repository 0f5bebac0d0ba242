"""`deadlines` and `outbox`, each `list | release`: what was set aside, and how a person gives it back."""

import json
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import asdict, dataclass
from typing import Annotated, Any

import typer

from shared.kit.cli_keys import Json
from shared.kit.deadlines import backlog
from shared.kit.outbox.rows import Outbox, Quarantined
from shared.kit.postgres.pool import Pool
from shared.kit.settings import load
from shared.kit.tools import Degraded, S, as_runtime


@dataclass(frozen=True, slots=True)
class SetAside:
    """Things of which some are set aside: the word for one, and which those are.

    `found` returns rows, oldest first, whose first value names the thing; `release` says whether it was
    set aside.
    """

    one: str
    about: str
    found: Callable[[Pool], Awaitable[Sequence[Any]]]
    release: Callable[[Pool, str], Awaitable[bool]]


def set_aside_cli(settings: type[S], things: SetAside) -> typer.Typer:
    """Return the commands for what was set aside."""
    cli = typer.Typer(no_args_is_help=True, help=things.about)

    @cli.command("list")
    def list_set_aside(as_json: Json = False) -> None:  # noqa: FBT002 -- typer makes it an option
        """Print what was set aside, oldest first, and why."""
        rows = [asdict(one) for one in as_runtime(load(settings), things.found)]
        lines = ["  ".join(str(value) for value in row.values()) for row in rows]
        told = json.dumps(rows, ensure_ascii=False, default=str) if as_json else "\n".join(lines) or "none"
        typer.echo(told)

    @cli.command("release")
    def release(
        name: Annotated[
            str | None, typer.Argument(metavar=things.one.upper(), help="What `list` prints first")
        ] = None,
        every: Annotated[bool, typer.Option("--all", help="Everything that was set aside")] = False,  # noqa: FBT002
        dry_run: Annotated[bool, typer.Option(help="Only say what would be released")] = False,  # noqa: FBT002
        as_json: Json = False,  # noqa: FBT002 -- typer makes it an option
    ) -> None:
        """Let it be tried again, with no failed tries to its name; mend the cause first."""
        if (name is None) == (not every):
            raise typer.BadParameter(f"name one {things.one}, or --all")

        async def work(pool: Pool) -> list[str]:
            names = [str(next(iter(asdict(row).values()))) for row in await things.found(pool)]
            chosen = [one for one in names if every or one == name]
            return chosen if dry_run else [one for one in chosen if await things.release(pool, one)]

        released = as_runtime(load(settings), work)
        typer.echo(json.dumps(released) if as_json else "\n".join(released) or "none")
        if name is not None and not released:
            raise Degraded(f"{name} was not set aside")

    return cli


async def _standing_keys(pool: Pool) -> Sequence[Quarantined]:
    async with pool.acquire() as connection:
        return await Outbox(connection).quarantined()


async def _release_key(pool: Pool, key: str) -> bool:
    async with pool.acquire() as connection:
        return await Outbox(connection).release(key)


DEADLINES = SetAside(
    "deadline", "Deadlines that were tried too often and set aside", backlog.quarantined, backlog.release
)
OUTBOX = SetAside("key", "Keys whose next message could not be published", _standing_keys, _release_key)
