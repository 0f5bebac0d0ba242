"""Another plan, as a duty that somebody of the company owes after a deviation (S2-02 及时调整销售计划)."""

from uuid import UUID

from services.scoring.duty.terms import Asked, subject_of
from services.scoring.forecast.decide.state import Place
from services.scoring.forecast.events import FigureDeviated
from shared.policy import PolicyBook
from shared.policy.rule import Text

RULE, MET_BY = "plan_revision", "plan_revised"
TITLE = Text(zh="预测偏差，调整销售计划", en="Revise the sales plan: off the forecast")


def subject(place: Place) -> UUID:
    """Return whose plan it is: the duties of one place are in one order."""
    return subject_of(RULE, place.scope, place.salesperson or "", place.currency)


def asked(deviated: FigureDeviated, book: PolicyBook) -> Asked:
    """Return the duty to revise the plan of the place that deviated, by the book of the comparison (S2-02).

    Owed from the comparison on, to which a plan of before was no answer, and met by the first plan that is
    set or adjusted from then on for the same place and a later month: the month that runs by now or any to
    come, for the month that deviated is over. A salesperson's plan is no answer for the company's, nor one
    in another currency. Of several months that are owed for, one plan for a month behind them all is enough.
    """
    place, chapter = Place(deviated.scope, deviated.salesperson, deviated.currency), book.forecast
    return Asked(
        subject_id=subject(place),
        rule=RULE,
        period=deviated.month,
        title=TITLE,
        party=chapter.company_by if place.salesperson is None else chapter.salesperson_by,
        met_by=MET_BY,
        since=deviated.occurred_at,
        due_at=deviated.revise_by,
        salesperson=place.salesperson,
        currency=place.currency,
        warn_before=chapter.warn_before,
        escalation=chapter.escalation,
    )
