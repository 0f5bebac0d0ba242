"""Whether code and databases are those of the last time, so that work done then need not be repeated."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from deploy.local.state import ROOT

FOLDERS = ("services", "shared")
SUFFIXES = (".py", ".sql")


@contextmanager
def since(stamp: Path, databases: str) -> Iterator[bool]:
    """Whether nothing changed since a block like this ended well; if this one does, that is the new mark."""
    now = _digest(databases)
    yield stamp.exists() and stamp.read_text() == now
    stamp.write_text(now)


def _digest(databases: str) -> str:
    digest = hashlib.sha256(databases.encode())
    for folder in FOLDERS:
        for path in sorted((ROOT / folder).rglob("*")):
            if path.suffix in SUFFIXES:
                digest.update(str(path).encode() + path.read_bytes())
    return digest.hexdigest()
