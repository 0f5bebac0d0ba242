"""The command line that all four services share: run, migrate, keys, outbox, settings.

Exit codes: 0 ok, 1 failed, 2 usage (a wrong word, or a setting that is missing), 3 degraded. What
is wrong goes to standard error in a sentence; a stack trace means a defect.
"""

import asyncio
import json
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any, TypeVar

import asyncpg
import typer

from shared.kit.cli_keys import Json, keys_cli
from shared.kit.cli_set_aside import OUTBOX, set_aside_cli
from shared.kit.errors import KitError
from shared.kit.http.server import AddressTaken
from shared.kit.postgres.migrate import migrate as apply_migrations
from shared.kit.postgres.migrations import BrokenMigrations, Phase
from shared.kit.projection.port import ReadModel
from shared.kit.projection.schema import ensure
from shared.kit.service import UnknownRole, Wire, run_service
from shared.kit.settings import DatabaseSettings, ServiceSettings, SettingsError, load
from shared.kit.settings_table import describe, prefix_of
from shared.kit.tools import Degraded

OK, FAILED, USAGE, DEGRADED = 0, 1, 2, 3

S = TypeVar("S", bound=ServiceSettings)


def service_cli(
    settings: type[S], wire: Wire[S], migrations: Sequence[Path], models: Sequence[ReadModel[Any]] = ()
) -> typer.Typer:
    """Return the service's commands; the service adds its own verbs to it and hands it to `main`.

    `migrations` are the folders that `migrate` applies, in order: the kit's, then the service's.
    `models` are the read models whose schemas it makes after them, where they are not there yet.
    """
    cli = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)

    @cli.callback()
    def service() -> None:
        """One service of the system. Its settings come from the environment."""

    @cli.command()
    def run(
        only: Annotated[str, typer.Option(help="Parts to run, comma-separated; all if empty")] = "",
    ) -> None:
        """Run the service until it is told to stop or a part of it fails."""
        parts = {part.strip() for part in only.split(",") if part.strip()}
        raise typer.Exit(run_service(load(settings), wire, parts))

    @cli.command()
    def migrate(
        phase: Annotated[str | None, typer.Option(help="Only `pre` or only `post` files")] = None,
        as_json: Json = False,  # noqa: FBT002 -- typer makes it an option
    ) -> None:
        """Apply the outstanding migrations with the owner's URL; safe to repeat."""
        url = load(DatabaseSettings, prefix_of(settings)).owner_url
        applied = asyncio.run(_migrated(url, migrations, _phase(phase), models))
        _show({"applied": applied}, "\n".join(applied) or "nothing to do", as_json=as_json)

    cli.add_typer(keys_cli(settings), name="keys")
    cli.add_typer(set_aside_cli(settings, OUTBOX), name="outbox")
    cli.add_typer(_settings_cli(settings), name="settings")
    return cli


async def _migrated(
    url: str, migrations: Sequence[Path], phase: Phase | None, models: Sequence[ReadModel[Any]]
) -> list[str]:
    applied = await apply_migrations(url, migrations, phase=phase)
    if phase == "post" or not models:
        return applied
    # By the owner, whose default privileges let the runtime role write what is made here.
    connection = await asyncpg.connect(url)
    try:
        return applied + [f"projection/{one.name}" for one in models if await ensure(connection, one)]
    finally:
        await connection.close()


def main(cli: typer.Typer, arguments: Sequence[str] | None = None) -> int:
    """Run the command line and return the process's exit code."""
    try:
        code = cli(args=list(arguments) if arguments is not None else None, standalone_mode=False)
    except (SettingsError, UnknownRole) as error:
        return _told(error, USAGE)
    except Degraded as error:
        return _told(error, DEGRADED)
    except (KitError, AddressTaken, BrokenMigrations, OSError, asyncpg.PostgresError) as error:
        return _told(error, FAILED)
    except Exception as error:
        # typer's own errors know how to show themselves and which code they mean.
        if not hasattr(error, "show") or not hasattr(error, "exit_code"):
            raise
        error.show()
        return int(error.exit_code)
    return code if isinstance(code, int) else OK


def _told(error: Exception, code: int) -> int:
    sys.stderr.write(f"{str(error) or type(error).__name__}\n")
    return code


def _phase(text: str | None) -> Phase | None:
    match text:
        case None | "pre" | "post":
            return text
    raise typer.BadParameter("pre or post", param_hint="--phase")


def _show(value: object, text: str, *, as_json: bool) -> None:
    typer.echo(json.dumps(value, ensure_ascii=False, default=str) if as_json else text)


def _settings_cli(settings: type[ServiceSettings]) -> typer.Typer:
    cli = typer.Typer(no_args_is_help=True, help="What the service reads from the environment")

    @cli.callback()
    def group() -> None: ...

    @cli.command("describe")
    def describe_settings(as_json: Json = False) -> None:  # noqa: FBT002 -- typer makes it an option
        """Print every variable with its type, default and meaning; never a value."""
        rows = describe(settings)
        lines = [
            f"{r.variable}  {r.type}  {r.default if r.default is not None else '(required)'}  {r.meaning}"
            for r in rows
        ]
        _show([asdict(row) for row in rows], "\n".join(lines), as_json=as_json)

    return cli
