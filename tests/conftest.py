"""Fixtures for every test: the real parts of the run, and how long one example may take."""

from datetime import timedelta

import structlog
from hypothesis import settings

pytest_plugins = ["tests.support.parts", "tests.support.turns"]

EXAMPLE_WITHIN = timedelta(seconds=10)
"""An example that takes so long hangs. Hypothesis's own 200 ms are also taken by a process that waits for its
turn on a busy machine; how fast something is, the tests that measure it say."""

# Left alone, structlog draws a traceback with the values of all its frames: seconds for an application.
structlog.configure(
    processors=[
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.dev.ConsoleRenderer(colors=False, exception_formatter=structlog.dev.plain_traceback),
    ]
)

settings.register_profile("tuoke", deadline=EXAMPLE_WITHIN)
settings.load_profile("tuoke")
