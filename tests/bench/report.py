"""A table for people, JSON for machines."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from tests.bench.harness import Outcome, Sample, Spread

_COLUMNS = ("client", "postgres", "cost", "MB")
_HEAD = f"  {'contender':26} {'items/s: median [low .. high]':34}" + "".join(f" {c:>8}" for c in _COLUMNS)


def table(outcome: Outcome) -> str:
    """Return the case as people read it: rates, CPU, peak memory, ratios.

    A microsecond of CPU an item is a core-second a million items: the sum is what a million cost.
    """
    case = outcome.case
    about = "us of CPU each, client and Postgres; cost: core-seconds a million; MB: peak of the process"
    lines = [f"{case.name}  ({case.unit}; {about})", _HEAD]
    for name, samples in outcome.samples.items():
        rate = _spread(Spread.of([sample.rate for sample in samples]), 0)
        cells = (_median(samples, name) for name in ("client_us", "postgres_us", "cost", "memory_mb"))
        texts = ("-" if cell is None else f"{cell:,.1f}" for cell in cells)
        lines.append(f"  {name:26} {rate:34}" + "".join(f" {text:>8}" for text in texts))
        numbers = {key: Spread.of([s.numbers[key] for s in samples]) for key in samples[0].numbers}
        lines += [f"    {key:24} {_spread(found, 1)}" for key, found in numbers.items()]
    for verdict in outcome.verdicts:
        sign = "met   " if verdict.met else "MISSED"
        lines.append(f"  {sign} {verdict.text} = {_spread(verdict.found, 2)}, asked {verdict.asked:g}")
    return "\n".join(lines)


def write(path: Path, facts: Mapping[str, Any], outcomes: Sequence[Outcome]) -> None:
    """The file holds every sample of every case, and the machine's facts."""
    cases = [
        {
            "name": outcome.case.name,
            "unit": outcome.case.unit,
            "samples": {
                name: [
                    asdict(sample) | {"rate": sample.rate, "core_s_a_million": sample.cost}
                    for sample in samples
                ]
                for name, samples in outcome.samples.items()
            },
            "verdicts": [asdict(verdict) for verdict in outcome.verdicts],
        }
        for outcome in outcomes
    ]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps({"machine": dict(facts), "cases": cases}, indent=1, ensure_ascii=False))


def _spread(spread: Spread, digits: int) -> str:
    texts = [f"{value:,.{digits}f}" for value in (spread.median, spread.low, spread.high)]
    return f"{texts[0]} [{texts[1]} .. {texts[2]}]"


def _median(samples: Sequence[Sample], name: str) -> float | None:
    read: Callable[[Sample], float | None] = lambda sample: getattr(sample, name)  # noqa: E731 -- names a type
    values = [value for value in map(read, samples) if value is not None]
    return Spread.of(values).median if values else None
