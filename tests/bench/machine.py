"""What the machine is, and what its processes have used of it; read from `/proc`."""

import os
import platform
from collections.abc import Mapping
from pathlib import Path

from tests.support.databases import connected

_TICK_S = 1 / os.sysconf("SC_CLK_TCK")
_PROC = Path("/proc")
_MB = 1024


async def facts(postgres_url: str) -> Mapping[str, object]:
    """Return what a figure must be read with."""
    async with connected(postgres_url) as connection:
        settings = {
            name: await connection.fetchval(f"SHOW {name}")
            for name in ("server_version", "fsync", "synchronous_commit", "shared_buffers")
        }
    return {
        "cores": len(os.sched_getaffinity(0)),
        "cpu": _field("cpuinfo", "model name"),
        "memory": _field("meminfo", "MemTotal"),
        "system": platform.platform(),
        "python": platform.python_version(),
        "load": os.getloadavg(),
        "postgres": settings,
    }


def cpu_s(pid: int) -> float:
    """Return the CPU seconds that a process, its threads and its reaped children have used."""
    return sum(int(ticks) for ticks in _stat(pid)[11:15]) * _TICK_S


def peak_mb(pid: int) -> float:
    """Return the most memory that a process has had resident."""
    return int(_field(f"{pid}/status", "VmHWM").split()[0]) / _MB


async def postmaster(postgres_url: str) -> int | None:
    """Return the process of a Postgres on this machine; None when it runs elsewhere or in a container."""
    async with connected(postgres_url) as connection:
        backend = await connection.fetchval("SELECT pg_backend_pid()")
        name = (_PROC / str(backend) / "comm").read_text() if (_PROC / str(backend)).exists() else ""
        return int(_stat(backend)[1]) if name.startswith("postgres") else None


def family_cpu_s(pid: int | None) -> float:
    """Return the CPU seconds of a process and all its children, those that ended included."""
    if pid is None:
        return 0.0
    children = [path for path in _PROC.iterdir() if path.name.isdigit()]
    used = cpu_s(pid)
    for path in children:
        try:
            if int(_stat(int(path.name))[1]) == pid:
                used += cpu_s(int(path.name))
        except (FileNotFoundError, ProcessLookupError):
            continue  # it ended meanwhile, and its parent has its time
    return used


def _stat(pid: int) -> list[str]:
    # The name may hold blanks and brackets; the fields begin behind its last bracket.
    return (_PROC / str(pid) / "stat").read_text().rpartition(")")[2].split()


def _field(file: str, name: str) -> str:
    for line in (_PROC / file).read_text().splitlines():
        key, _, value = line.partition(":")
        if key.strip() == name:
            return value.strip()
    return "unknown"
