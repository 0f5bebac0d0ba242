"""A contact in the names that the policy book declares, as the rules of this room take it."""

from collections.abc import Iterable, Iterator

from services.visits.contact.decide import Rules
from services.visits.contact.events import Explained, Shown, Talk
from services.visits.customer.read_models.standing import Standing
from shared.contracts.inbox import LogVisit
from shared.policy import PolicyBook
from shared.policy.contacts import SALE, ContactChapter


def talk_of(told: LogVisit, book: PolicyBook, standing: Standing | None) -> Talk:
    """Return what was told of the talk; `standing` is the customer's, and None where nothing asks for it."""
    chapter = book.contacts
    kind = None if told.kind is None else chapter.kinds.get(told.kind)
    early = (
        () if standing is None else early_of([one.material for one in told.shown or ()], chapter, standing)
    )
    return Talk(
        kind=told.kind,
        counts_as=SALE if kind is None else kind.counts_as,
        topics=tuple(dict.fromkeys(told.topics or ())),
        methods=tuple(dict.fromkeys(told.methods or ())),
        details=dict(told.details or {}),
        explained=tuple(Explained(one.need, one.function) for one in told.explained or ()),
        shown=tuple(Shown(one.material, one.title) for one in told.shown or ()),
        shown_early=tuple(early),
        policy_version=book.version,
    )


def rules_of(told: LogVisit, book: PolicyBook) -> Rules:
    """Return what the book asks of such a contact, and the told names that it does not declare."""
    kind = None if told.kind is None else book.contacts.kinds.get(told.kind)
    return Rules(
        wanted=() if kind is None else tuple(slug for slug, one in kind.details.items() if one.required),
        explains=kind is not None and kind.explains,
        undeclared=tuple(_undeclared(told, book.contacts)),
    )


def is_restricted(material: str, chapter: ContactChapter) -> bool:
    """Whether there are customers to whom the material is not shown (S11-16)."""
    found = chapter.materials.get(material)
    return found is not None and found.is_restricted


def early_of(materials: Iterable[str], chapter: ContactChapter, standing: Standing) -> list[str]:
    """Return the materials that are not yet for a customer who stands so (S11-16)."""
    known = ((name, chapter.materials.get(name)) for name in dict.fromkeys(materials))
    return [
        name
        for name, one in known
        if one is not None and one.is_early(standing.lifecycle, first=standing.contacts == 0)
    ]


def _undeclared(told: LogVisit, chapter: ContactChapter) -> Iterator[tuple[str, str]]:
    kind = None if told.kind is None else chapter.kinds.get(told.kind)
    if told.kind is not None and kind is None:
        yield "kind", told.kind
    details = {} if kind is None else kind.details
    yield from (("details", name) for name in told.details or () if name not in details)
    yield from (("topics", name) for name in told.topics or () if name not in chapter.topics)
    yield from (("methods", name) for name in told.methods or () if name not in chapter.methods)
    yield from (("shown", one.material) for one in told.shown or () if one.material not in chapter.materials)
