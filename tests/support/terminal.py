"""A service's command line, as a person at a terminal has it: exit codes and words."""

import asyncio
import os
import sys
from dataclasses import dataclass


@dataclass(frozen=True)
class Terminal:
    """Runs `python -m services.<service>` with an environment of its own."""

    service: str
    environment: dict[str, str]

    async def said(self, *words: str) -> tuple[int, str, str]:
        """Return the exit code, the output and the error output of one command."""
        done = await asyncio.create_subprocess_exec(
            sys.executable,
            *("-m", f"services.{self.service}", *words),
            env=os.environ | self.environment,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
        out, err = await done.communicate()
        assert done.returncode is not None
        return done.returncode, out.decode().strip(), err.decode().strip()
