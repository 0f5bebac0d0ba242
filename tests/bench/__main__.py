"""`python -m tests.bench [case …] [--json file]`: all cases, or those named; 1 when a floor is missed."""

import argparse
import asyncio
import importlib
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from time import monotonic

from tests.bench import machine, report
from tests.bench.harness import Case, Outcome, Wrong, measured
from tests.bench.stage import Failed, Stage
from tests.support import databases
from tests.support.parts import ROOT, serving_kafka, serving_postgres

CASES = (
    *("command", "projector", "webhooks", "troubles", "bulk", "dashboard", "rebuild", "latency", "recovery"),
    *("studies", "growth"),
)
"""Modules of this package, each with `cases(stage)`, in the order in which they matter."""

OUT = Path(".state") / "bench.json"


async def run(stage: Stage, names: Sequence[str], out: Path) -> int:
    """Run the cases, print each when it is done; returns the exit code."""
    facts = await machine.facts(stage.postgres)
    _print(" ".join(f"{name}={value}" for name, value in facts.items()))
    outcomes: list[Outcome] = []
    complete = True
    for name in names:
        began = monotonic()
        async with importlib.import_module(f"tests.bench.{name}").cases(stage) as cases:
            for case in cases:
                found = await _one(case)
                complete &= bool(found)
                outcomes += found
        _print(f"({name}: {monotonic() - began:.0f} s)\n")
    report.write(out, facts, outcomes)
    _print(f"written to {out}")
    return 0 if complete and all(v.met for outcome in outcomes for v in outcome.verdicts) else 1


async def _one(case: Case) -> list[Outcome]:
    try:
        outcome = await measured(case, lambda line: _print(f"  . {line}", sys.stderr))
    except (Wrong, Failed) as why:
        _print(f"{case.name}: WRONG, no rate counts: {why}")
        return []
    _print(report.table(outcome))
    return [outcome]


def _print(line: str, to: object = None) -> None:
    stream = to if to is sys.stderr else sys.stdout
    print(line, file=stream, flush=True)


async def _with_parts(postgres: str, kafka: str, names: Sequence[str], out: Path) -> int:
    await databases.make_roles(postgres, ROOT)
    return await run(Stage(postgres, kafka, await machine.postmaster(postgres)), names, out)


def main() -> int:
    """Serve the parts, run the cases."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench")
    parser.add_argument("names", nargs="*", metavar="case", help=", ".join(CASES))
    parser.add_argument("--json", type=Path, default=OUT)
    arguments = parser.parse_args()
    unknown = set(arguments.names) - set(CASES)
    if unknown:
        parser.error(f"no case {', '.join(sorted(unknown))}; there are {', '.join(CASES)}")
    os.environ.setdefault("FAUST_LOOP", "asyncio")
    with serving_postgres(differing={}) as postgres, serving_kafka() as kafka:
        return asyncio.run(_with_parts(postgres, kafka, arguments.names or CASES, arguments.json))


if __name__ == "__main__":
    sys.exit(main())
