"""The image recipe, read as far as its COPY lines go."""

import shutil
from pathlib import Path

from tests.deploy.compose_file import ROOT

RECIPE = ROOT / "deploy" / "Dockerfile"


def copied(service: str) -> list[tuple[str, str]]:
    """Source and target of every COPY from the project into the image of the service."""
    lines = [line.split() for line in RECIPE.read_text().splitlines() if line.startswith("COPY ")]
    return [
        (source.replace("${SERVICE}", service), target.replace("${SERVICE}", service))
        for _, source, target in (words for words in lines if not words[1].startswith("--from"))
    ]


def lay_out(service: str, folder: Path) -> None:
    """The folder holds exactly what the image's working folder would hold."""
    for source, target in copied(service):
        if (ROOT / source).is_dir():
            shutil.copytree(ROOT / source, folder / target, ignore=shutil.ignore_patterns("__pycache__"))


def laid_out(folder: Path) -> list[str]:
    """What the folder holds at its first level, and what `services/` holds."""
    found = [*folder.iterdir(), *(folder / "services").iterdir()]
    return sorted(str(path.relative_to(folder)) for path in found)
