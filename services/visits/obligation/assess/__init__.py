"""What a customer should be owed now, as a pure function of facts, policy book and time.

`intervals` asks by the calendar, `conditions` by the book's conditions over `words`; `plan` compares
that with what is open and says what to do about the difference.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from services.visits.obligation.assess.conditions import Conditions
from services.visits.obligation.assess.intervals import Duties
from services.visits.obligation.terms import Asked
from shared.known.words import Customer
from shared.policy import PolicyBook


@dataclass(frozen=True, slots=True)
class Assessment:
    """What is owed by intervals and by conditions, and until when that stands while no fact changes.

    `silent` are the rules whose condition has no answer for this customer.
    """

    by_interval: tuple[Asked, ...] = ()
    by_condition: tuple[Asked, ...] = ()
    silent: frozenset[str] = frozenset()
    look_again_at: datetime | None = None


def assess(customer_id: UUID, customer: Customer, book: PolicyBook, now: datetime) -> Assessment:
    """Return what the customer should be owed at `now` under `book`.

    Nothing is owed to one whom nobody has captured: that list is another. Nor to one who is archived
    (S4-12). Raises: `NoWorkingDay`.
    """
    since = customer.known.known_since
    if since is None or customer.known.archived:
        return Assessment()
    by_interval = tuple(Duties(customer_id, customer, book, since).asked())
    return Assessment(by_interval, *Conditions(customer_id, customer, book, now).asked())
