"""A case: contenders that do the same work, run in turns; one that fails its check has no rate."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from statistics import median

ROUNDS = 3


class Wrong(Exception):  # noqa: N818 -- it says what the result is
    """Something was lost, doubled or reordered: the rate of this run does not count."""


@dataclass(frozen=True, slots=True)
class Sample:
    """One contender's run in one round. CPU is in microseconds an item, memory the peak in MB.

    `numbers` are measured beside the rate, such as latencies in milliseconds.
    """

    items: int
    seconds: float
    client_us: float | None = None
    postgres_us: float | None = None
    memory_mb: float | None = None
    numbers: Mapping[str, float] = field(default_factory=dict)

    @property
    def rate(self) -> float:
        """Items a second."""
        return self.items / self.seconds

    @property
    def cost(self) -> float | None:
        """Core-seconds that a million items cost, in the process and in Postgres."""
        return None if self.client_us is None else self.client_us + (self.postgres_us or 0.0)


Contender = Callable[[], Awaitable[Sample]]


@dataclass(frozen=True, slots=True)
class Target:
    """`of` divided by `by`, round by round; below `floor` the case has missed it."""

    of: str
    by: str
    floor: float


@dataclass(frozen=True, slots=True)
class Limit:
    """A number of a contender that may not be above `most`."""

    of: str
    number: str
    most: float


@dataclass(frozen=True, slots=True)
class Case:
    """What is compared, in which unit, and what is asked of it."""

    name: str
    unit: str
    contenders: Mapping[str, Contender]
    targets: Sequence[Target] = ()
    limits: Sequence[Limit] = ()
    rounds: int = ROUNDS


@dataclass(frozen=True, slots=True)
class Spread:
    """Median and range."""

    median: float
    low: float
    high: float

    @classmethod
    def of(cls, values: Sequence[float]) -> "Spread":
        """Return the spread of at least one value."""
        return cls(median(values), min(values), max(values))


@dataclass(frozen=True, slots=True)
class Verdict:
    """A target or a limit, what was measured, and whether it was met."""

    text: str
    asked: float
    found: Spread
    met: bool


@dataclass(frozen=True, slots=True)
class Outcome:
    """Every sample of a case, and what came of its targets."""

    case: Case
    samples: Mapping[str, Sequence[Sample]]
    verdicts: Sequence[Verdict]


def times(scale: int) -> str:
    """Return what a contender with so many times the data is called."""
    return f"{scale}x the data"


async def measured(case: Case, told: Callable[[str], None]) -> Outcome:
    """Run all rounds; each begins with another contender, so that none is always first. Raises `Wrong`."""
    names = list(case.contenders)
    samples: dict[str, list[Sample]] = {name: [] for name in names}
    for number in range(case.rounds):
        first = number % len(names)
        for name in names[first:] + names[:first]:
            sample = await case.contenders[name]()
            samples[name].append(sample)
            told(f"{case.name} {number + 1}/{case.rounds} {name}: {sample.rate:,.0f} {case.unit}/s")
    return Outcome(case, samples, [*_ratios(case, samples), *_limits(case, samples)])


def _ratios(case: Case, samples: Mapping[str, Sequence[Sample]]) -> list[Verdict]:
    verdicts = []
    for target in case.targets:
        pairs = zip(samples[target.of], samples[target.by], strict=True)
        found = Spread.of([one.rate / other.rate for one, other in pairs])
        verdicts.append(
            Verdict(f"{target.of} / {target.by}", target.floor, found, found.median >= target.floor)
        )
    return verdicts


def _limits(case: Case, samples: Mapping[str, Sequence[Sample]]) -> list[Verdict]:
    verdicts = []
    for limit in case.limits:
        found = Spread.of([sample.numbers[limit.number] for sample in samples[limit.of]])
        verdicts.append(Verdict(f"{limit.of}: {limit.number}", limit.most, found, found.median <= limit.most))
    return verdicts
