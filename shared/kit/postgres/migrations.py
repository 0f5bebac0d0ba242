"""Migration files: `NNNN_pre_x.sql` before the new code runs, `NNNN_post_x.sql` once the old is gone.

A file is known by its owner and name, such as `eventstore/0001_pre_tables.sql`; the owner is the
folder around `sql/migrations`. Once applied somewhere a file never changes: its checksum is kept.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Literal

Phase = Literal["pre", "post"]

NO_TRANSACTION = "-- no-transaction\n"
"""First line of a file with one statement that refuses to run inside a transaction."""

_FILE = re.compile(r"^(\d{4})_(pre|post)_[a-z0-9_]+\.sql$")
_LAYOUT = {"sql", "migrations"}


class BrokenMigrations(Exception):  # noqa: N818 -- it names what is broken
    """The files contradict themselves or what ran here before; a person must look."""


@dataclass(frozen=True, slots=True)
class Migration:
    """One file, read."""

    owner: str
    name: str
    phase: Phase
    sql: str

    @property
    def label(self) -> str:
        """Owner and name, as people and the readiness check see it."""
        return f"{self.owner}/{self.name}"

    @property
    def checksum(self) -> str:
        """Fingerprint of the text."""
        return sha256(self.sql.encode()).hexdigest()

    @property
    def transactional(self) -> bool:
        """Whether the file runs inside a transaction, as all but a few do."""
        return not self.sql.startswith(NO_TRANSACTION)


def collect(folders: Sequence[Path]) -> tuple[Migration, ...]:
    """Return the migrations of all folders, folder by folder, by number within one.

    Raises `BrokenMigrations` for a file name out of form, a number used twice or an owner used twice.
    """
    migrations: list[Migration] = []
    owners: set[str] = set()
    for folder in folders:
        owner = next(part for part in reversed(folder.parts) if part not in _LAYOUT)
        if owner in owners:
            raise BrokenMigrations(f"two folders belong to {owner}")
        owners.add(owner)
        migrations += _folder(owner, sorted(folder.glob("*.sql")))
    return tuple(migrations)


def _folder(owner: str, files: Iterable[Path]) -> list[Migration]:
    migrations: list[Migration] = []
    numbers: set[str] = set()
    for file in files:
        form = _FILE.match(file.name)
        if form is None:
            raise BrokenMigrations(f"{owner}/{file.name} is not named NNNN_pre_x.sql or NNNN_post_x.sql")
        if form[1] in numbers:
            raise BrokenMigrations(f"{owner} has two migrations with the number {form[1]}")
        numbers.add(form[1])
        phase: Phase = "pre" if form[2] == "pre" else "post"
        migrations.append(Migration(owner, file.name, phase, file.read_text(encoding="utf-8")))
    return migrations


def outstanding(migrations: Iterable[Migration], applied: dict[str, str]) -> list[Migration]:
    """Return what has not run, given the checksums by label of what has.

    Raises `BrokenMigrations` when a file was changed after it ran. A ledger row without a file is
    allowed: the code of one release earlier meets the schema of the next one.
    """
    waiting: list[Migration] = []
    for migration in migrations:
        before = applied.get(migration.label)
        if before is None:
            waiting.append(migration)
        elif before != migration.checksum:
            raise BrokenMigrations(f"{migration.label} was changed after it ran; write a new file instead")
    return waiting
