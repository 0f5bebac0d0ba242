"""What an answer means for its delivery: done, again later, or over. Pure; the only retry rules.

Time and chance come in with the call: `now` from the clock, `jitter` drawn by the caller.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

RETRY_DELAYS_S = (5, 30, 120, 600, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400)
JITTER_SHARE = 0.2
RETRY_AFTER_MAX_S = 86_400
DELIVERY_LIFETIME = timedelta(days=5)
FAILING_MAX = timedelta(days=5)

_OK = range(200, 300)
_GONE = 410
_CLIENT_FAULT = range(400, 500)
_LANE_CLIENT_FAULTS = frozenset({408, 425, 429})


class ErrorClass(StrEnum):
    """Why no HTTP status came back. Shown to people, so it names a class and no inner detail."""

    DNS = "dns"
    BLOCKED = "blocked"
    REFUSED = "refused"
    TLS = "tls"
    TIMEOUT = "timeout"
    PROTOCOL = "protocol"
    UNSENDABLE = "unsendable"
    """No call was made: this message cannot be put into a request. A defect of ours, never the receiver's."""


class Fault(StrEnum):
    """Whom a failure speaks about: this message, or everything sent to the endpoint."""

    NONE = "none"
    MESSAGE = "message"
    LANE = "lane"
    GONE = "gone"


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back from one attempt: a status, or the class of error that took its place."""

    status: int | None = None
    error: ErrorClass | None = None
    retry_after_s: float | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a delivery stands before an attempt: failures of this schedule so far, and its last moment."""

    step: int
    deadline: datetime


@dataclass(frozen=True, slots=True)
class Delivered:
    """The receiver has it; nothing follows."""


@dataclass(frozen=True, slots=True)
class Retry:
    """The same delivery is due again at `ready_at`, under the same id."""

    step: int
    ready_at: datetime


@dataclass(frozen=True, slots=True)
class Ended:
    """The delivery ends without a 2xx: kept, listed, and sent again only when someone asks."""

    state: str
    reason: str


@dataclass(frozen=True, slots=True)
class EndpointGone:
    """The receiver said 410: it wants nothing more; the endpoint is disabled at once."""


Verdict = Delivered | Retry | Ended | EndpointGone


def fault(answer: Answer) -> Fault:
    """Return whom the answer blames. A redirect is the endpoint's own mistake: it is never followed."""
    status = answer.status
    if status is None:
        return Fault.MESSAGE if answer.error is ErrorClass.UNSENDABLE else Fault.LANE
    if status in _OK:
        return Fault.NONE
    if status == _GONE:
        return Fault.GONE
    if status in _CLIENT_FAULT and status not in _LANE_CLIENT_FAULTS:
        return Fault.MESSAGE
    return Fault.LANE


def quiet_s(answer: Answer) -> float:
    """Return for how many seconds the receiver asks not to be called: a day at most, whatever it says."""
    return min(max(answer.retry_after_s or 0.0, 0.0), RETRY_AFTER_MAX_S)


def decide(standing: Standing, answer: Answer, now: datetime, jitter: float) -> Verdict:
    """Return what follows an answer. `jitter` lies in -1..1 and moves the delay by up to a fifth.

    What is not known to be final is tried again. Retry-After may only push later, by a day at most.
    """
    match fault(answer):
        case Fault.NONE:
            return Delivered()
        case Fault.GONE:
            return EndpointGone()
    if standing.step >= len(RETRY_DELAYS_S):
        return Ended("failed", "attempts_exhausted")
    delay_s = RETRY_DELAYS_S[standing.step] * (1 + JITTER_SHARE * jitter)
    delay_s = max(delay_s, quiet_s(answer))
    ready_at = now + timedelta(seconds=delay_s)
    if ready_at > standing.deadline:
        return Ended("expired", "deadline_passed")
    return Retry(standing.step + 1, ready_at)


def has_failed_for_too_long(failing_since: datetime | None, now: datetime) -> bool:
    """Return whether an endpoint is disabled by its latest fault: nothing passed in all that time."""
    return failing_since is not None and now - failing_since >= FAILING_MAX
