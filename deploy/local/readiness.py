"""Whether a program answers that it is ready, asked over HTTP as any balancer would."""

import json
import time
from collections.abc import Callable, Sequence
from http.client import HTTPConnection, HTTPException

from deploy.local.installation import Program
from deploy.local.ports import LOOPBACK

ASK_TIMEOUT_S = 3.0
ASK_EVERY_S = 0.1
STEADY_S = 1.0
"""So long all are ready: one that finds its read models outdated ends within its first second."""
ANSWER_BYTES_MAX = 64 * 1024


def why_not_ready(program: Program) -> str | None:
    """None when the program is ready, else why not in a few words."""
    connection = HTTPConnection(LOOPBACK, program.port, timeout=ASK_TIMEOUT_S)
    try:
        connection.request("GET", program.ready_path)
        answer = connection.getresponse()
        body = answer.read(ANSWER_BYTES_MAX)
    except (OSError, HTTPException):
        return "does not answer"
    finally:
        connection.close()
    return None if answer.status == 200 else _faults(body) or f"answers {answer.status}"  # noqa: PLR2004 -- OK


def wait_until_ready(
    programs: Sequence[Program],
    within_s: float,
    hopeless: Callable[[Program], bool],
    tell: Callable[[int], None],
) -> dict[str, str]:
    """All programs are ready and the answer is empty, or each that is not has its reason in it.

    Ends early when one is hopeless. `tell` hears how many are ready whenever that changes.
    """
    deadline = time.monotonic() + within_s
    ready_before, ready_since = -1, float("inf")
    while True:
        reasons = {one.name: why for one in programs if (why := why_not_ready(one)) is not None}
        if len(programs) - len(reasons) != ready_before:
            ready_before = len(programs) - len(reasons)
            tell(ready_before)
        now = time.monotonic()
        ready_since = min(ready_since, now) if not reasons else float("inf")
        if now - ready_since >= STEADY_S or now > deadline or any(hopeless(one) for one in programs):
            return reasons
        time.sleep(ASK_EVERY_S)


def _faults(body: bytes) -> str:
    try:
        faults = json.loads(body)["faults"]
        return "; ".join(f"{name}: {why}" for name, why in faults.items())
    except (ValueError, KeyError, TypeError, AttributeError):
        return ""
