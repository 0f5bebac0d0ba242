"""What the answers to one form come to (S3-17): means, distribution, trend, problems and what to do. Pure."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from fractions import Fraction

from pydantic import BaseModel, Field

from services.visits.form.read_models.answer_list import MonthCount, ScoreCount
from services.visits.form.read_models.declared_forms import in_words
from shared.contracts.visits import InWords
from shared.policy.forms import Form, Item

PROBLEMS_MAX = 5
"""More named at once is a list that nobody works off."""

MIDDLE = Fraction(1, 2)
"""An item whose mean lies in the lower half of its scale is a problem, flagged or not."""

_PLACES = 2


class ScoreShare(BaseModel):
    """How many answers gave one score."""

    score: int
    answers: int


class ItemStatistics(BaseModel):
    """One item: `mean` on its own scale, `flagged_share` from 0 to 1; null where nobody answered."""

    item: str
    title: InWords
    scale: int
    answers: int
    mean: float | None
    flagged_share: float | None
    distribution: list[ScoreShare]


class Sums(BaseModel):
    """What some answers come to: `mean_total` from 0 to 100, shares from 0 to 1; null without answers."""

    answers: int
    mean_total: float | None
    flagged_share: float | None
    low_score_share: float | None


class MonthStatistics(Sums):
    """One month in Asia/Shanghai."""

    month: str = Field(examples=["2026-03"])


class FormProblem(BaseModel):
    """An item with poor answers, and the direction of improvement in the words of the policy."""

    item: str
    title: InWords
    mean: float
    scale: int
    flagged_share: float
    improvement: InWords


class FormStatistics(Sums):
    """The answers to one form from `first_day` to `last_day`, days of Asia/Shanghai, both included.

    `items` are those that the policy declares now. `problems`: the worst first, at most 5, each an item
    that was flagged or whose mean lies in the lower half of its scale.
    """

    form: str
    title: InWords
    first_day: date
    last_day: date
    items: list[ItemStatistics]
    trend: list[MonthStatistics]
    problems: list[FormProblem]


def form_statistics(
    slug: str, form: Form, days: tuple[date, date], months: Sequence[MonthCount], scores: Sequence[ScoreCount]
) -> FormStatistics:
    """Return what those counts say of the form."""
    of_item: defaultdict[str, list[ScoreCount]] = defaultdict(list)
    for score in scores:
        of_item[score.item].append(score)
    return FormStatistics(
        form=slug,
        title=in_words(form.title),
        first_day=days[0],
        last_day=days[1],
        **_sums(months),
        items=[_item(name, item, of_item[name]) for name, item in form.items.items()],
        trend=[MonthStatistics(month=one.month, **_sums([one])) for one in months],
        problems=_problems(form, of_item),
    )


def _sums(months: Sequence[MonthCount]) -> dict[str, int | float | None]:
    answers, rated = sum(one.answers for one in months), sum(one.rated for one in months)
    hundredths = sum(one.hundredths for one in months)
    return {
        "answers": answers,
        "mean_total": round(hundredths / rated / 100, _PLACES) if rated else None,
        "flagged_share": _share(sum(one.flagged for one in months), answers),
        "low_score_share": _share(sum(one.low_scores for one in months), answers),
    }


def _item(slug: str, item: Item, scores: Sequence[ScoreCount]) -> ItemStatistics:
    answers = sum(score.answers for score in scores)
    return ItemStatistics(
        item=slug,
        title=in_words(item.title),
        scale=item.scale,
        answers=answers,
        mean=round(float(_mean(scores)), _PLACES) if answers else None,
        flagged_share=_share(sum(score.flagged for score in scores), answers),
        distribution=[ScoreShare(score=score.value, answers=score.answers) for score in scores],
    )


def _problems(form: Form, of_item: Mapping[str, Sequence[ScoreCount]]) -> list[FormProblem]:
    poor = [
        (_place(form.items[slug], scores), slug, scores)
        for slug, scores in of_item.items()
        if slug in form.items and scores
    ]
    return [
        FormProblem(
            item=slug,
            title=in_words(item.title),
            mean=round(float(_mean(scores)), _PLACES),
            scale=item.scale,
            flagged_share=_share(sum(score.flagged for score in scores), _answers(scores)) or 0.0,
            improvement=in_words(item.improvement or item.reason),
        )
        for place, slug, scores in sorted(poor, key=lambda one: one[:2])
        if place < MIDDLE or any(score.flagged for score in scores)
        for item in (form.items[slug],)
    ][:PROBLEMS_MAX]


def _answers(scores: Sequence[ScoreCount]) -> int:
    return sum(score.answers for score in scores)


def _mean(scores: Sequence[ScoreCount]) -> Fraction:
    return Fraction(sum(score.value * score.answers for score in scores), _answers(scores))


def _place(item: Item, scores: Sequence[ScoreCount]) -> Fraction:
    """Return where the mean lies between the worst and the best, 0 to 1, so that scales compare."""
    return (_mean(scores) - 1) / (item.scale - 1)


def _share(part: int, whole: int) -> float | None:
    return round(part / whole, 4) if whole else None
