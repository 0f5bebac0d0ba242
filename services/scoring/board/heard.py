"""What the board hears of obligations, beside all else that scoring hears."""

from collections.abc import Mapping

from services.scoring.heard import HEARD as OTHERS
from services.scoring.heard import Heard, Moment
from shared.contracts import obligations
from shared.contracts.base import Contract


class Owing(Heard, frozen=True, gc=False):
    """Something about an obligation, with what it is and who owes it now."""

    obligation_id: str
    rule: str
    title_zh: str
    title_en: str
    party: obligations.Party
    due_at: Moment
    person: str | None = None


class Owed(Owing, frozen=True, gc=False, kw_only=True):
    """It is owed, for the first time or again."""

    owed_since: Moment


class Done(Owing, frozen=True, gc=False, kw_only=True):
    """It was done."""

    met_at: Moment
    late: bool


class Missed(Owing, frozen=True, gc=False, kw_only=True):
    """It was not done by its time."""

    breached_at: Moment


class TakenBack(Owing, frozen=True, gc=False, kw_only=True):
    """It is owed no more, though nobody did it."""

    cancelled_at: Moment


class HandedOver(Owing, frozen=True, gc=False, kw_only=True):
    """Another owner of the customer owes it."""

    handed_over_at: Moment


OWING: Mapping[type[Contract], type[Heard]] = {
    obligations.ObligationOpened: Owed,
    obligations.ObligationMet: Done,
    obligations.ObligationBreached: Missed,
    obligations.ObligationCancelled: TakenBack,
    obligations.ObligationHandedOver: HandedOver,
}
HEARD: Mapping[type[Contract], type[Heard]] = {**OTHERS, **OWING}
"""As what each type that the board hears is read."""
