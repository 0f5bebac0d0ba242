"""What was answered, over HTTP: the declared forms, a customer's answers, statistics."""

from datetime import date, datetime, timedelta
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query

from services.visits.form.decide import FormUnknown
from services.visits.form.read_models.answer_list import AnswerList, Asked, DueCustomer
from services.visits.form.read_models.answers import SHANGHAI
from services.visits.form.read_models.declared_forms import FormsView, forms_view
from services.visits.form.read_models.statistics import FormStatistics, form_statistics
from shared.contracts.base import Day
from shared.contracts.visits import FormAnswered, FormName
from shared.in_force import InForce
from shared.kit.clock import Clock
from shared.kit.http.auth import requires
from shared.kit.http.cursors import Page, PageRequest, page_request
from shared.kit.http.positions import MinPosition, min_position
from shared.kit.http.problems import HttpProblem
from shared.policy import PolicyBook

DAYS_DEFAULT = 365
DAYS_MAX = 1_100
"""Days that one report covers; three years and a little, like the intervals of the policy."""


def reading_router(answers: AnswerList, books: InForce, clock: Clock) -> APIRouter:
    """Return the routes that read forms."""
    router = APIRouter(prefix="/v1", tags=["forms"], dependencies=[Depends(requires())])

    @router.get("/forms")
    async def list_forms() -> FormsView:
        """List the forms that the policy in force declares, in both languages."""
        return forms_view(await books.at(clock.now()))

    @router.get("/forms/{form}/statistics")
    async def read_form_statistics(
        form: FormName,
        first: Annotated[
            date | None, Query(alias="from", description="First day; a year before `to`")
        ] = None,
        last: Annotated[Day | None, Query(alias="to", description="Last day; today")] = None,
    ) -> FormStatistics:
        """What the answers to a form come to, with its problems and the direction of improvement (S3-17)."""
        declared = (await books.at(clock.now())).forms.forms.get(form)
        if declared is None:
            raise FormUnknown(form=form)
        days = _days(first, last, clock.now())
        months, scores = await answers.months(form, *days), await answers.scores(form, *days)
        return form_statistics(form, declared, days, months, scores)

    @router.get("/customers/{customer_id}/form-answers")
    async def list_form_answers(
        customer_id: UUID,
        page: Annotated[PageRequest, Depends(page_request)],
        awaited: Annotated[MinPosition, Depends(min_position)],
        form: FormName | None = None,
    ) -> Page[FormAnswered]:
        """List the answers about a customer, the newest first; `form` picks one form."""
        await awaited.reached(lambda source: answers.seen(customer_id, source))
        rows = await answers.page(customer_id, form, _behind(page), page.rows)
        return page.page(rows, lambda one: (one.answered_at.isoformat(), str(one.answer_id)), lambda one: one)

    @router.get("/surveys/due")
    async def list_due_surveys(page: Annotated[PageRequest, Depends(page_request)]) -> Page[DueCustomer]:
        """List the customers whose class is due for the satisfaction survey (S2-10, S3-12, S4-06)."""
        now = clock.now()
        asked = asked_by(await books.at(now))
        rows = await answers.due(asked, now, str(page.after[0]) if page.after else None, page.rows)
        return page.page(rows, lambda one: (str(one.customer_id),), lambda one: one)

    return router


def asked_by(book: PolicyBook) -> Asked:
    """Return whom the policy has surveyed by the calendar: the classes that have an interval."""
    surveys = book.surveys
    every = {tier: timedelta(days=one.days) for tier, one in surveys.classes.items() if one.days}
    return Asked(surveys.form, every, book.forms.forms[surveys.form].sample)


def _behind(page: PageRequest) -> tuple[datetime, str] | None:
    if page.after is None:
        return None
    answered_at, answer_id = page.after
    return datetime.fromisoformat(str(answered_at)), str(answer_id)


def _days(first: date | None, last: date | None, now: datetime) -> tuple[date, date]:
    """Return the first and the last day. Raises `HttpProblem` for a span that is none, or too long."""
    last = last or now.astimezone(SHANGHAI).date()
    if first is None:
        first = date.fromordinal(max(1, last.toordinal() - DAYS_DEFAULT + 1))
    if not timedelta() <= last - first < timedelta(days=DAYS_MAX):
        told = f"at most {DAYS_MAX} days, from the first to the last"
        raise HttpProblem(
            "invalid", errors=[{"in": "query", "pointer": "/from", "code": "days", "detail": told}]
        )
    return first, last
