"""The policy book in force, as every service knows it: heard ahead of time, kept, and read by decisions.

`announced` keeps what was announced in the service's own database, `shelf` reads it, `books` answers
which book holds when, `hearing` tells whether an announcement may have been missed, and `part` puts
these into a service. Stands on the kit and on the policy; knows no service.
"""

from shared.in_force.books import Books, InForce
from shared.in_force.hearing import NOTICE_MIN
from shared.in_force.part import POLICY, hear_policy
from shared.in_force.shelf import BookUnreadable, Entry, Reading, Shelf

__all__ = [
    "NOTICE_MIN",
    "POLICY",
    "BookUnreadable",
    "Books",
    "Entry",
    "InForce",
    "Reading",
    "Shelf",
    "hear_policy",
]
