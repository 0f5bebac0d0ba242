"""`rebuild`: a read model folded anew from the whole log. `rewind`: one that begins a new log."""

import os
import sys
from collections.abc import Sequence
from functools import partial
from typing import Annotated, Any

import typer

from shared.kit.ground import consumption
from shared.kit.postgres.pool import Pool
from shared.kit.projection.consumption import topics_of
from shared.kit.projection.port import ReadModel
from shared.kit.projection.rebuild import Rebuilt, fold_share, rebuild
from shared.kit.projection.rewind import rewind
from shared.kit.projection.shares import PROCESSES_MAX, Apart, Share
from shared.kit.settings import load
from shared.kit.tools import Models, S, as_owner, as_runtime

Name = Annotated[str, typer.Argument(help="The read model, such as `customers`")]


def add_rebuild(cli: typer.Typer, settings: type[S], models: Models) -> None:
    """The command line has `rebuild` and `rewind`. To rebuild is the owner's, who may make a schema."""

    @cli.command("rebuild")
    def rebuild_projection(
        name: Name,
        processes: Annotated[
            int | None,
            typer.Option(help="How many fold a long log; all cores if absent", min=1, max=PROCESSES_MAX),
        ] = None,
        share: Annotated[str | None, typer.Option(hidden=True)] = None,
    ) -> None:
        """Fold a read model anew from the whole log and put it in place of the live one."""
        given = load(settings)
        model = named(models(given.topic_prefix), name)
        if share is not None:
            mine = _share(share)
            typer.echo(as_owner(given, lambda pool: fold_share(pool, model, consumption(given, model), mine)))
            return
        apart = Apart(_own_share, processes or os.cpu_count() or 1)

        async def work(pool: Pool) -> Rebuilt:
            return await rebuild(pool, model, consumption(given, model), apart=apart)

        rebuilt = as_owner(given, work)
        typer.echo(f"{name}: {rebuilt.records} records in {rebuilt.seconds:.1f} s")

    @cli.command("rewind")
    def rewind_projection(
        name: Annotated[str | None, typer.Argument(help="The read model; all if absent")] = None,
        source: Annotated[list[str] | None, typer.Option(help="Whose topic; all if absent")] = None,
        forget_rulings: Annotated[  # noqa: FBT002 -- typer makes it an option
            bool, typer.Option(help="Forget which letters of the lost log were discarded")
        ] = False,
    ) -> None:
        """Begin topics anew that were lost and published again; what was seen is passed over."""
        given = load(settings)
        known = models(given.topic_prefix)
        chosen = known if name is None else [named(known, name)]
        if unknown := set(source or ()) - {one for model in chosen for one in model.sources}:
            raise typer.BadParameter(f"{name or given.service} does not hear {', '.join(sorted(unknown))}")
        for model in chosen:
            heard = zip(topics_of(model, given.topic_prefix), model.sources, strict=True)
            topics = [topic for topic, of in heard if not source or of in source]
            if topics:
                work = partial(rewind, model=model, topics=topics, forget_rulings=forget_rulings)
                rewound = as_runtime(given, work)
                typer.echo(f"{model.name}: {rewound.offsets} offsets and {rewound.letters} letters forgotten")


def _own_share(share: Share) -> list[str]:
    # The same command again: whatever started it, and with the same settings.
    return [sys.executable, *sys.orig_argv[1:], "--share", f"{share.number}/{share.of}"]


def _share(text: str) -> Share:
    number, _, of = text.partition("/")
    try:
        return Share(int(number), int(of))
    except ValueError as error:
        raise typer.BadParameter(str(error), param_hint="--share") from error


def named(models: Sequence[ReadModel[Any]], name: str) -> ReadModel[Any]:
    """Return the read model of that name. Raises `typer.BadParameter`."""
    for model in models:
        if model.name == name:
            return model
    raise typer.BadParameter(f"unknown: {name}; known: {', '.join(model.name for model in models)}")
