"""A form as the rules need it, and what its answers come to: total, warnings, low scores. Pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from services.visits.form.events import Flag, Words

WHOLE = 100.0
PLACES = 2
"""Decimal places of a total: finer differences are rounding of the weights."""

LOW_SCORE = Words(zh="评分不高于低分线", en="at or under the line of low scores")

Answers = Mapping[str, int | None]


@dataclass(frozen=True, slots=True)
class Line:
    """An answer of `at` or beyond raises `sign`."""

    at: int
    sign: Words


@dataclass(frozen=True, slots=True)
class Question:
    """One item: answered from 1, the worst, to `scale`; `low` and `high` are its warnings."""

    scale: int
    weight: float
    low: Line | None = None
    high: Line | None = None


@dataclass(frozen=True, slots=True)
class Sheet:
    """A declared form. `low_score` is the survey's line, as (score, scale); None for another form.

    `filled_by`: only who has this role may fill it in.
    """

    form: str
    title: Words
    audience: str
    policy_version: str
    questions: Mapping[str, Question]
    low_score: tuple[int, int] | None = None
    filled_by: str | None = None


def total(sheet: Sheet, answers: Answers) -> float | None:
    """Return the weighed mean of the answers from 0 (all worst) to 100 (all best), to two places.

    Unanswered items and those without weight stay out of it; None when nothing is left. Each item
    counts by its place between 1 and its scale, so that scales of two and of ten can be added up.
    """
    weighed = [
        (question.weight, (value - 1) / (question.scale - 1))
        for question, value in _answered(sheet, answers).values()
        if question.weight > 0
    ]
    if not weighed:
        return None
    share = sum(weight * place for weight, place in weighed) / sum(weight for weight, _ in weighed)
    return round(WHOLE * share, PLACES)


def flags(sheet: Sheet, answers: Answers) -> tuple[Flag, ...]:
    """Return the warnings that these answers raise, in the order of the form."""
    return tuple(
        Flag(item, value, sign)
        for item, (question, value) in _answered(sheet, answers).items()
        for sign in _signs(sheet, question, value)
    )


def has_low_score(sheet: Sheet, answers: Answers) -> bool:
    """Return whether an answer is one that a survey never leaves alone (S3-14)."""
    return any(_is_low(sheet, *told) for told in _answered(sheet, answers).values())


def _answered(sheet: Sheet, answers: Answers) -> Mapping[str, tuple[Question, int]]:
    return {
        item: (question, value)
        for item, question in sheet.questions.items()
        if (value := answers.get(item)) is not None
    }


def _signs(sheet: Sheet, question: Question, value: int) -> Iterator[Words]:
    if question.low is not None and value <= question.low.at:
        yield question.low.sign
    if question.high is not None and value >= question.high.at:
        yield question.high.sign
    if _is_low(sheet, question, value):
        yield LOW_SCORE


def _is_low(sheet: Sheet, question: Question, value: int) -> bool:
    if sheet.low_score is None or question.weight <= 0:
        return False
    score, scale = sheet.low_score
    # Whole numbers, so that two of five is two of five on every scale.
    return value * scale <= score * question.scale
