"""`keys create | rotate | revoke | list`: API keys from the command line. A key is shown once."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Annotated, TypeVar

import typer

from shared.contracts.roles import Role
from shared.kit.clock import SystemClock
from shared.kit.http.keys import ROTATION_GRACE, ApiKeys, StoredKey
from shared.kit.http.tokens import Token
from shared.kit.postgres.pool import PoolBounds, opened_pool
from shared.kit.settings import ServiceSettings, load

T = TypeVar("T")

Json = Annotated[bool, typer.Option("--json", help="Print JSON")]


def keys_cli(settings: type[ServiceSettings]) -> typer.Typer:
    """Return the commands for the keys of the service with these settings."""
    cli = typer.Typer(no_args_is_help=True, help="API keys of the service")
    clock = SystemClock()

    @cli.command()
    def create(
        role: Annotated[list[Role], typer.Option(help="What the caller may be; repeat for several")],
        name: Annotated[str, typer.Option(help="Who calls: a person or a system")],
        key: Annotated[str | None, typer.Option(help="A key minted elsewhere; else a new one")] = None,
        days: Annotated[int | None, typer.Option(help="Days until it ends; never if absent", min=1)] = None,
        as_json: Json = False,  # noqa: FBT002 -- typer makes it an option
    ) -> None:
        """Make a key, or store the given one, and print it: nobody can ask for it again."""
        now = clock.now()
        end = now + timedelta(days=days) if days else None
        token = _with_keys(
            settings, lambda keys: keys.create(name, frozenset(role), now, given=key, expires_at=end)
        )
        _show_token(token, as_json=as_json)

    @cli.command()
    def rotate(
        key_id: str,
        grace_hours: Annotated[int, typer.Option(help="How long the old key still works", min=0)] = int(
            ROTATION_GRACE / timedelta(hours=1)
        ),
        as_json: Json = False,  # noqa: FBT002 -- typer makes it an option
    ) -> None:
        """Make a second key for the same caller; the first ends after the grace."""
        grace = timedelta(hours=grace_hours)
        _show_token(
            _with_keys(settings, lambda keys: keys.rotate(key_id, clock.now(), grace)), as_json=as_json
        )

    @cli.command()
    def revoke(key_id: str) -> None:
        """Refuse a key everywhere, within half a minute."""
        _with_keys(settings, lambda keys: keys.revoke(key_id, clock.now()))
        typer.echo(f"{key_id} is revoked")

    @cli.command("list")
    def list_keys(as_json: Json = False) -> None:  # noqa: FBT002 -- typer makes it an option
        """Print the keys, newest first; never a secret or its digest."""
        rows = [_public(key) for key in _with_keys(settings, lambda keys: keys.listed())]
        text = "\n".join("  ".join(f"{value}" for value in row.values()) for row in rows)
        typer.echo(json.dumps(rows) if as_json else text)

    return cli


def _with_keys(settings: type[ServiceSettings], work: Callable[[ApiKeys], Awaitable[T]]) -> T:
    async def worked() -> T:
        given = load(settings)
        async with opened_pool(
            given.database_url, application_name=f"{given.service} keys", bounds=PoolBounds(size_max=1)
        ) as pool:
            return await work(ApiKeys(pool, given.api_key_pepper.get_secret_value()))

    return asyncio.run(worked())


def _show_token(token: Token, *, as_json: bool) -> None:
    typer.echo(json.dumps({"id": token.id, "key": token.text}) if as_json else token.text)


def _public(key: StoredKey) -> dict[str, str]:
    times = {"created_at": key.created_at, "expires_at": key.expires_at, "revoked_at": key.revoked_at}
    times |= {"last_used_at": key.last_used_at}
    return {"id": key.id, "name": key.name, "roles": ",".join(sorted(key.roles))} | {
        name: moment.isoformat(timespec="seconds") if moment else "-" for name, moment in times.items()
    }
