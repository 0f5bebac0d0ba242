"""The whole command line of a service with an event store, an inbox and deadlines."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import typer

from shared.kit.cli import service_cli
from shared.kit.cli_dead_letters import dead_letters_cli
from shared.kit.cli_projections import add_rebuild
from shared.kit.cli_replay import add_replay
from shared.kit.cli_set_aside import DEADLINES, set_aside_cli
from shared.kit.cli_verify import add_verify
from shared.kit.eventstore.verify import verify
from shared.kit.projection.port import ReadModel
from shared.kit.service import Wire
from shared.kit.tools import OpenTools, S


def event_store_cli(
    settings: type[S],
    wire: Wire[S],
    migrations: Sequence[Path],
    models: Sequence[ReadModel[Any]],
    opened: OpenTools[S],
) -> typer.Typer:
    """Return the commands of the service; it hands them to `main`."""
    cli = service_cli(settings, wire, migrations, models)
    add_rebuild(cli, settings, lambda _: models)
    add_verify(cli, settings, lambda _: models, {"store": verify})
    add_replay(cli, settings, opened)
    cli.add_typer(dead_letters_cli(settings, lambda _: models, opened), name="dead-letters")
    cli.add_typer(set_aside_cli(settings, DEADLINES), name="deadlines")
    return cli
