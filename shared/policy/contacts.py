"""The chapter of contacts 接触: their kinds, what is talked of and by which methods, and what is shown.

A kind has extra fields, and may be owed at intervals; what is shown may be for those only who have come as
far as the policy says (S11-16).
"""

from collections.abc import Iterator, Mapping
from typing import Annotated

from shared.policy.label import DAYS, Label
from shared.policy.names import CLASS_WORDS, LIFECYCLES, Lifecycle, TierClass
from shared.policy.rule import Chapter, Finding, Rule, Slug, Text, finding

KINDS_MAX = 50
DETAILS_MAX = 20
NAMES_MAX = 50
"""Topics, methods and materials of a book, each."""
INTERVAL_DAYS_MAX = 1_100
OWED_NAME_MAX = 58
"""Characters of the name of a kind that is owed: its rule is called `kind_` and that name."""

SALE = "sale"
"""What a contact of no kind counts as."""
ACTS: Mapping[str, Text] = {
    SALE: Text(zh="销售行为", en="the sale itself"),
    "auxiliary": Text(zh="销售以外的辅助行为", en="an auxiliary act beside the sale"),
    "brand": Text(zh="品牌曝光", en="brand exposure"),
    "loyalty": Text(zh="增强体验、黏性与忠诚度", en="experience, stickiness and loyalty"),
}
"""What a contact may count as (S9-12, S10-02)."""
LIFECYCLE_WORDS: Mapping[str, Text] = {
    "potential": Text(zh="潜在客户起", en="potential customers on"),
    "intending": Text(zh="意向客户起", en="intending customers on"),
    "signed": Text(zh="签约客户", en="signed customers"),
}


class ContactDetail(Rule):
    """Something told of a contact of its kind; without a `required` one the contact is not logged."""

    required: Annotated[bool, Label("必填", "required")] = True


class ContactKind(Rule):
    """One kind: what it counts as, its own fields, and how often it is owed.

    `explains`: it is logged with the functions explained, each against its need (S5-05). With an interval it
    is owed anew after each one; for customers of `owed_for` the first is owed, too.
    """

    counts_as: Annotated[str, Label("计入", "counts as", words=ACTS)] = SALE
    explains: Annotated[bool, Label("须逐项说明功能", "logged with the functions explained")] = False
    details: Mapping[Slug, ContactDetail] = {}
    every_days: Annotated[int | None, Label("间隔", "every", DAYS, 1, INTERVAL_DAYS_MAX)] = None
    owed_for: Annotated[tuple[TierClass, ...], Label("须进行的客户等级", "owed for", words=CLASS_WORDS)] = ()

    def findings(self) -> Iterator[Finding]:
        """Yield what cannot stand, seen alone."""
        if self.counts_as not in ACTS:
            zh, en = f"未知的项目 {self.counts_as}", f"unknown act {self.counts_as}"
            yield finding(("counts_as",), "act_unknown", zh, en)
        if len(self.details) > DETAILS_MAX:
            zh, en = f"最多 {DETAILS_MAX} 项", f"more than {DETAILS_MAX} details"
            yield finding(("details",), "too_many_contacts", zh, en)
        if self.owed_for and self.every_days is None:
            yield finding(("owed_for",), "owed_without_interval", "须有间隔", "what is owed has an interval")


class Topic(Rule):
    """Something to talk of with every customer (S11-20)."""


class Method(Rule):
    """A way to persuade (S11-21)."""


class Material(Rule):
    """Something that is taken along and shown (S9-04, S11-15), or a kind of proof (S11-22).

    It is `shown_from` that state of the customer on (S11-16), and at a first contact only if `at_first`.
    """

    proof: Annotated[bool, Label("证明材料", "a proof")] = False
    shown_from: Annotated[Lifecycle, Label("可出示的客户", "shown to", words=LIFECYCLE_WORDS)] = "potential"
    at_first: Annotated[bool, Label("首次接触即可出示", "shown at the first contact")] = True

    def is_early(self, lifecycle: str, *, first: bool) -> bool:
        """Whether it is too early to show it to a customer in that state, at a first contact or later."""
        # Whoever is in a state of another book's making has not come that far.
        reached = LIFECYCLES.index(lifecycle) if lifecycle in LIFECYCLES else 0
        return reached < LIFECYCLES.index(self.shown_from) or (first and not self.at_first)

    @property
    def is_restricted(self) -> bool:
        """Whether there is anyone to whom it is not shown."""
        return self.shown_from != LIFECYCLES[0] or not self.at_first


class ContactChapter(Chapter):
    """All kinds, topics, methods and materials by slug."""

    kinds: Mapping[Slug, ContactKind]
    topics: Mapping[Slug, Topic]
    methods: Mapping[Slug, Method]
    materials: Mapping[Slug, Material]

    def findings(self) -> Iterator[Finding]:
        """Yield what cannot stand."""
        sizes = (("kinds", self.kinds, KINDS_MAX), ("topics", self.topics, NAMES_MAX))
        more = (("methods", self.methods, NAMES_MAX), ("materials", self.materials, NAMES_MAX))
        for field, given, most in (*sizes, *more):
            if len(given) > most:
                yield finding((field,), "too_many_contacts", f"最多 {most} 项", f"more than {most}")
        for slug, kind in self.kinds.items():
            if kind.every_days is not None and len(slug) > OWED_NAME_MAX:
                zh, en = f"名称最多 {OWED_NAME_MAX} 个字符", f"a name of at most {OWED_NAME_MAX} characters"
                yield finding(("kinds", slug), "name_too_long", zh, en)
            for found in kind.findings():
                yield found.under("kinds", slug)
