"""The policy book in force, as every service knows it: heard ahead of time, kept, and read by decisions.

`announced` keeps what was announced in the service's own database, `books` answers which book holds
when, `hearing` tells whether an announcement may have been missed, and `part` puts the three into a
service. Stands on the kit and on the policy; knows no service.
"""

from shared.in_force.books import Books, Entry, InForce
from shared.in_force.hearing import NOTICE_MIN
from shared.in_force.part import POLICY, hear_policy

__all__ = ["NOTICE_MIN", "POLICY", "Books", "Entry", "InForce", "hear_policy"]
