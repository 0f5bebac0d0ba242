"""`make chaos`: walk for as long as asked; a failing history is a file, to run again and to shrink."""

import argparse
import asyncio
import secrets
import sys
import tempfile
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from time import monotonic

from tests.chaos.shrinking import shrunk
from tests.chaos.steps import Step, read, walk, write
from tests.chaos.walking import Walk, WalkFailed, rounds
from tests.chaos.world import world
from tests.support import databases
from tests.support.parts import ROOT, serving_kafka, serving_postgres

STATE = ROOT / ".state"
SEED_MAX = 2**31
PASSED, FAILED = 0, 1


def _asked(words: Sequence[str]) -> argparse.Namespace:
    asked = argparse.ArgumentParser(prog="make chaos", description=__doc__)
    asked.add_argument("--minutes", type=float, default=5.0, help="how long to go on")
    asked.add_argument("--seed", type=int, default=None, help="the walk; a fresh one unless given")
    asked.add_argument("--round", type=int, default=200, help="steps between two inspections")
    asked.add_argument("--replay", type=Path, help="run this history instead of a seed")
    asked.add_argument("--shrink", type=int, default=0, metavar="TRIES", help="with --replay: make it short")
    return asked.parse_args(words)


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


class Runs:
    """Walks on one pair of real parts, each in databases and topics of its own."""

    def __init__(self, postgres: str, kafka: str) -> None:
        self.postgres, self.kafka = postgres, kafka

    async def through(self, batches: Sequence[Sequence[Step]] | None, asked: argparse.Namespace) -> Walk:
        """Walk the batches, or the seed's for as long as asked. Raises `WalkFailed` with its walk."""
        logs = Path(tempfile.mkdtemp(prefix="tuoke-chaos-"))
        _say(f"logs of the processes: {logs}")
        until = monotonic() + asked.minutes * 60
        async with world(self.postgres, self.kafka, f"chaos{secrets.token_hex(4)}", logs) as here:
            walked = Walk(here, _say)
            try:
                for batch in batches or rounds(walk(asked.seed), asked.round):
                    await walked.round(batch)
                    if batches is None and monotonic() > until:
                        break
            except WalkFailed as failed:
                failed.history = walked.history
                raise
        return walked

    async def fails(self, steps: Sequence[Step], asked: argparse.Namespace) -> bool:
        """Whether this history breaks a promise."""
        try:
            await self.through([steps], asked)
        except WalkFailed as failed:
            _say(f"{len(steps)} steps fail: {failed.findings[0][:200]}")
            return True
        _say(f"{len(steps)} steps pass")
        return False


async def _run(runs: Runs, asked: argparse.Namespace) -> int:
    batches = None if asked.replay is None else list(rounds(iter(read(asked.replay)), asked.round))
    try:
        walked = await runs.through(batches, asked)
    except WalkFailed as failed:
        history = STATE / f"chaos-{asked.seed}.jsonl"
        write(history, asked.seed, failed.history, failed.findings)
        _say(f"{failed}\nseed {asked.seed} broke a promise; its history: {history}")
        if asked.replay is not None and asked.shrink:
            short = await shrunk(failed.history, lambda steps: runs.fails(steps, asked), asked.shrink)
            write(history.with_suffix(".short.jsonl"), asked.seed, short, failed.findings)
            _say(f"{len(short)} steps are enough: {history.with_suffix('.short.jsonl')}")
        return FAILED
    _say(f"seed {asked.seed}: {len(walked.history)} steps, every promise kept")
    return PASSED


def main(words: Sequence[str]) -> int:
    """Return the exit code: 0 when every promise was kept."""
    asked = _asked(words)
    asked.seed = secrets.randbelow(SEED_MAX) if asked.seed is None else asked.seed
    _say(f"seed {asked.seed}")
    with ExitStack() as parts:
        postgres = parts.enter_context(serving_postgres())
        kafka = parts.enter_context(serving_kafka())
        databases.run_apart(databases.make_roles(postgres, ROOT))
        return asyncio.run(_run(Runs(postgres, kafka), asked))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
