"""`status`: what runs and whether it is well, for people or as JSON; 3 when something is not."""

import json
import socket

from deploy.local import process, screen, supervisor
from deploy.local.installation import load, programs
from deploy.local.parts.served import Served
from deploy.local.readiness import why_not_ready
from deploy.local.secret_values import load_or_make
from deploy.local.state import State

OK, DEGRADED = 0, 3
CONNECT_TIMEOUT_S = 2.0


def status(state: State, *, as_json: bool) -> int:
    """Show every part and program with its condition; the exit code says whether all are well."""
    installation = load(state.installation)
    if installation is None or process.find(state.run, supervisor.NAME) is None:
        rows = [("everything", "-", "not running: `make up` starts it", "0")]
        return _show(rows, well=False, as_json=as_json)
    reports = supervisor.read_reports(state)
    rows = [_part(installation.postgres), _part(installation.kafka)]
    for program in programs(installation, load_or_make(state.secrets), state):
        report = reports.get(program.name)
        why = why_not_ready(program)
        if why is not None and report is not None and report.condition != "running":
            why = f"{report.condition}, last exit code {report.last_exit}; see {state.log_of(program.name)}"
        rows.append((program.name, program.url, why or "ready", str(report.restarts if report else 0)))
    return _show(rows, well=all(condition == "ready" for _, _, condition, _ in rows), as_json=as_json)


def _part(part: Served) -> tuple[str, str, str, str]:
    address = part.address.rpartition("@")[2].partition("/")[0]
    host, _, port = address.partition(",")[0].rpartition(":")
    try:
        socket.create_connection((host, int(port)), CONNECT_TIMEOUT_S).close()
    except (OSError, ValueError):
        return part.what, address, "does not answer", "0"
    return part.what, address, "ready", "0"


def _show(rows: list[tuple[str, str, str, str]], *, well: bool, as_json: bool) -> int:
    columns = ["what", "address", "condition", "restarts"]
    if as_json:
        screen.say(
            json.dumps({"well": well, "parts": [dict(zip(columns, row, strict=True)) for row in rows]})
        )
    else:
        screen.table("", columns, rows)
    return OK if well else DEGRADED
