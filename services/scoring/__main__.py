"""`python -m services.scoring`: run, tiers, migrate, keys and the other verbs of the service."""

import sys
from pathlib import Path

import typer

from services.scoring.board.cli import add_export
from services.scoring.settings import ScoringSettings
from services.scoring.wiring import MIGRATIONS, imagined, models, open_tools, wire, wire_tiers
from shared.contracts.topics import DEFAULT_PREFIX
from shared.kit.cli import main, service_cli
from shared.kit.cli_dead_letters import dead_letters_cli
from shared.kit.cli_openapi import add_openapi
from shared.kit.cli_projections import add_rebuild
from shared.kit.cli_replay import add_replay
from shared.kit.cli_set_aside import DEADLINES, set_aside_cli
from shared.kit.cli_verify import add_verify
from shared.kit.eventstore.verify import verify
from shared.kit.service import run_service
from shared.kit.settings import load


def scoring_cli() -> typer.Typer:
    """Return the commands of every service, the tier worker, and the verbs of the read models."""
    cli = service_cli(ScoringSettings, wire, MIGRATIONS, models(DEFAULT_PREFIX))

    @cli.command()
    def tiers() -> None:
        """Run the tier worker until it is told to stop or fails; it needs a port of its own."""
        raise typer.Exit(run_service(load(ScoringSettings), wire_tiers))

    add_rebuild(cli, ScoringSettings, models)
    add_verify(cli, ScoringSettings, models, {"store": verify})
    add_replay(cli, ScoringSettings, open_tools)
    cli.add_typer(dead_letters_cli(ScoringSettings, models), name="dead-letters")
    cli.add_typer(set_aside_cli(ScoringSettings, DEADLINES), name="deadlines")
    add_export(cli)
    add_openapi(cli, imagined, Path(__file__).with_name("openapi.json"))
    return cli


if __name__ == "__main__":
    sys.exit(main(scoring_cli()))
