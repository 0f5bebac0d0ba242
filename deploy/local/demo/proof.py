"""That what is shown live is what a rebuild from the log would show, by each service's own `verify`."""

import os
import subprocess
from concurrent.futures import ThreadPoolExecutor

from deploy.local.installation import Installation, environment_of, service_command
from deploy.local.secret_values import SecretValues
from deploy.local.state import ROOT
from shared.contracts.topics import SERVICES

WITHIN_S = 300


def verify(installation: Installation, values: SecretValues) -> dict[str, tuple[bool, str]]:
    """For every service whether its projections equal a rebuild, row by row, and what it promises holds."""

    def one(service: str) -> tuple[bool, str]:
        done = subprocess.run(  # noqa: S603 -- our own services
            service_command(service, "verify"),
            env={**os.environ, **environment_of(service, installation, values)},
            cwd=ROOT,
            capture_output=True,
            text=True,
            timeout=WITHIN_S,
            check=False,
        )
        return done.returncode == 0, (done.stdout.strip() or done.stderr.strip())

    with ThreadPoolExecutor(2) as threads:
        return dict(zip(SERVICES, threads.map(one, SERVICES), strict=True))
