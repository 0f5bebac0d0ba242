"""What a killed server leaves behind, and when it is safe to start over it.

PostgreSQL refuses to start while the process id in `postmaster.pid` exists. A killed server may still be
dying, and where nobody reaps the dead (a container without an init) it stays a zombie and blocks every start.
"""

import time
from pathlib import Path

import psutil

DYING_WITHIN_S = 5.0
POLL_S = 0.1


def clear(data: Path) -> None:
    """No lock of a dead server is left, unless something of that server still lives in the folder."""
    lock = data / "postmaster.pid"
    deadline = time.monotonic() + DYING_WITHIN_S
    while (pid := _pid_in(lock)) is not None and psutil.pid_exists(pid) and time.monotonic() < deadline:
        if not _is_dead(pid):
            return
        time.sleep(POLL_S)
    # Its children go on for a moment and may still write: two servers on one folder destroy the data.
    if pid is not None and _is_dead(pid) and not _anybody_works_in(data):
        lock.unlink(missing_ok=True)


def _pid_in(lock: Path) -> int | None:
    try:
        return int(lock.read_text().split("\n", 1)[0])
    except (OSError, ValueError):
        return None


def _is_dead(pid: int) -> bool:
    try:
        return bool(psutil.Process(pid).status() == psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return True


def _anybody_works_in(data: Path) -> bool:
    return any(
        process.info["cwd"] == str(data) and process.info["status"] != psutil.STATUS_ZOMBIE
        for process in psutil.process_iter(["cwd", "status"])
    )
