"""What a shell needs to run the services' own commands, and PostgreSQL's, on this installation."""

import os
import shlex
from collections.abc import Iterator
from urllib.parse import unquote, urlsplit

from deploy.local.installation import Installation, environment_of
from deploy.local.parts.postgres_home import wheel_programs
from deploy.local.secret_values import EVERYTHING, SecretValues
from shared.contracts.topics import SERVICES


def lines(installation: Installation, values: SecretValues) -> Iterator[str]:
    """Yield `export` lines, secrets and all: settings of the four services, `KEY`, libpq's own, `PATH`.

    `KEY` is the API key with every role. libpq's variables are the superuser's. `PATH` begins
    with PostgreSQL's programs of the package, as new as any server that this project runs on.
    """
    server = urlsplit(installation.postgres.address)
    variables = {"KEY": values.api_keys[EVERYTHING], "KAFKA": installation.kafka.address}
    variables |= {"PGHOST": server.hostname or "", "PGPORT": str(server.port or ""), "PGDATABASE": "postgres"}
    variables |= {"PGUSER": unquote(server.username or ""), "PGPASSWORD": unquote(server.password or "")}
    for service in SERVICES:
        variables |= environment_of(service, installation, values)
    variables["PATH"] = f"{wheel_programs()}:{os.environ.get('PATH', os.defpath)}"
    for name, value in variables.items():
        yield f"export {name}={shlex.quote(value)}"
