"""What is owed while a condition of the policy book holds, and since when it has held."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import structlog

from services.visits.obligation.terms import Asked
from shared.known.words import Customer, depends_on_the_day
from shared.policy import PolicyBook
from shared.policy.condition import Condition, ConditionFailed, compile_condition
from shared.policy.facts import CUSTOMER
from shared.policy.obligations import ObligationRule
from shared.policy.working_time import add

AHEAD_DAYS_MAX = 7
"""How far ahead a change of an answer is looked for; so much later the customer is looked at again.

Every fact asks anew, so a day more is asked far more often than it saves a look.
"""
BACK_DAYS_MAX = 30
"""How far back the beginning of what holds is looked for."""

_log = structlog.get_logger()


@dataclass(frozen=True)
class Conditions:
    """The conditions of one book, asked of one customer at one moment."""

    customer_id: UUID
    customer: Customer
    book: PolicyBook
    now: datetime
    _by_day: dict[date, Mapping[str, Any]] = field(default_factory=dict)

    @cached_property
    def zone(self) -> ZoneInfo:
        """Where the company's days begin."""
        return ZoneInfo(self.book.calendar.time_zone)

    @cached_property
    def today(self) -> date:
        """The local day."""
        return self.now.astimezone(self.zone).date()

    def asked(self) -> tuple[tuple[Asked, ...], frozenset[str], datetime | None]:
        """Return what is owed, the rules that have no answer, and when an answer changes next.

        The periods are empty: how often a condition came true is in what was opened before.
        """
        asked, silent, changes = [], set(), list[date]()
        for name, rule in self.book.obligations.rules.items():
            try:
                condition = compile_condition(rule.when, CUSTOMER)
                if self._holds(condition, self.today):
                    asked.append(self._owed(name, rule, condition))
                changes += self._changes(condition)
            except ConditionFailed as failed:
                # Neither owed nor taken back: a condition without an answer says nothing.
                _log.warning("obligations.condition_failed", rule=name, reason=str(failed))
                silent.add(name)
        return tuple(asked), frozenset(silent), self._midnight(min(changes)) if changes else None

    @cached_property
    def _always(self) -> Mapping[str, Any]:
        return self.customer.on_any_day()

    def _holds(self, condition: Condition, day: date) -> bool:
        if day not in self._by_day:
            by_day = self.customer.on(day, self.zone, self.book.customer_file.staleness)
            self._by_day[day] = {**self._always, **by_day}
        words = self._by_day[day]
        if "sections" in condition.words:
            words = {**words, "sections": self.customer.sections(condition.source)}
        return condition.holds(words)

    def _changes(self, condition: Condition) -> Iterator[date]:
        if not depends_on_the_day(condition):
            return
        holds = self._holds(condition, self.today)
        for ahead in range(1, AHEAD_DAYS_MAX + 1):
            day = self.today + timedelta(days=ahead)
            if ahead == AHEAD_DAYS_MAX or self._holds(condition, day) != holds:
                yield day
                return

    def _owed(self, name: str, rule: ObligationRule, condition: Condition) -> Asked:
        since = self._since(condition)
        return Asked(
            customer_id=self.customer_id,
            rule=name,
            period="",
            title=rule.title,
            party=rule.owner,
            person=self.customer.owner if rule.owner == "owner" else None,
            met_by=rule.met_by,
            since=since,
            due_at=add(since, rule.due, self.book.calendar),
            warn_before=rule.warn_before,
            escalation=rule.escalation,
        )

    def _since(self, condition: Condition) -> datetime:
        """Return when the condition began to hold: by the last fact, by this book, or on a day since then."""
        told = max(self.customer.known.as_of or self.now, self.book.effective_from)
        if told >= self.now or not depends_on_the_day(condition):
            return min(told, self.now)
        day, first = self.today, told.astimezone(self.zone).date()
        for _ in range(BACK_DAYS_MAX):
            if day == first:
                return told
            if not self._holds(condition, day - timedelta(days=1)):
                break
            day -= timedelta(days=1)
        return self._midnight(day)

    def _midnight(self, day: date) -> datetime:
        return datetime.combine(day, time(), self.zone).astimezone(UTC)
