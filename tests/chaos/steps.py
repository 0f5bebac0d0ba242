"""A walk as data: steps drawn from a seed, each of which means the same whatever came before it.

So a history can be run again, and any part of it too: that is what makes shrinking possible.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from random import Random
from typing import Final

COMMANDS: Final = {
    "capture": 10,
    "purchase": 16,
    "section": 6,
    "step": 6,
    "contract": 5,
    "visit": 10,
    "complaint": 6,
    "late-complaint": 6,
    "acknowledge": 6,
    "resolve": 5,
    "claim": 5,
    "release": 3,
    "opportunity": 4,
    "move": 5,
    "loss": 2,
    "promise": 4,
    "late-promise": 4,
    "consent": 5,
    "dossier": 5,
    "erasure": 3,
    "plan": 3,
    "planned-contact": 3,
    "again": 8,
    "same-key-other-body": 4,
    "stale": 4,
    "inbox-purchase": 10,
    "inbox-capture": 4,
    "inbox-visit": 6,
    "inbox-complaint": 3,
    "inbox-rubbish": 2,
}
"""What callers and other systems do, by weight."""

FAULTS: Final = {"kill": 6, "pause": 3, "receiver": 5, "restart": 3}
"""What befalls processes and receivers, by weight."""

MENDED_BY: Final = {"kill": "start", "pause": "resume", "restart": "start"}
PROCESSES: Final = ("leads", "visits", "scoring", "tiers", "notify")
MOODS: Final = ("down", "slow", "failing", "well")
FAULT_SHARE: Final = 0.06
MENDED_AFTER_STEPS_MAX: Final = 40


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that happens: `name` says what, `pick` to whom, `salt` makes it its own."""

    name: str
    pick: int
    salt: int

    @property
    def process(self) -> str:
        """The process that a fault befalls."""
        return PROCESSES[self.pick % len(PROCESSES)]

    @property
    def mood(self) -> str:
        """How a receiver is from now on."""
        return MOODS[self.salt % len(MOODS)]


def walk(seed: int) -> Iterator[Step]:
    """Endless steps, always the same for a seed. What breaks is mended some steps later."""
    chance = Random(seed)
    mends: dict[int, Step] = {}
    number = 0
    while True:
        number += 1
        mend = mends.pop(number, None)
        if mend is not None:
            yield mend
        broken = {step.pick for step in mends.values()}
        table = FAULTS if chance.random() < FAULT_SHARE else COMMANDS
        (name,) = chance.choices(list(table), list(table.values()))
        step = Step(name, chance.randrange(1_000), chance.randrange(1_000_000))
        if name in FAULTS and name != "receiver":
            step = Step(name, step.pick % len(PROCESSES), step.salt)
            if step.pick in broken:
                continue  # one fault at a time for one process
            at = number + 1 + chance.randrange(MENDED_AFTER_STEPS_MAX)
            while at in mends:
                at += 1
            mends[at] = Step(MENDED_BY[name], step.pick, step.salt)
        yield step


def write(path: Path, seed: int, steps: Sequence[Step], findings: Iterable[str]) -> None:
    """The history is a file: its seed, one line a step, then what was found."""
    path.parent.mkdir(parents=True, exist_ok=True)
    lines: list[object] = [{"seed": seed}, *map(asdict, steps), *({"finding": found} for found in findings)]
    path.write_text("".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines))


def read(path: Path) -> list[Step]:
    """The steps of a history."""
    lines = [json.loads(line) for line in path.read_text().splitlines()]
    return [Step(**line) for line in lines if "name" in line]
