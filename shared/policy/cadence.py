"""The cadence chapter: how often a customer is met, by class and by lifecycle (S3-10, S6-04)."""

from collections.abc import Iterator, Mapping
from typing import Annotated, NamedTuple

from shared.policy.label import DAYS, HOURS, LADDER, Label
from shared.policy.names import LIFECYCLES, TIER_CLASSES, unequal_names
from shared.policy.rule import Chapter, Finding, Rule, Slug, finding
from shared.policy.working_time import DURATION_HOURS_MAX, WorkingDuration

INTERVAL_DAYS_MAX = 730


class Cadence(Rule):
    """At least one contact every `contact_days`, and one visit every `visit_days` if that is given."""

    contact_days: Annotated[
        int, Label("回访间隔", "contact with {of} at least every", DAYS, 1, INTERVAL_DAYS_MAX)
    ]
    visit_days: Annotated[
        int | None, Label("上门拜访间隔", "a visit to {of} at least every", DAYS, 1, INTERVAL_DAYS_MAX)
    ] = None

    def findings(self) -> Iterator[Finding]:
        """Yield what cannot stand."""
        if self.visit_days is not None and self.visit_days < self.contact_days:
            zh = f"拜访每 {self.visit_days} 天，却只要求每 {self.contact_days} 天联络一次"
            en = f"a visit every {self.visit_days} days, but contact only every {self.contact_days}"
            yield finding(("visit_days",), "visit_more_often_than_contact", zh, en)


class FirstContact(Rule):
    """A new lead is contacted within this time of its capture."""

    within: Annotated[WorkingDuration, Label("首次联络时限", "first contact with {of} within")]


class Intervals(NamedTuple):
    """How often one customer is met, in days; `visit_days` is None where no visit is asked for."""

    contact_days: int
    visit_days: int | None


class CadenceChapter(Chapter):
    """The interval of every class; a lifecycle state that is named here asks for its own, if shorter.

    Who owes a contact is warned `warn_before` its time; after it the ladder starts at `escalation`.
    """

    classes: Mapping[str, Cadence]
    lifecycles: Mapping[str, Cadence]
    first_contact: FirstContact
    warn_before: Annotated[
        tuple[int, ...], Label("提前提醒", "warned before", HOURS, 1, DURATION_HOURS_MAX)
    ] = ()
    escalation: Annotated[Slug | None, Label("逾期上报", "escalated by", named_in=LADDER)] = None

    def asked_of(self, tier: str, lifecycle: str) -> Intervals:
        """Return how often a customer of this class in this state is met (S6-04). Raises `KeyError`."""
        rules = [self.classes[tier]]
        if lifecycle in self.lifecycles:
            rules.append(self.lifecycles[lifecycle])
        visits = [rule.visit_days for rule in rules if rule.visit_days is not None]
        return Intervals(min(rule.contact_days for rule in rules), min(visits, default=None))

    def findings(self) -> Iterator[Finding]:
        """Yield what cannot stand: a class without cadence, an unknown name, visits without contact."""
        yield from unequal_names(("classes",), TIER_CLASSES, self.classes, ("cadence", "回访间隔", "cadence"))
        for name in sorted(set(self.lifecycles) - set(LIFECYCLES)):
            zh, en = f"未知的生命周期 {name}", f"unknown lifecycle {name}"
            yield finding(("lifecycles", name), "cadence_unknown", zh, en)
        for field, given in (("classes", self.classes), ("lifecycles", self.lifecycles)):
            for name, cadence in given.items():
                for found in cadence.findings():
                    yield found.under(field, name)
