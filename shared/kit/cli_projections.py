"""`rebuild`: a read model folded anew from the whole log."""

from collections.abc import Sequence
from typing import Annotated, Any

import typer

from shared.kit.ground import consumption
from shared.kit.postgres.pool import Pool
from shared.kit.projection.port import ReadModel
from shared.kit.projection.rebuild import Rebuilt, rebuild
from shared.kit.settings import load
from shared.kit.tools import Models, S, as_owner


def add_rebuild(cli: typer.Typer, settings: type[S], models: Models) -> None:
    """The command line has `rebuild`. It runs as the owner, who may make a schema."""

    @cli.command("rebuild")
    def rebuild_projection(
        name: Annotated[str, typer.Argument(help="The read model, such as `customers`")],
    ) -> None:
        """Fold a read model anew from the whole log and put it in place of the live one."""
        given = load(settings)
        model = named(models(given.topic_prefix), name)

        async def work(pool: Pool) -> Rebuilt:
            return await rebuild(pool, model, consumption(given, model))

        rebuilt = as_owner(given, work)
        typer.echo(f"{name}: {rebuilt.records} records in {rebuilt.seconds:.1f} s")


def named(models: Sequence[ReadModel[Any]], name: str) -> ReadModel[Any]:
    """Return the read model of that name. Raises `typer.BadParameter`."""
    for model in models:
        if model.name == name:
            return model
    raise typer.BadParameter(f"unknown: {name}; known: {', '.join(model.name for model in models)}")
