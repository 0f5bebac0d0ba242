"""`python -m services.visits`: run, migrate, keys and the other verbs of the service."""

import sys
from pathlib import Path

import typer

from services.visits.settings import VisitsSettings
from services.visits.wiring import MIGRATIONS, MODELS, imagined, open_tools, wire
from shared.kit.cli import main
from shared.kit.cli_event_store import event_store_cli
from shared.kit.cli_openapi import add_openapi


def visits_cli() -> typer.Typer:
    """Return the commands of a service with an event store, an inbox, deadlines and read models."""
    cli = event_store_cli(VisitsSettings, wire, MIGRATIONS, MODELS, open_tools)
    add_openapi(cli, imagined, Path(__file__).with_name("openapi.json"))
    return cli


if __name__ == "__main__":
    sys.exit(main(visits_cli()))
