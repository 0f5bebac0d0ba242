"""The virtual environment holds exactly what a lock names; run by the machine's own Python, so stdlib only.

`python3 -m deploy.local.environment local` (or `dev`). uv installs when it can, else pip; both check hashes.
"""

import hashlib
import os
import subprocess
import sys
import time
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
VENV = Path(os.environ.get("TUOKE_VENV", ROOT / ".venv"))
PYTHON = VENV / "bin" / "python"
OLDEST = (3, 11)
INCLUDES = {"local": ["local"], "dev": ["dev", "local"]}


class SetupFailedError(Exception):
    """One sentence that says what to do."""


def main(arguments: list[str]) -> int:
    """The environment holds the named group of packages; quick when it already does, unless `--again`."""
    groups = [word for word in arguments if not word.startswith("-")]
    if len(groups) != 1 or groups[0] not in INCLUDES:
        sys.stderr.write(f"usage: python3 -m deploy.local.environment {'|'.join(INCLUDES)} [--again]\n")
        return 2
    if sys.version_info < OLDEST:
        sys.stderr.write(
            "Python 3.11 or newer is needed; name it with `make PYTHON=/path/to/python3.11 …`.\n"
        )
        return 1
    try:
        ensure(groups[0], again="--again" in arguments)
    except SetupFailedError as failure:
        sys.stderr.write(f"{failure}\n")
        return 1
    return 0


def ensure(group: str, *, again: bool = False) -> None:
    """Installed are exactly the lock's files, each by its hash.

    Raises: SetupFailedError.
    """
    if (
        not again
        and PYTHON.exists()
        and _stamp(group).exists()
        and _stamp(group).read_text() == _digest(group)
    ):
        return
    begun = time.monotonic()
    if not PYTHON.exists():
        _say("making the virtual environment")
        _make_venv()
    _say(f"installing the packages of requirements/{group}.txt")
    if not (_has_uv() and _install_with_uv(group)):
        _install_with_pip(group)
    for included in INCLUDES[group]:
        _stamp(included).write_text(_digest(included))
    _say(f"packages are in place ({time.monotonic() - begun:.0f} s)")


def _make_venv() -> None:
    try:
        venv.create(VENV, with_pip=True, clear=VENV.exists())
    except (OSError, subprocess.CalledProcessError) as error:
        raise SetupFailedError(
            f"The virtual environment {VENV} could not be made ({error}): are venv and ensurepip installed?"
        ) from error


def _has_uv() -> bool:
    if _run(PYTHON, "-m", "uv", "--version").returncode == 0:
        return True
    lock = ROOT / "requirements" / "bootstrap.txt"
    return _run(PYTHON, "-m", "pip", "install", "--quiet", "--require-hashes", "-r", lock).returncode == 0


def _install_with_uv(group: str) -> bool:
    done = _run(
        *(PYTHON, "-m", "uv", "pip", "install", "--python", PYTHON, "--require-hashes", "--compile-bytecode"),
        *("-r", _lock(group)),
        env=_uv_environment(),
    )
    if done.returncode:
        _say(f"uv did not succeed ({_last_line(done)}); pip takes over, which is slower")
    return done.returncode == 0


def _install_with_pip(group: str) -> None:
    done = _run(PYTHON, "-m", "pip", "install", "--quiet", "--require-hashes", "-r", _lock(group))
    if done.returncode:
        raise SetupFailedError(
            f"The packages of requirements/{group}.txt could not be installed: {_last_line(done)}. "
            "Check the network, the disk and pip's own settings."
        )


def _uv_environment() -> "dict[str, str]":
    """Uv does not read pip's settings, so a mirror or certificate named for pip is handed on."""
    environment = dict(os.environ)
    for setting, variable in (("index-url", "UV_DEFAULT_INDEX"), ("cert", "SSL_CERT_FILE")):
        value = os.environ.get("PIP_" + setting.upper().replace("-", "_")) or _pip_setting(setting)
        if value:
            environment.setdefault(variable, value)
    return environment


def _pip_setting(setting: str) -> str:
    asked = _run(PYTHON, "-m", "pip", "config", "get", f"global.{setting}")
    return asked.stdout.strip() if asked.returncode == 0 else ""


def _run(*command: "str | Path", env: "dict[str, str] | None" = None) -> "subprocess.CompletedProcess[str]":
    words = [str(word) for word in command]
    return subprocess.run(words, capture_output=True, text=True, check=False, env=env, cwd=ROOT)  # noqa: S603


def _last_line(done: "subprocess.CompletedProcess[str]") -> str:
    lines = [line.strip() for line in (done.stderr or done.stdout).splitlines() if line.strip()]
    return lines[-1].rstrip(".") if lines else f"exit code {done.returncode}"


def _lock(group: str) -> Path:
    return ROOT / "requirements" / f"{group}.txt"


def _digest(group: str) -> str:
    return hashlib.sha256(_lock(group).read_bytes()).hexdigest()


def _stamp(group: str) -> Path:
    return VENV / f".{group}.lock.sha256"


def _say(sentence: str) -> None:
    sys.stderr.write(f"  {sentence}\n")
    sys.stderr.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
