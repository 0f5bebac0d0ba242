"""What each verb of the command line calls."""

import argparse
import asyncio
import json
from collections.abc import Callable, Mapping

from deploy.local import compose_environment, down, logs, screen, supervisor, up
from deploy.local import status as status_of
from deploy.local.installation import Installation, load, programs
from deploy.local.refusal import Refusal
from deploy.local.secret_values import load_or_make
from deploy.local.shell_variables import lines
from deploy.local.state import State, open_state
from deploy.local.topics import declared
from shared.kit.errors import KitError
from shared.kit.kafka.topics import provision

OK = 0


def _up(_: argparse.Namespace) -> int:
    up.up(open_state())
    return OK


def _down(_: argparse.Namespace) -> int:
    down.down(open_state())
    return OK


def _clean(chosen: argparse.Namespace) -> int:
    if not chosen.yes:
        raise Refusal("This deletes all data, secrets and logs of the installation: say --yes.")
    down.clean(open_state())
    return OK


def _status(chosen: argparse.Namespace) -> int:
    return status_of.status(open_state(), as_json=chosen.json)


def _logs(chosen: argparse.Namespace) -> int:
    logs.follow(open_state(), chosen.name)
    return OK


def _keys(chosen: argparse.Namespace) -> int:
    keys = load_or_make(open_state().secrets).api_keys
    if chosen.json:
        screen.say(json.dumps(keys))
    else:
        screen.table("", ["role", "API key, in all four services"], [list(pair) for pair in keys.items()])
    return OK


def _variables(_: argparse.Namespace) -> int:
    state = open_state()
    for line in lines(_installed(state), load_or_make(state.secrets)):
        screen.say(line)
    return OK


def _env(_: argparse.Namespace) -> int:
    state = open_state()
    path = state.root / "compose.env"
    compose_environment.write(path, load_or_make(state.secrets))
    screen.say(f"docker compose --env-file {path} up --detach --wait")
    return OK


def _topics(chosen: argparse.Namespace) -> int:
    try:
        asyncio.run(provision(chosen.bootstrap, declared(chosen.prefix), replication=chosen.replication))
    except KitError as error:
        raise Refusal(f"{error}.") from error
    return OK


def _supervise(_: argparse.Namespace) -> int:
    state = open_state()
    supervisor.supervise(programs(_installed(state), load_or_make(state.secrets), state), state)
    return OK


def _demo(chosen: argparse.Namespace) -> int:
    from deploy.local.demo.run import run

    state = open_state()
    return run(_installed(state), load_or_make(state.secrets), state, chosen.customers)


def _installed(state: State) -> Installation:
    installation = load(state.installation)
    if installation is None:
        raise Refusal("Nothing is installed here yet: run `make up` first.")
    return installation


VERBS: Mapping[str, Callable[[argparse.Namespace], int]] = {
    "up": _up,
    "down": _down,
    "clean": _clean,
    "status": _status,
    "logs": _logs,
    "keys": _keys,
    "variables": _variables,
    "env": _env,
    "topics": _topics,
    "supervise": _supervise,
    "demo": _demo,
}
