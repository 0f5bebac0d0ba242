"""The chapter of offers: products, services and 优惠 that the company has, and the needs that each meets.

An offer reads one declared field of the file, so that whoever recommends it can show the recorded fact.
What is about a person (S9-01, S11-05) is never a reason to offer anything; no clause can approve that.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Annotated

from pydantic import StringConstraints

from shared.policy.condition import refusals
from shared.policy.facts import READING
from shared.policy.label import Label
from shared.policy.rule import Chapter, Finding, Rule, Slug, Text, finding
from shared.policy.signals import is_about_a_person, reads_a_person

OFFERS_MAX = 200
WORDS_MAX = 50
"""Words of one offer."""

_NAME = re.compile(r"[a-z][a-z0-9_]*")

KIND_WORDS: Mapping[str, Text] = {
    "product": Text(zh="产品", en="product"),
    "service": Text(zh="服务", en="service"),
    "discount": Text(zh="优惠", en="discount"),
}

Place = Annotated[str, StringConstraints(pattern=r"^sections\.[a-z][a-z0-9_]{0,63}\.[a-z][a-z0-9_]{0,63}$")]
"""Where an offer looks: `sections.<slug>.<field>`."""


class Offer(Rule):
    """Something to offer to whoever has the need `meets`, as the field that it `reads` tells.

    The need is there when any of `words` stands in the field, in a text or in one of its texts, whether in
    capitals or not, and when `when` holds for its value; of the two, one at least is given.
    """

    kind: Annotated[str, Label("类别", "kind", words=KIND_WORDS)]
    meets: Annotated[Text, Label("满足的需求或痛点", "the need or pain point that it meets")]
    reads: Annotated[Place, Label("读取字段", "reads")]
    words: Annotated[tuple[str, ...], Label("关键词", "words")] = ()
    when: Annotated[str | None, Label("条件", "offered when", speaks=READING)] = None

    def findings(self) -> Iterator[Finding]:
        """Yield what cannot stand, seen alone."""
        yield from refusals(("when",), self.when, READING)
        if reads_a_person(self.reads) or any(map(is_about_a_person, _NAME.findall(self.when or ""))):
            yield personal_offer(self.reads)
        if self.kind not in KIND_WORDS:
            zh, en = f"未知的类别 {self.kind}", f"unknown kind {self.kind}"
            yield finding(("kind",), "kind_unknown", zh, en)
        if not self.words and self.when is None:
            zh, en = "没有关键词也没有条件，无法与需求对应", "neither words nor a condition: it meets no need"
            yield finding(("words",), "offer_without_need", zh, en)
        if len(self.words) > WORDS_MAX:
            zh, en = f"关键词最多 {WORDS_MAX} 个", f"more than {WORDS_MAX} words"
            yield finding(("words",), "too_many_words", zh, en)
        if not all(word.strip() for word in self.words):
            yield finding(("words",), "word_empty", "关键词不能为空", "an empty word stands in every text")


class OfferChapter(Chapter):
    """The offers by slug."""

    offers: Mapping[Slug, Offer]

    def findings(self) -> Iterator[Finding]:
        """Yield what cannot stand."""
        if len(self.offers) > OFFERS_MAX:
            zh, en = f"产品与服务最多 {OFFERS_MAX} 项", f"more than {OFFERS_MAX} offers"
            yield finding(("offers",), "too_many_offers", zh, en)
        for slug, offer in self.offers.items():
            for found in offer.findings():
                yield found.under("offers", slug)


def personal_offer(reads: str) -> Finding:
    """Return the finding of an offer that is made for what a person is."""
    zh = f"{reads} 涉及个人敏感信息或须客户同意，不得据此推荐"
    en = f"{reads} or its condition is about a person or needs a consent; nothing may be recommended for that"
    return finding(("reads",), "personal_offer", zh, en)
