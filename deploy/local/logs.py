"""`logs`: what every program writes, as it writes it, each line with the program's name before it."""

import time
from collections.abc import Iterator
from io import TextIOWrapper
from pathlib import Path

from deploy.local import screen
from deploy.local.state import State

LOOK_EVERY_S = 0.3
LAST_BYTES = 4_000


def follow(state: State, name: str | None = None) -> None:
    """The logs' last lines, then every new one until Ctrl-C; of one program when it is named."""
    paths = sorted(state.logs.glob(f"{name or '*'}.log"))
    if not paths:
        screen.say("There is no log yet: `make up` starts the programs that write them.")
        return
    opened = [(path.stem, _near_the_end(path)) for path in paths]
    while True:
        for stem, file in opened:
            for line in _lines(file):
                screen.say(f"{stem:<14} {line}")
        time.sleep(LOOK_EVERY_S)


def _near_the_end(path: Path) -> TextIOWrapper:
    file = path.open(errors="replace")
    if path.stat().st_size > LAST_BYTES:
        file.seek(path.stat().st_size - LAST_BYTES)
        file.readline()
    return file


def _lines(file: TextIOWrapper) -> Iterator[str]:
    while line := file.readline():
        yield line.rstrip("\n")
