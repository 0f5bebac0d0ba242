"""`python -m services.notify`: run, migrate, keys and the other verbs of the service."""

import sys
from pathlib import Path

import typer

from services.notify.promises import verify_ledger
from services.notify.settings import NotifySettings
from services.notify.wiring import MIGRATIONS, MODEL, imagined, wire
from shared.kit.cli import main, service_cli
from shared.kit.cli_dead_letters import dead_letters_cli
from shared.kit.cli_openapi import add_openapi
from shared.kit.cli_projections import add_rebuild
from shared.kit.cli_verify import add_verify


def notify_cli() -> typer.Typer:
    """Return the commands of every service, and those of the intake and the ledger."""
    cli = service_cli(NotifySettings, wire, MIGRATIONS, [MODEL])
    add_rebuild(cli, NotifySettings, lambda _: [MODEL])
    add_verify(cli, NotifySettings, lambda _: [MODEL], {"ledger": verify_ledger})
    cli.add_typer(dead_letters_cli(NotifySettings, lambda _: [MODEL]), name="dead-letters")
    add_openapi(cli, imagined, Path(__file__).with_name("openapi.json"))
    return cli


if __name__ == "__main__":
    sys.exit(main(notify_cli()))
