"""What to do about the difference between what should be owed and what is open.

Every command may be sent twice: an obligation's own stream says what is new. So a look that was cut
short is taken again, and one that saw old rows is followed by another when they have been heard.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from services.visits.obligation.assess import Assessment
from services.visits.obligation.assess.intervals import SURVEY, SURVEY_AFTER_DELIVERY, answers_of
from services.visits.obligation.decide import (
    BY_HAND,
    CancelObligation,
    HandOverObligation,
    MeetObligation,
    ObligationCommand,
    SettleObligation,
)
from services.visits.obligation.terms import Asked, opening
from shared.known.facts import Known
from shared.policy import PolicyBook

WHEN_OVER = frozenset({"owner_named", "team_named", "file_reviewed", "obstacle_removed"})
"""Acts that are done only once the condition is over: one of two stale sections is not a reviewed file."""

SINCE_THE_FIRST = frozenset({SURVEY_AFTER_DELIVERY})
"""Rules that count from the first of several acts. Only the latest are kept of it, so that the first of them
moves on as others follow; what was owed by it does not, or whoever buys often would never be asked."""


@dataclass(frozen=True, slots=True)
class Past:
    """An obligation that is open, or the last one of its rule; `settled` is known of ended ones only."""

    obligation_id: UUID
    rule: str
    period: str
    met_by: str
    owed_since: datetime
    standing: str
    settled: bool = False
    person: str | None = None

    @property
    def by_condition(self) -> bool:
        """Whether its periods are counted: the first time that a condition came true is 1."""
        return self.period.isdecimal()


Planned = tuple[UUID, ObligationCommand]


@dataclass(frozen=True, slots=True)
class Plan:
    """One customer at one look: what should be owed, what is and was, and what was done."""

    assessment: Assessment
    past: Sequence[Past]
    known: Known
    book: PolicyBook
    now: datetime

    def commands(self) -> Iterator[Planned]:
        """Yield what is to be done, each of it safe to repeat."""
        by_interval = {asked.obligation_id: asked for asked in self._by_interval()}
        by_condition = {asked.rule: asked for asked in self.assessment.by_condition}
        for one in self.past:
            if one.rule == BY_HAND or one.rule in self.assessment.silent:
                continue
            asked = by_condition.get(one.rule) if one.by_condition else by_interval.get(one.obligation_id)
            ended = list(self._ended(one, wanted=asked is not None))
            yield from ended or self._handed_over(one, asked)
        done = {one.obligation_id for one in self.past if one.standing != "cancelled"}
        for identity, asked in by_interval.items():
            if identity not in done:
                yield identity, opening(asked, self.book, self.now)
        last = self._last()
        for rule, asked in by_condition.items():
            period = self._next_period(last.get(rule))
            if period is not None:
                told = replace(asked, period=period)
                yield told.obligation_id, opening(told, self.book, self.now)

    def _by_interval(self) -> Iterator[Asked]:
        """Yield what intervals ask for; what is open since an earlier act stands for what a later asks."""
        begun = {one.rule: one for one in self.past if one.rule in SINCE_THE_FIRST and one.standing == "open"}
        over = {one.obligation_id for one in self.past if one.standing not in {"open", "cancelled"}}
        for asked in self.assessment.by_interval:
            one = begun.get(asked.rule)
            moved = one is not None and one.owed_since < asked.since and asked.obligation_id not in over
            if one is not None and moved and self._done_at(one, wanted=True) is None:
                yield replace(asked, named=one.obligation_id)
            else:
                yield asked

    def _ended(self, one: Past, *, wanted: bool) -> Iterator[Planned]:
        if one.standing != "open":
            if one.by_condition and not wanted and not one.settled:
                yield one.obligation_id, SettleObligation(self.now)
            return
        done_at = self._done_at(one, wanted=wanted)
        if done_at is not None:
            settles = one.by_condition and not wanted
            yield one.obligation_id, MeetObligation(done_at, None, None, self.now, settles)
        elif not wanted:
            reason = "condition_over" if one.by_condition else "superseded"
            yield one.obligation_id, CancelObligation(reason, None, None, self.now)

    def _handed_over(self, one: Past, asked: Asked | None) -> Iterator[Planned]:
        """Yield what makes the customer's owner of now owe it, as far as a person does."""
        if one.standing == "open" and asked is not None and asked.person != one.person:
            yield one.obligation_id, HandOverObligation(asked.person, self.now)

    def _done_at(self, one: Past, *, wanted: bool) -> datetime | None:
        """Return when it was first done since it is owed: also when that was told late."""
        if wanted and one.met_by in WHEN_OVER:
            return None
        times = (
            answers_of(self.known, self.book) if one.met_by == SURVEY else self.known.acts.get(one.met_by, ())
        )
        return min((at for at in times if at > one.owed_since), default=None)

    def _last(self) -> Mapping[str, Past]:
        counted = (one for one in self.past if one.by_condition)
        return {one.rule: one for one in sorted(counted, key=lambda one: int(one.period))}

    @staticmethod
    def _next_period(last: Past | None) -> str | None:
        if last is None:
            return "1"
        return str(int(last.period) + 1) if last.settled else None
