"""The chapter of contacts 接触: their kinds, what is talked of and by which methods, and what is shown.

A kind has extra fields, and may be owed at intervals; what is shown may be for those only who have come as
far as the policy says (S11-16).
"""

from collections.abc import Iterator, Mapping
from typing import Annotated

from shared.policy.label import DAYS, TIMES, Label, Unit
from shared.policy.names import CLASS_WORDS, LIFECYCLES, Lifecycle, TierClass
from shared.policy.rule import Chapter, Finding, Rule, Slug, Text, finding
from shared.policy.working_time import WorkingDuration

KINDS_MAX = 50
DETAILS_MAX = 20
NAMES_MAX = 50
"""Topics, methods, materials and visiting hours of a book, each."""
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


CHANNELS: Mapping[str, Text] = {
    "visit": Text(zh="上门拜访", en="a visit"),
    "phone": Text(zh="电话", en="by phone"),
    "email": Text(zh="电子邮件", en="by mail"),
    "chat": Text(zh="即时消息", en="by chat"),
    "exhibition": Text(zh="展会", en="at an exhibition"),
    "demo": Text(zh="现场演示", en="a demo"),
}
DAYS_OF: Mapping[str, Text] = {
    "any": Text(zh="每天", en="every day"),
    "working": Text(zh="工作日", en="working days"),
    "free": Text(zh="双休日与节假日", en="weekends and holidays"),
}
FITS: Mapping[str, Text] = {
    "preferred": Text(zh="优先", en="preferred"),
    "busy": Text(zh="提醒", en="warned of"),
    "refused": Text(zh="不得安排", en="refused"),
}
"""What follows when a visit is planned for such hours."""
HOUR = Unit("时", "o'clock", "o'clock")


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

    A `required` one is ticked before a visit begins. It is `shown_from` that state of the customer on
    (S11-16), and at a first contact only if `at_first`.
    """

    proof: Annotated[bool, Label("证明材料", "a proof")] = False
    required: Annotated[bool, Label("出发前必备", "in the briefcase of every visit")] = False
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


class Preparation(Rule):
    """What is ready before a contact of these channels begins: required materials, and an outline (S11-15).

    One that has not begun `missed_after` its time was missed. `own_busy` says what follows from the busy
    hours in the customer's file.
    """

    channels: Annotated[tuple[str, ...], Label("须准备的接触方式", "asked of", words=CHANNELS)]
    outline_points: Annotated[int, Label("沟通大纲要点", "points of the outline, at least", TIMES, 0, 20)]
    missed_after: Annotated[WorkingDuration, Label("视为爽约", "missed after")]
    own_busy: Annotated[str, Label("客户自述的繁忙时间", "at the customer's own busy hours", words=FITS)]

    def findings(self) -> Iterator[Finding]:
        """Yield what cannot stand, seen alone."""
        for channel in self.channels:
            if channel not in CHANNELS:
                zh, en = f"未知的接触方式 {channel}", f"unknown channel {channel}"
                yield finding(("channels",), "channel_unknown", zh, en)
        if self.own_busy not in FITS:
            yield _unknown_fit("own_busy", self.own_busy)


class VisitingHours(Rule):
    """Hours of such days in the company's time zone, from `from_hour` until before `to_hour` (S11-17)."""

    days: Annotated[str, Label("日期", "days", words=DAYS_OF)]
    from_hour: Annotated[int, Label("从", "from", HOUR, 0, 23)]
    to_hour: Annotated[int, Label("至", "to", HOUR, 1, 24)]
    fit: Annotated[str, Label("拜访时间", "a visit then is", words=FITS)]

    def findings(self) -> Iterator[Finding]:
        """Yield what cannot stand, seen alone."""
        if self.days not in DAYS_OF:
            yield finding(("days",), "days_unknown", f"未知的日期 {self.days}", f"unknown days {self.days}")
        if self.from_hour >= self.to_hour:
            yield finding(("to_hour",), "hours_out_of_order", "须晚于开始", "must be later than it begins")
        if self.fit not in FITS:
            yield _unknown_fit("fit", self.fit)


def _unknown_fit(field: str, fit: str) -> Finding:
    return finding((field,), "fit_unknown", f"未知的 {fit}", f"unknown {fit}")


class ContactChapter(Chapter):
    """All kinds, topics, methods and materials by slug, and how a contact is prepared."""

    kinds: Mapping[Slug, ContactKind]
    preparation: Preparation
    hours: Mapping[Slug, VisitingHours]
    topics: Mapping[Slug, Topic]
    methods: Mapping[Slug, Method]
    materials: Mapping[Slug, Material]

    def findings(self) -> Iterator[Finding]:
        """Yield what cannot stand."""
        sizes = (
            ("kinds", self.kinds, KINDS_MAX),
            ("topics", self.topics, NAMES_MAX),
            ("hours", self.hours, NAMES_MAX),
        )
        more = (("methods", self.methods, NAMES_MAX), ("materials", self.materials, NAMES_MAX))
        for field, given, most in (*sizes, *more):
            if len(given) > most:
                yield finding((field,), "too_many_contacts", f"最多 {most} 项", f"more than {most}")
        for found in self.preparation.findings():
            yield found.under("preparation")
        for slug, hours in self.hours.items():
            for found in hours.findings():
                yield found.under("hours", slug)
        for slug, kind in self.kinds.items():
            if kind.every_days is not None and len(slug) > OWED_NAME_MAX:
                zh, en = f"名称最多 {OWED_NAME_MAX} 个字符", f"a name of at most {OWED_NAME_MAX} characters"
                yield finding(("kinds", slug), "name_too_long", zh, en)
            for found in kind.findings():
                yield found.under("kinds", slug)
