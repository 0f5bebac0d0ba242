"""`verify`: what the service keeps is held against its promises, and its read models against the log."""

import json
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any

import typer

from shared.kit.cli_keys import Json
from shared.kit.ground import consumption
from shared.kit.postgres.pool import Pool
from shared.kit.postgres.promises import Finding
from shared.kit.projection.verify import Verified, verify
from shared.kit.settings import load
from shared.kit.tools import Degraded, Models, S, as_owner

Promises = Mapping[str, Callable[[Pool], Awaitable[Sequence[Finding]]]]
"""What is broken of each part's promises, by the part's name, such as `store`."""


def add_verify(cli: typer.Typer, settings: type[S], models: Models, promises: Promises) -> None:
    """The command line has `verify`. It runs as the owner, who may make a schema; nothing live changes."""

    @cli.command("verify")
    def verify_all(as_json: Json = False) -> None:  # noqa: FBT002 -- typer makes it an option
        """Check every promise, and every read model against the log row by row; ends with 3 on a fault."""
        given = load(settings)

        async def work(pool: Pool) -> tuple[dict[str, Sequence[Finding]], dict[str, Verified]]:
            broken = {name: await found(pool) for name, found in promises.items()}
            return broken, {
                model.name: await verify(pool, model, consumption(given, model))
                for model in models(given.topic_prefix)
            }

        broken, folds = as_owner(given, work)
        told = {name: _broken(findings) for name, findings in broken.items()}
        told |= {name: _compared(fold) for name, fold in folds.items()}
        typer.echo(json.dumps(told, ensure_ascii=False) if as_json else _lines(told))
        wrong = sum(part["wrong"] for part in told.values())
        if wrong:
            raise Degraded(f"{wrong} findings")


def _broken(findings: Sequence[Finding]) -> dict[str, Any]:
    first = [f"{one.rule}  {one.subject}  {one.found}" for one in findings]
    return {"wrong": len(findings), "first": first}


def _compared(fold: Verified) -> dict[str, Any]:
    first = [f"{one.table}  {one.key}" for one in fold.first]
    return {"wrong": fold.differing, "first": first, "records": fold.records, "rows": fold.rows}


def _lines(told: Mapping[str, Mapping[str, Any]]) -> str:
    lines: list[str] = []
    for name, part in told.items():
        rows = f"{sum(part['rows'].values())} rows equal to the log" if "rows" in part else "sound"
        lines.append(f"{name}  {part['wrong']} wrong" if part["wrong"] else f"{name}  {rows}")
        lines += [f"  {one}" for one in part["first"]]
    return "\n".join(lines)
