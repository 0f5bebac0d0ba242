"""`down`: exactly what `up` started has ended; data, secrets and logs stay."""

import shutil

from deploy.local import process, screen, supervisor
from deploy.local.parts.postgres_home import remove_data
from deploy.local.parts.resolve import stop_parts
from deploy.local.state import State, only_command

SUPERVISOR_STOP_WITHIN_S = 35.0  # its programs have 28 s
PROGRAM_STOP_WITHIN_S = 28.0


def down(state: State) -> None:
    """Nothing that this installation started runs any more; what it stopped is said."""
    with only_command(state), screen.step("stopping"):
        stopped = stop_everything(state)
    screen.say(f"Stopped: {', '.join(stopped)}." if stopped else "Nothing was running.")


def clean(state: State) -> None:
    """Nothing of this installation runs, and nothing of it is left: data, secrets and logs are gone."""
    down(state)
    remove_data(state.postgres)
    shutil.rmtree(state.root)


def stop_everything(state: State) -> list[str]:
    """Programs first, as they still write; then the parts they write to. The names of what was stopped."""
    return stop_programs(state) + stop_parts(state)


def stop_programs(state: State) -> list[str]:
    """The supervisor and every program on record have ended; their names."""
    stopped = []
    keeper = process.find(state.run, supervisor.NAME)
    if keeper is not None:
        stopped = sorted(supervisor.read_reports(state))
        process.stop(state.run, keeper, within_s=SUPERVISOR_STOP_WITHIN_S)
    # What a supervisor killed by -9 left behind.
    for record in sorted(state.run.glob(f"*{process.RECORD_SUFFIX}")):
        name = record.name.removesuffix(process.RECORD_SUFFIX)
        running = process.find(state.run, name)
        if running is not None:
            process.stop(state.run, running, within_s=PROGRAM_STOP_WITHIN_S)
            stopped.append(name)
    return stopped
