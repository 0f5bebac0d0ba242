"""`up`: everything runs and is ready, whatever ran before; what this call started ends if it fails."""

import asyncio
import shlex
import sys
from collections.abc import Callable
from contextlib import ExitStack

from deploy.local import down, process, rebuilds, screen, supervisor, unchanged
from deploy.local.api_keys import install_keys
from deploy.local.databases import ensure_databases
from deploy.local.installation import Installation, Program, chosen_ports, load, port_variable, programs
from deploy.local.last_words import last_words
from deploy.local.migrations import migrate_all
from deploy.local.parts.resolve import start_parts
from deploy.local.parts.served import Served
from deploy.local.ports import LOOPBACK, require_free
from deploy.local.readiness import wait_until_ready, why_not_ready
from deploy.local.refusal import Refusal
from deploy.local.secret_values import EVERYTHING, SecretValues, load_or_make
from deploy.local.state import ROOT, State, only_command, require_room
from deploy.local.topics import declared
from shared.kit.errors import KitError
from shared.kit.kafka.topics import provision

READY_WITHIN_S = 60
STARTS_MAX = 5
"""One more than there are read models to be found out of date, one after the other."""

DEATHS_MAX = 2
"""A program that dies so often while everything starts has a reason that no restart mends."""


def up(state: State) -> None:
    """Parts, databases, topics, services and sink are there and ready; the table and a first curl are shown.

    Raises: Refusal.
    """
    with only_command(state):
        require_room(state)
        values = load_or_make(state.secrets)
        installation = _running_already(state, values)
        if installation is None:
            with ExitStack() as undo:
                # Whatever stops us half-way, Ctrl-C too, leaves nothing running that a person must look for.
                undo.callback(down.stop_everything, state)
                installation = _start(state, values)
                undo.pop_all()
    _show(installation, values, state)


def _running_already(state: State, values: SecretValues) -> Installation | None:
    installation = load(state.installation)
    if installation is None or process.find(state.run, supervisor.NAME) is None:
        return None
    kept = programs(installation, values, state)
    return installation if all(why_not_ready(one) is None for one in kept) else None


def _start(state: State, values: SecretValues) -> Installation:
    # A supervisor killed by -9, or services that are not well: end what is left of them and begin anew.
    down.stop_programs(state)
    ports = chosen_ports()
    for name, port in ports.items():
        require_free(port, name, port_variable(name))
    with screen.step("PostgreSQL and Kafka") as tell:
        postgres, kafka = start_parts(state, values, tell)
    installation = Installation(postgres, kafka, ports)
    installation.save(state.installation)
    with screen.step("databases, roles, topics"):
        databases = asyncio.run(_provision(installation, values))
    with unchanged.since(state.run.parent / "schema.sha256", databases) as same:
        if not same:
            with screen.step("migrations and keys") as tell:
                migrate_all(installation, values, tell)
                asyncio.run(install_keys(installation, values))
    _start_programs(state, installation, values)
    return installation


async def _provision(installation: Installation, values: SecretValues) -> str:
    """Databases and topics are there; which databases."""
    try:
        databases, _ = await asyncio.gather(
            ensure_databases(installation.postgres.address, values),
            provision(installation.kafka.address, declared()),
        )
    except KitError as error:
        raise Refusal(f"{error}.") from error
    return databases


def _start_programs(state: State, installation: Installation, values: SecretValues) -> None:
    """Every program is ready; read models of older code were rebuilt on the way.

    Raises: Refusal.
    """
    kept = programs(installation, values, state)
    for _ in range(STARTS_MAX):
        with screen.step("services") as tell:
            unready = _not_ready(state, kept, tell)
        asked = rebuilds.asked_for(kept, state)
        if not asked:
            break
        down.stop_programs(state)
        for service, model in asked:
            with screen.step(f"the code of {service}'s read model {model} changed: rebuilding it"):
                rebuilds.rebuild(service, model, installation, values)
    if unready:
        log = state.log_of(unready[0].name)
        why = why_not_ready(unready[0]) or "was not ready in time"
        raise Refusal(f"{unready[0].name} is not ready ({why}). Its log {log} says last: {last_words(log)}")


def _not_ready(state: State, kept: list[Program], tell: Callable[[str], None]) -> list[Program]:
    """Start the programs; the ones that did not become ready, none when all is well."""
    for log in state.logs.glob("*.log"):
        # Last words must be of this start; one older log of each is kept.
        log.replace(log.with_suffix(".log.1"))
    command = [sys.executable, "-m", "deploy.local", "supervise"]
    keeper = process.start(state.run, supervisor.NAME, command, log=state.log_of(supervisor.NAME), cwd=ROOT)

    def hopeless(program: Program) -> bool:
        report = supervisor.read_reports(state).get(program.name)
        return not keeper.is_alive() or (report is not None and report.restarts >= DEATHS_MAX)

    reasons = wait_until_ready(
        kept, READY_WITHIN_S, hopeless, lambda ready: tell(f"{ready} of {len(kept)} ready")
    )
    if reasons and not keeper.is_alive():
        raise Refusal(f"The supervisor ended: {last_words(state.log_of(supervisor.NAME))}")
    return [one for one in kept if one.name in reasons]


def _show(installation: Installation, values: SecretValues, state: State) -> None:
    parts = [("PostgreSQL", installation.postgres), ("Kafka", installation.kafka)]
    rows = [(name, _host(part), _BY[part.by], part.detail) for name, part in parts]
    rows += [
        (one.name, one.url, _BY["local"], _WHAT[one.name]) for one in programs(installation, values, state)
    ]
    screen.table("", ["what", "address", "served", "is"], rows)
    key, url = values.api_keys[EVERYTHING], f"http://{LOOPBACK}:{installation.ports['leads']}"
    screen.say(f"\nAPI key with every role, in all four services (`make keys` has one for each): {key}")
    screen.say("\nA first lead:")
    screen.say(first_curl(url, key))


def first_curl(url: str, key: str) -> str:
    """One command that captures a lead, to be pasted into a shell."""
    body = '{"kind": "company", "name": "杭州云帆科技", "source": "inbound_form"}'
    words = ["curl", "-i", f"{url}/v1/customers", "-H", f"Authorization: Bearer {key}"]
    words += ["-H", "Idempotency-Key: first-lead", "-H", "Content-Type: application/json", "-d", body]
    return shlex.join(words)


def _host(part: Served) -> str:
    """The address without who enters it."""
    return part.address.rpartition("@")[2].partition("/")[0]


_BY = {"given": "given", "docker": "Docker", "local": "local process"}

_WHAT = {
    "leads": "customers, purchases, contracts; API at /docs",
    "visits": "visits, complaints and their clocks",
    "scoring": "tiers, explained, and the reporting views",
    "scoring-tiers": "the tier fold (Faust)",
    "notify": "webhooks",
    "sink": "receives webhooks and shows them at /received",
}
