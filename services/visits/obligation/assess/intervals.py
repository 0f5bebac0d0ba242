"""What is owed by intervals: contacts, visits (S3-10, S6-04), surveys (S2-10, S3-12, S7-09), forms (S6-10).

Kinds of contacts with an interval are asked for, too (S8-06). Each follows from the last time it was done,
so the same facts always ask for the same obligation.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from services.visits.obligation.terms import Asked
from shared.known.facts import CONTACT, PURCHASE, VISIT, Known, answered, met_for
from shared.known.words import Customer
from shared.policy import PolicyBook
from shared.policy.cadence import Cadence, CadenceChapter
from shared.policy.forms import FormChapter
from shared.policy.obligations import OF_KINDS
from shared.policy.rule import Rule, Text
from shared.policy.surveys import SurveyChapter
from shared.policy.working_time import add, add_months

SURVEY, SURVEY_AFTER_DELIVERY = "survey_answered", "survey_after_delivery"


@dataclass(frozen=True, slots=True)
class Duties:
    """What one customer is owed by the intervals of one book; `since` is when the capture was recorded."""

    customer_id: UUID
    customer: Customer
    book: PolicyBook
    since: datetime

    def asked(self) -> Iterator[Asked]:
        """Yield what is owed, whether or not it is late."""
        yield self._contact()
        yield from self._visit()
        yield from self._surveys()
        yield from self._forms()
        yield from self._kinds()

    def _cadences(self) -> Iterator[Cadence]:
        chapter = self.book.cadence
        yield chapter.classes[self.customer.tier]
        if self.customer.lifecycle in chapter.lifecycles:
            yield chapter.lifecycles[self.customer.lifecycle]

    def _contact(self) -> Asked:
        last = self.customer.known.last(CONTACT)
        if last is None:
            first = self.book.cadence.first_contact
            title = Text(zh=f"首次联络：{first.title.zh}", en=f"First contact with {first.title.en}")
            due_at = add(self.since, first.within, self.book.calendar)
            return self._owed("first_contact", title, CONTACT, self.since, due_at)
        often = min(self._cadences(), key=lambda cadence: cadence.contact_days)
        title = Text(zh=f"回访：{often.title.zh}", en=f"Contact with {often.title.en}")
        return self._owed("contact_interval", title, CONTACT, last, last + timedelta(days=often.contact_days))

    def _visit(self) -> Iterator[Asked]:
        asking = [(one.visit_days, one) for one in self._cadences() if one.visit_days is not None]
        if asking:
            days, often = min(asking, key=lambda one: one[0])
            title = Text(zh=f"上门拜访：{often.title.zh}", en=f"A visit to {often.title.en}")
            last = self.customer.known.last(VISIT) or self.since
            yield self._owed("visit_interval", title, VISIT, last, last + timedelta(days=days))

    def _surveys(self) -> Iterator[Asked]:
        chapter, known = self.book.surveys, self.customer.known
        answers = answers_of(known, self.book)
        last = answers[0] if answers else self.since
        regular = chapter.classes[self.customer.tier]
        if regular.days is not None:
            yield self._survey("survey_interval", regular, last, regular.days)
        resolved_at = known.complaint_resolved_at
        if resolved_at is not None and resolved_at >= last:
            after = chapter.after_complaint
            yield self._survey("survey_after_complaint", after, resolved_at, after.days)
        delivered = [at for at in known.acts.get(PURCHASE, ()) if at >= last]
        if delivered:
            after = chapter.after_delivery
            yield self._survey(SURVEY_AFTER_DELIVERY, after, min(delivered), after.days)

    def _forms(self) -> Iterator[Asked]:
        """Yield the forms of staff: after each answer, and from the first for the classes that it names."""
        for slug, form in self.book.forms.forms.items():
            last = self.customer.known.last(answered(slug))
            if not form.is_owed or (last is None and self.customer.tier not in form.owed_for):
                continue
            since = last or self.since
            if form.every_months is not None:
                due_at = add_months(since, form.every_months, self.book.calendar)
            else:
                due_at = since + timedelta(days=form.every_days or 0)
            title = Text(zh=f"填写：{form.title.zh}", en=f"Fill in: {form.title.en}")
            asked = self._owed(answered(slug), title, answered(slug), since, due_at)
            yield asked if form.filled_by is None else replace(asked, party=form.filled_by, person=None)

    def _kinds(self) -> Iterator[Asked]:
        """Yield the contacts of a kind with an interval: after each, and from the first as with forms."""
        for slug, kind in self.book.contacts.kinds.items():
            last = self.customer.known.last(met_for(slug))
            if kind.every_days is None or (last is None and self.customer.tier not in kind.owed_for):
                continue
            since = last or self.since
            due_at = since + timedelta(days=kind.every_days)
            title = Text(zh=f"进行：{kind.title.zh}", en=f"To hold: {kind.title.en}")
            yield self._owed(met_for(slug), title, met_for(slug), since, due_at)

    def _survey(self, rule: str, why: Rule, since: datetime, days: int) -> Asked:
        title = Text(zh=f"满意度调查：{why.title.zh}", en=f"Satisfaction survey: {why.title.en}")
        return self._owed(rule, title, SURVEY, since, since + timedelta(days=days))

    def _owed(self, rule: str, title: Text, met_by: str, since: datetime, due_at: datetime) -> Asked:
        chapter = self._chapter(met_by)
        return Asked(
            customer_id=self.customer_id,
            rule=rule,
            # Another interval is another obligation: it replaces the one that the old rule asked for.
            period=f"{since.isoformat()}/{due_at.isoformat()}",
            title=title,
            party="owner",
            person=self.customer.owner,
            met_by=met_by,
            since=since,
            due_at=due_at,
            warn_before=chapter.warn_before,
            escalation=chapter.escalation,
        )

    def _chapter(self, met_by: str) -> SurveyChapter | CadenceChapter | FormChapter:
        """Return the chapter whose warnings and ladder hold."""
        if met_by == SURVEY:
            return self.book.surveys
        if met_by in {CONTACT, VISIT} or met_by.startswith(OF_KINDS):
            return self.book.cadence
        return self.book.forms


def answers_of(known: Known, book: PolicyBook) -> tuple[datetime, ...]:
    """Return when the survey of the book was last answered, newest first."""
    told = {*known.acts.get(SURVEY, ()), *known.acts.get(answered(book.surveys.form), ())}
    return tuple(sorted(told, reverse=True))
