"""Deadlines: what falls due takes effect once, never early, and late rather than not at all.

The append sets, moves and ends them in the transaction of the facts that do so (the table is the
event store's). `due` is the port, `worker` takes what is due to its handler, `backlog` is what
people see and mend.
"""
