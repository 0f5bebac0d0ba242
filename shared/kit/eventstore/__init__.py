"""The event store: appends decided in one transaction, published through the outbox.

`port` says what a store promises; `postgres` and `memory` keep it; `handle` is how a use case
loads, decides and appends; `verify` and `replay` are for whoever runs it.
"""

from pathlib import Path

MIGRATIONS = Path(__file__).with_name("sql") / "migrations"
"""The tables and the append function; a service's `migrate` runs this folder before its own."""
