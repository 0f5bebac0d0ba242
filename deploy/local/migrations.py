"""Each service's own migrations, run by its own command as its owner role."""

import os
import subprocess
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from deploy.local.installation import Installation, environment_of, service_command
from deploy.local.refusal import Refusal
from deploy.local.secret_values import SecretValues
from deploy.local.state import ROOT
from shared.contracts.topics import SERVICES

WITHIN_S = 120


def migrate_all(installation: Installation, values: SecretValues, progress: Callable[[str], None]) -> None:
    """Every service's schema is what its code expects.

    Raises: Refusal with the service's own words when one is not.
    """

    def migrate(service: str) -> None:
        done = subprocess.run(  # noqa: S603 -- our own services
            service_command(service, "migrate"),
            env={**os.environ, **environment_of(service, installation, values)},
            cwd=ROOT,
            capture_output=True,
            text=True,
            timeout=WITHIN_S,
            check=False,
        )
        if done.returncode:
            said = (done.stderr or done.stdout).strip().splitlines()
            raise Refusal(f"The migrations of {service} failed: {said[-1] if said else done.returncode}")
        progress(f"{service} done")

    with ThreadPoolExecutor(len(SERVICES)) as threads:
        list(threads.map(migrate, SERVICES))
