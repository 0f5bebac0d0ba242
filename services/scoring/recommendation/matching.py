"""Which offers of the policy meet what is recorded of a customer; pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec

from services.scoring.tier.heard import SectionValues
from services.scoring.tier.scored import ScoredFact
from shared.policy.condition import ConditionFailed, compile_condition
from shared.policy.facts import READING
from shared.policy.offers import Offer, OfferChapter


@dataclass(frozen=True, slots=True)
class Recommended:
    """An offer, the fact that records the need it meets, and which of its words stands there, if one did."""

    slug: str
    offer: Offer
    fact: ScoredFact
    word: str | None


Sections = Mapping[str, tuple[ScoredFact, SectionValues]]
"""The latest recording of each section, by slug: the event, and what it tells."""


def latest_sections(facts: Sequence[ScoredFact]) -> Sections:
    """Return what is on file by these facts, which are in the order in which they happened."""
    told = ((fact, fact.data) for fact in facts)
    return {data.section: (fact, data) for fact, data in told if isinstance(data, SectionValues)}


def recommended(sections: Sections, chapter: OfferChapter) -> Iterator[Recommended]:
    """Yield every offer whose need is on file now, in the order of the policy."""
    for slug, offer in chapter.offers.items():
        _, section, field = offer.reads.split(".")
        if section not in sections:
            continue
        fact, told = sections[section]
        value = msgspec.json.decode(told.content).get(field)
        word = next((word for word in offer.words if _stands_in(value, word)), None)
        if value is not None and (word is not None or not offer.words) and _holds(offer, value):
            yield Recommended(slug, offer, fact, word)


def _stands_in(value: Any, word: str) -> bool:
    texts = value if isinstance(value, list) else [value]
    return any(isinstance(text, str) and word.casefold() in text.casefold() for text in texts)


def _holds(offer: Offer, value: Any) -> bool:
    """Return whether the condition holds; one without an answer recommends nothing."""
    if offer.when is None:
        return True
    try:
        return compile_condition(offer.when, READING).holds({"value": value})
    except ConditionFailed:
        return False
