"""A form of the policy book as the rules of this room take it."""

from services.visits.form.decide import Line, Question, Sheet
from services.visits.form.events import Words
from shared.policy import PolicyBook
from shared.policy.forms import Item
from shared.policy.rule import Text


def sheet_of(book: PolicyBook, form: str) -> Sheet | None:
    """Return the form as `book` declares it, or None if it declares no such form."""
    declared = book.forms.forms.get(form)
    if declared is None:
        return None
    low = book.surveys.low_score
    return Sheet(
        form=form,
        title=_words(declared.title),
        audience=declared.audience,
        policy_version=book.version,
        questions={slug: _question(item) for slug, item in declared.items.items()},
        filled_by=declared.filled_by,
        low_score=(low.score, low.scale) if form == book.surveys.form else None,
    )


def _question(item: Item) -> Question:
    return Question(
        scale=item.scale,
        weight=item.weight,
        low=_line(item.warning_at, item.warning_sign),
        high=_line(item.warning_from, item.warning_from_sign),
    )


def _line(at: int | None, sign: Text | None) -> Line | None:
    return None if at is None or sign is None else Line(at, _words(sign))


def _words(text: Text) -> Words:
    return Words(text.zh, text.en)
