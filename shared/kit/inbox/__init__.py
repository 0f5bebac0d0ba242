"""Events of other systems: over HTTP or an inbox topic they become commands, or dead letters that say why.

Owns the CloudEvents intake, the `dead_letters` table and its redrive. Knows no type: a service names
the types it takes, the contract of each, and what to do with one.
"""
