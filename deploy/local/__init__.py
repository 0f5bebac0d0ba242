"""Tuoke on one machine: real parts, four services, one table.

Owns the state folder (`.state/`, ignored by git): what runs, under which process id, with which secrets.
Holds no business word and no setting of a service beyond the environment that it hands over.
`python -m deploy.local --help` lists the verbs; the Makefile names the common ones.
"""
