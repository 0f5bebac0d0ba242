"""An invitation ends exactly once: answered, or expired at its time."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import assert_never

from services.visits.form.decide import FORM, FormUnknown
from services.visits.form.events import FormAnswered
from services.visits.survey.decide.commands import (
    AnswerSurvey,
    ExpireSurvey,
    FormNotForCustomers,
    OpenSurvey,
    SurveyCommand,
    SurveyLinkOver,
    SurveyNotExpired,
    SurveyUnknown,
)
from services.visits.survey.events import SurveyEvent, SurveyExpired, SurveyOpened
from shared.kit.decider import CancelDeadline, Decider, Decision, SetDeadline

__all__ = [
    "DEADLINE_KIND",
    "SURVEY",
    "AnswerSurvey",
    "ExpireSurvey",
    "FormNotForCustomers",
    "Invitation",
    "OpenSurvey",
    "Survey",
    "SurveyCommand",
    "SurveyLinkOver",
    "SurveyNotExpired",
    "SurveyUnknown",
    "decide",
    "evolve",
]

DEADLINE_KIND = "survey-expiry"


@dataclass(frozen=True, slots=True)
class Invitation:
    """An opened survey, and how it ended."""

    opened: SurveyOpened
    answered: FormAnswered | None = None
    expired: SurveyExpired | None = None

    def holds(self, now: datetime) -> bool:
        """Return whether the link may still be used: at its due time it is over, recorded or not."""
        return self.answered is None and self.expired is None and now < self.opened.expires_at


Survey = Invitation | None


def evolve(state: Survey, event: SurveyEvent) -> Survey:
    """Return the survey after the fact. Nothing can follow but upon an opening."""
    if isinstance(event, SurveyOpened):
        return Invitation(event)
    if state is None:
        return None
    if isinstance(event, FormAnswered):
        return replace(state, answered=event)
    return replace(state, expired=event)


def decide(state: Survey, command: SurveyCommand) -> Decision[SurveyEvent]:
    """Return what becomes true. Raises the rejections of `commands` and those of answering a form."""
    match command:
        case OpenSurvey():
            return _open(state, command)
        case AnswerSurvey():
            return _answer(state, command)
        case ExpireSurvey():
            return _expire(state, command)
        case _:
            assert_never(command)


def _open(state: Survey, command: OpenSurvey) -> Decision[SurveyEvent]:
    if state is not None:
        return Decision()
    if command.sheet is None:
        raise FormUnknown(form=command.form)
    if command.sheet.audience != "customer":
        raise FormNotForCustomers(form=command.form)
    opened = SurveyOpened(
        survey_id=command.survey_id,
        customer_id=command.customer_id,
        form=command.form,
        title=command.sheet.title,
        policy_version=command.sheet.policy_version,
        opened_by=command.opened_by,
        expires_at=command.expires_at,
        occurred_at=command.now,
    )
    return Decision((opened,), (SetDeadline(_deadline_id(opened), DEADLINE_KIND, command.expires_at),))


def _answer(state: Survey, command: AnswerSurvey) -> Decision[SurveyEvent]:
    if state is None or not state.holds(command.now):
        raise SurveyLinkOver
    answered = FORM.decide(None, command.answer)
    return Decision(answered.events, (*answered.deadlines, CancelDeadline(_deadline_id(state.opened))))


def _expire(state: Survey, command: ExpireSurvey) -> Decision[SurveyEvent]:
    if state is None:
        raise SurveyUnknown
    opened, over = state.opened, (CancelDeadline(_deadline_id(state.opened)),)
    if state.answered or state.expired:
        return Decision((), over)
    if command.now < opened.expires_at:
        raise SurveyNotExpired(due_at=opened.expires_at.isoformat())
    expired = SurveyExpired(
        survey_id=opened.survey_id,
        customer_id=opened.customer_id,
        form=opened.form,
        occurred_at=opened.expires_at,
        noticed_at=command.now,
    )
    return Decision((expired,), over)


def _deadline_id(opened: SurveyOpened) -> str:
    return f"survey-{opened.survey_id}/expiry"


SURVEY: Decider[Survey, SurveyCommand, SurveyEvent] = Decider(None, evolve, decide)
