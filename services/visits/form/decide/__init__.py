"""A form is answered once, by the form that the policy declared for that time."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from services.visits.form.decide.commands import (
    AnswerForm,
    FormAnsweredOtherwise,
    FormAnswerUnknown,
    FormFillerIsAnother,
    FormForStaff,
    FormItemUnknown,
    FormScoreOutOfScale,
    FormUnanswered,
    FormUnknown,
)
from services.visits.form.decide.sheet import Line, Question, Sheet, flags, has_low_score, total
from services.visits.form.events import FormAnswered
from shared.kit.decider import Decider, Decision, SetDeadline
from shared.kit.plausible_time import refuse_implausible

__all__ = [
    "FORM",
    "LOW_SCORE_KIND",
    "Answer",
    "AnswerForm",
    "FormAnswerUnknown",
    "FormAnsweredOtherwise",
    "FormFillerIsAnother",
    "FormForStaff",
    "FormItemUnknown",
    "FormScoreOutOfScale",
    "FormUnanswered",
    "FormUnknown",
    "Line",
    "Question",
    "Sheet",
    "decide",
    "evolve",
]

Answer = FormAnswered | None

LOW_SCORE_KIND = "low-score"
"""The deadline of an answer that is never left alone: it ends by the matter that it opens (S3-14)."""


def evolve(state: Answer, event: FormAnswered) -> Answer:
    """Return the answer after its one fact."""
    del state
    return event


def decide(state: Answer, command: AnswerForm) -> Decision[FormAnswered]:
    """Return the fact, or nothing when it is on file. Raises the rejections of `commands` and of time."""
    answered_at = command.answered_at or command.now
    refuse_implausible(answered_at, command.now, "answered_at")
    if command.sheet is None:
        raise FormUnknown(form=command.form)
    answered = _answered(command.sheet, command, answered_at)
    if state is None:
        # In the transaction of the answer: no low score is forgotten, and a repeat sets none.
        low = (_low_score(answered, command.now),) if answered.low_score else ()
        return Decision((answered,), low)
    if _is_same(state, answered, timed=command.answered_at is not None):
        return Decision()
    raise FormAnsweredOtherwise(answer_id=str(command.answer_id))


def _answered(sheet: Sheet, command: AnswerForm, answered_at: datetime) -> FormAnswered:
    if sheet.audience == "staff" and command.answered_by is None:
        raise FormForStaff(form=sheet.form)
    if sheet.filled_by is not None and command.roles is not None and sheet.filled_by not in command.roles:
        raise FormFillerIsAnother(form=sheet.form, required_role=sheet.filled_by)
    items = _checked(sheet, command.items)
    return FormAnswered(
        answer_id=command.answer_id,
        customer_id=command.customer_id,
        form=sheet.form,
        title=sheet.title,
        audience=sheet.audience,
        policy_version=sheet.policy_version,
        mode=command.mode,
        items=items,
        total=total(sheet, items),
        flags=flags(sheet, items),
        low_score=has_low_score(sheet, items),
        note=command.note,
        about=command.about,
        survey_id=command.survey_id,
        answered_by=command.answered_by,
        recorded_by=command.recorded_by,
        occurred_at=answered_at,
    )


def _low_score(answered: FormAnswered, now: datetime) -> SetDeadline:
    answer_id = str(answered.answer_id)
    return SetDeadline(f"answer-{answer_id}/low-score", LOW_SCORE_KIND, now, {"answer_id": answer_id})


def _checked(sheet: Sheet, given: Mapping[str, int | None]) -> dict[str, int | None]:
    """Return every item of the form with its answer, None for one that was left out."""
    for item, value in given.items():
        question = sheet.questions.get(item)
        if question is None:
            raise FormItemUnknown(form=sheet.form, item=item)
        if value is not None and not 1 <= value <= question.scale:
            raise FormScoreOutOfScale(form=sheet.form, item=item, value=str(value), scale=str(question.scale))
    if all(value is None for value in given.values()):
        raise FormUnanswered(form=sheet.form)
    return {item: given.get(item) for item in sheet.questions}


def _is_same(before: FormAnswered, again: FormAnswered, *, timed: bool) -> bool:
    # What the policy made of it was settled by the first telling; told again, only what was said counts.
    said = replace(
        before,
        customer_id=again.customer_id,
        form=again.form,
        mode=again.mode,
        items=again.items,
        note=again.note,
        about=again.about,
        answered_by=again.answered_by,
        occurred_at=again.occurred_at if timed else before.occurred_at,
    )
    return said == before


FORM: Decider[Answer, AnswerForm, FormAnswered] = Decider(None, evolve, decide)
