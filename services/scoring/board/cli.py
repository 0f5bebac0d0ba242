"""`export`: a reporting view as a file."""

from pathlib import Path
from typing import Annotated, Literal

import typer

from services.scoring.board.export import Progress, export
from services.scoring.settings import ScoringSettings
from shared.kit.postgres.pool import Pool
from shared.kit.settings import load
from shared.kit.tools import as_runtime


def add_export(cli: typer.Typer) -> None:
    """The command line has `export`. It reads with the rights of the service and changes nothing."""

    @cli.command("export")
    def export_view(
        view: Annotated[str, typer.Argument(help="The view of schema `reporting`")],
        out: Annotated[Path, typer.Option(help="The file to write; replaced if it is there")],
        format_: Annotated[Literal["csv", "xlsx"], typer.Option("--format", help="What to write")] = "csv",
    ) -> None:
        """Write a reporting view to a file, with its columns named in Chinese and by stable name."""

        async def work(pool: Pool) -> Progress:
            return await export(pool, view, format_, out, _tell)

        typer.echo(f"{out}: {as_runtime(load(ScoringSettings), work).done} rows")


def _tell(progress: Progress) -> None:
    typer.echo(f"{progress.done} of {progress.total} rows", err=True)
