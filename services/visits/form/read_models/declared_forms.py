"""The forms that a policy book declares, as people and programs read them."""

from pydantic import BaseModel, Field

from shared.contracts.visits import Audience, InWords
from shared.policy import PolicyBook
from shared.policy.forms import Form, Item
from shared.policy.rule import Text


class ItemView(BaseModel):
    """One question, answered from 1 to `scale`; `weight` is in percent of the total.

    `warning_at`: so much or less is a warning; `warning_from`: so much or more is one.
    """

    item: str
    title: InWords
    reason: InWords
    source: str
    scale: int
    weight: float
    warning_at: int | None
    warning_sign: InWords | None
    warning_from: int | None
    warning_from_sign: InWords | None
    improvement: InWords | None


class FormView(BaseModel):
    """One declared form. `survey`: it is the one by which customers are asked how satisfied they are."""

    form: str
    title: InWords
    reason: InWords
    source: str
    audience: Audience
    filled_by: str | None = Field(description="The one role that fills it in; null: whoever meets customers")
    every_days: int | None = Field(description="Days between two answers of one customer; null: no interval")
    every_months: int | None = Field(description="Months between two answers of one customer")
    owed_for: list[str] = Field(description="Classes of customers for whom staff owe the first answer, too")
    sample: float = Field(description="Share of the customers who are asked, in percent")
    survey: bool
    items: list[ItemView]


class FormsView(BaseModel):
    """Every form that may be filled in now, and by which version of the policy."""

    policy_version: str
    forms: list[FormView]


def forms_view(book: PolicyBook) -> FormsView:
    """Return what `book` declares, in its order."""
    forms = [_form(slug, form, slug == book.surveys.form) for slug, form in book.forms.forms.items()]
    return FormsView(policy_version=book.version, forms=forms)


def in_words(text: Text) -> InWords:
    """Return a text of the book as contracts say it."""
    return InWords(zh=text.zh, en=text.en)


def _form(slug: str, form: Form, survey: bool) -> FormView:  # noqa: FBT001 -- a fact of the form
    return FormView(
        form=slug,
        title=in_words(form.title),
        reason=in_words(form.reason),
        source=form.source,
        audience=form.audience,
        filled_by=form.filled_by,
        every_days=form.every_days,
        every_months=form.every_months,
        owed_for=list(form.owed_for),
        sample=form.sample,
        survey=survey,
        items=[_item(name, item) for name, item in form.items.items()],
    )


def _item(slug: str, item: Item) -> ItemView:
    return ItemView(
        item=slug,
        title=in_words(item.title),
        reason=in_words(item.reason),
        source=item.source,
        scale=item.scale,
        weight=item.weight,
        warning_at=item.warning_at,
        warning_sign=_said(item.warning_sign),
        warning_from=item.warning_from,
        warning_from_sign=_said(item.warning_from_sign),
        improvement=_said(item.improvement),
    )


def _said(text: Text | None) -> InWords | None:
    return None if text is None else in_words(text)
