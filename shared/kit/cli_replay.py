"""`replay`: what a store published, said again."""

from typing import Annotated

import typer

from shared.kit.eventstore.replay import requeue
from shared.kit.tools import OpenTools, S, Tools, with_tools


def add_replay(cli: typer.Typer, settings: type[S], opened: OpenTools[S]) -> None:
    """The command line has `replay`."""

    @cli.command()
    def replay(
        key: Annotated[str | None, typer.Option(help="Only the messages of this key")] = None,
        after: Annotated[int, typer.Option(help="Only what this key published after this number", min=0)] = 0,
    ) -> None:
        """Publish again what was published, by the same ids; consumers pass over what they saw."""

        async def work(tools: Tools) -> int:
            return await requeue(tools.pool, tools.store, tools.kinds, key, after)

        typer.echo(f"{with_tools(settings, opened, work)} messages stand in the outbox again")
