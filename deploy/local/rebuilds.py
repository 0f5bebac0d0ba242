"""What an update of the code asks for: read models whose rows were made by other code are folded anew."""

import os
import re
import subprocess
from collections.abc import Iterable

from deploy.local.installation import Installation, Program, environment_of, service_command
from deploy.local.last_words import tail
from deploy.local.refusal import Refusal
from deploy.local.secret_values import SecretValues
from deploy.local.state import ROOT, State

WITHIN_S = 1_800
_ASKED = re.compile(r"projection (\w+) was made by other code")


def asked_for(programs: Iterable[Program], state: State) -> list[tuple[str, str]]:
    """The service and each read model for want of whose rebuild one of the programs ended."""
    found = (
        (one.service, model) for one in programs for model in _ASKED.findall(tail(state.log_of(one.name)))
    )
    return list(dict.fromkeys(found))


def rebuild(service: str, model: str, installation: Installation, values: SecretValues) -> None:
    """The read model is what the log says under the code of today; its live rows stayed readable until then.

    Raises: Refusal.
    """
    done = subprocess.run(  # noqa: S603 -- our own services
        service_command(service, "rebuild", model),
        env={**os.environ, **environment_of(service, installation, values)},
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=WITHIN_S,
        check=False,
    )
    if done.returncode:
        said = (done.stderr or done.stdout).strip().splitlines()
        raise Refusal(f"{service} could not rebuild {model}: {said[-1] if said else done.returncode}")
