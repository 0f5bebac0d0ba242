"""A person's shell: one bash that lives from command to command, so that variables and jobs stay."""

import os
import re
import subprocess
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from selectors import EVENT_READ, DefaultSelector
from uuid import uuid4

READ_BYTES = 65_536


class Shell:
    """What a command prints, error output too, and how it ends."""

    def __init__(self, folder: Path, environment: Mapping[str, str]) -> None:
        """It stands in the folder."""
        self._bash = subprocess.Popen(
            ["bash", "--norc"],  # noqa: S607 -- the user's shell
            cwd=folder,
            env=dict(environment),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )
        self._ready = DefaultSelector()
        assert self._bash.stdout is not None
        self._ready.register(self._bash.stdout, EVENT_READ)

    def run(self, command: str, within_s: float) -> tuple[int, str]:
        """Return the command's exit code and what it printed."""
        assert self._bash.stdin is not None
        mark = uuid4().hex
        self._bash.stdin.write(f"{command}\nprintf '\\n{mark} %s\\n' $?\n".encode())
        self._bash.stdin.flush()
        deadline, said = time.monotonic() + within_s, b""
        while (ended := re.search(rf"\n{mark} (\d+)\n".encode(), said)) is None:
            said += self._read(deadline, command, said)
        return int(ended[1]), said[: ended.start()].decode()

    def _read(self, deadline: float, command: str, said: bytes) -> bytes:
        came = self._ready.select(max(0.0, deadline - time.monotonic()))
        piece = os.read(came[0][0].fd, READ_BYTES) if came else b""
        assert piece, f"{command}\nended the shell, or took too long; it said: {said.decode()}"
        return piece

    def close(self) -> None:
        """The shell has ended."""
        self._bash.kill()
        self._bash.communicate()
        self._ready.close()


def missing(shown: Sequence[str], said: str) -> list[str]:
    """Return the lines that were not printed in that order; `…` in a line stands for anything."""
    printed = iter(said.splitlines())
    return [line for line in shown if not any(re.fullmatch(_pattern(line), one) for one in printed)]


def _pattern(line: str) -> str:
    return ".*".join(re.escape(part) for part in line.split("…"))
