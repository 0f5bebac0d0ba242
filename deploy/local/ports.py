"""Loopback ports: a free one, or the answer that the wanted one is taken."""

import secrets
import socket
from collections.abc import Mapping

from deploy.local.refusal import Refusal

LOOPBACK = "127.0.0.1"
PORT_MAX = 65_535
FREE = range(20_000, 32_000)
"""Below what systems lend to outgoing connections: one of those might be first to take the port."""


def free_port() -> int:
    """A port that nothing listened on a moment ago; the caller binds it at once.

    By chance, so that two who ask at the same time hardly get the same. Raises: Refusal when many are taken.
    """
    for _ in FREE:
        if not is_taken(port := secrets.choice(FREE)):
            return port
    raise Refusal(f"No port between {FREE.start} and {FREE.stop} is free.")


def is_taken(port: int) -> bool:
    """Whether binding the port would fail: somebody else listens there."""
    with socket.socket() as probe:
        # As servers do: a port in TIME_WAIT after our own restart is not taken.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((LOOPBACK, port))
        except OSError:
            return True
        return False


def require_free(port: int, what: str, variable: str) -> None:
    """Return only when the port is free, so that nobody ever talks to a stranger's server by mistake.

    Raises: Refusal.
    """
    if is_taken(port):
        raise Refusal(
            f"Port {port}, wanted by {what}, is taken by another program: stop that one or set {variable}."
        )


def port_from(environment: Mapping[str, str], variable: str, default: int) -> int:
    """The port that the variable names, or the default.

    Raises: Refusal when it is not a port number.
    """
    text = environment.get(variable, "")
    if not text:
        return default
    if not text.isdigit() or not 0 < int(text) <= PORT_MAX:
        raise Refusal(f"{variable} is {text!r}; it must be a port number.")
    return int(text)
