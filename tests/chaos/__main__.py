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

from tests.chaos.planted import plant
from tests.chaos.shrinking import shrunk
from tests.chaos.steps import Step, read, walk, write
from tests.chaos.walking import Walk, WalkFailed, rounds
from tests.chaos.world import world
from tests.support import databases
from tests.support.parts import ROOT, serving_kafka, serving_postgres

STATE = ROOT / ".state"
SEED_MAX = 2**31
PASSED, FAILED = 0, 1


def asked(words: Sequence[str]) -> argparse.Namespace:
    """Return what the command line asks for."""
    parser = argparse.ArgumentParser(prog="make chaos", description=__doc__)
    parser.add_argument("--minutes", type=float, default=5.0, help="how long to go on")
    parser.add_argument("--seed", type=int, default=None, help="the walk; a fresh one unless given")
    parser.add_argument("--round", type=int, default=200, help="steps between two inspections")
    parser.add_argument("--replay", type=Path, help="run this history instead of a seed")
    parser.add_argument("--shrink", type=int, default=0, metavar="TRIES", help="with --replay: make it short")
    parser.add_argument("--planted", action="store_true", help="with a defect put there, which must be found")
    return parser.parse_args(words)


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


class Runs:
    """Walks on one pair of real parts, each in databases and topics of its own."""

    def __init__(self, postgres: str, kafka: str) -> None:
        self.postgres, self.kafka = postgres, kafka

    async def through(self, batches: Sequence[Sequence[Step]] | None, told: argparse.Namespace) -> Walk:
        """Walk the batches, or the seed's for as long as told. Raises `WalkFailed` with its walk."""
        logs = Path(tempfile.mkdtemp(prefix="tuoke-chaos-"))
        _say(f"logs of the processes: {logs}")
        until = monotonic() + told.minutes * 60
        async with world(self.postgres, self.kafka, f"chaos{secrets.token_hex(4)}", logs) as here:
            if told.planted:
                await plant(here)
            walked = Walk(here, _say)
            try:
                for batch in batches or rounds(walk(told.seed), told.round):
                    await walked.round(batch)
                    if batches is None and monotonic() > until:
                        break
            except WalkFailed as failed:
                failed.history = walked.history
                raise
        return walked

    async def fails(self, steps: Sequence[Step], told: argparse.Namespace) -> bool:
        """Whether this history breaks a promise."""
        try:
            await self.through([steps], told)
        except WalkFailed as failed:
            _say(f"{len(steps)} steps fail: {failed.findings[0][:200]}")
            return True
        _say(f"{len(steps)} steps pass")
        return False


async def _run(runs: Runs, told: argparse.Namespace) -> int:
    batches = None if told.replay is None else list(rounds(iter(read(told.replay)), told.round))
    try:
        walked = await runs.through(batches, told)
    except WalkFailed as failed:
        history = STATE / f"chaos-{told.seed}.jsonl"
        write(history, told.seed, failed.history, failed.findings)
        _say(f"{failed}\nseed {told.seed} broke a promise; its history: {history}")
        if told.replay is not None and told.shrink:
            short = await shrunk(failed.history, lambda steps: runs.fails(steps, told), told.shrink)
            write(history.with_suffix(".short.jsonl"), told.seed, short, failed.findings)
            _say(f"{len(short)} steps are enough: {history.with_suffix('.short.jsonl')}")
        return FAILED
    _say(f"seed {told.seed}: {len(walked.history)} steps, every promise kept")
    return PASSED


def main(words: Sequence[str]) -> int:
    """Return the exit code: 0 when every promise was kept."""
    told = asked(words)
    told.seed = secrets.randbelow(SEED_MAX) if told.seed is None else told.seed
    _say(f"seed {told.seed}")
    with ExitStack() as parts:
        postgres = parts.enter_context(serving_postgres())
        kafka = parts.enter_context(serving_kafka())
        databases.run_apart(databases.make_roles(postgres, ROOT))
        return asyncio.run(_run(Runs(postgres, kafka), told))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
