"""Kafka's jars from Maven Central by jgo: exactly those of the lock, each checked by sha256 on use."""

import fcntl
import hashlib
import os
import tomllib
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from deploy.local.refusal import Refusal

if TYPE_CHECKING:
    from jgo.maven import Artifact, MavenContext

LOCK = Path(__file__).parents[2] / "kafka" / "jars.lock"
MIRROR_VARIABLE = "TUOKE_MAVEN_MIRROR"
DOWNLOADS_MAX = 8
DOWNLOAD_TIMEOUT_S = 60


@dataclass(frozen=True, slots=True)
class LockedJar:
    """One line of the lock: coordinates and the digest that its bytes must have."""

    group: str
    artifact: str
    version: str
    classifier: str
    sha256: str

    def __str__(self) -> str:
        return f"{self.group}:{self.artifact}:{self.version}"


def read_lock(path: Path = LOCK) -> list[LockedJar]:
    """Every jar of the lock, in class-path order."""
    entries = tomllib.loads(path.read_text())["jar"]
    return [
        LockedJar(
            entry["group"], entry["artifact"], entry["version"], entry.get("classifier", ""), entry["sha256"]
        )
        for entry in entries
    ]


def fetch(progress: Callable[[str], None] = lambda _: None) -> list[Path]:
    """Local paths of all jars, downloaded where missing, every one with the locked digest.

    Raises: Refusal when one cannot be had or is not what the lock says.
    """
    jars = read_lock()
    context = _maven_context()
    with _one_process_at_a_time(context.repo_cache):
        missing = sum(not _cached(context, jar) for jar in jars)
        if missing:
            progress(f"fetching {missing} of {len(jars)} Kafka jars")
        with ThreadPoolExecutor(DOWNLOADS_MAX) as pool:
            return list(pool.map(lambda jar: _fetch_one(context, jar), jars))


@contextmanager
def _one_process_at_a_time(cache: Path) -> Iterator[None]:
    """Jars are written in place, so a second reader of the shared cache could see half of one."""
    cache.mkdir(parents=True, exist_ok=True)
    with (cache / ".tuoke.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _maven_context() -> "MavenContext":
    try:
        from jgo.maven import MavenContext as Context
    except ImportError as error:
        raise Refusal("The package jgo is missing: run `make setup`.") from error
    mirror = os.environ.get(MIRROR_VARIABLE, "").rstrip("/")
    # Without a mirror jgo's own default stands: Maven Central.
    return Context(remote_repos={"mirror": mirror} if mirror else None, timeout=DOWNLOAD_TIMEOUT_S)


def _artifact(context: "MavenContext", jar: LockedJar) -> "Artifact":
    return context.project(jar.group, jar.artifact).at_version(jar.version).artifact(jar.classifier)


def _cached(context: "MavenContext", jar: LockedJar) -> bool:
    path = _artifact(context, jar).cached_path
    return path is not None and path.exists()


def _fetch_one(context: "MavenContext", jar: LockedJar) -> Path:
    artifact = _artifact(context, jar)
    cached = artifact.cached_path
    if cached is not None and cached.exists():
        if _sha256(cached) == jar.sha256:
            return cached
        # Cut off while it was written, or changed since: only fresh bytes can tell which.
        cached.unlink()
    try:
        path = Path(artifact.resolve())
    except Exception as error:
        raise Refusal(
            f"The jar {jar} could not be downloaded ({type(error).__name__}): check the network, "
            f"or name a Maven mirror in {MIRROR_VARIABLE}."
        ) from error
    if _sha256(path) != jar.sha256:
        path.unlink()
        raise Refusal(f"The jar {jar} does not have the sha256 of the lock: the mirror serves other bytes.")
    return path


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
