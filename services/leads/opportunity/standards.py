"""A pipeline of the policy book as it stands for one opportunity: what each stage asks, and what is there.

Conditions are asked in the words of `facts.OPPORTUNITY`; one that has no answer counts as not met. A stage
that names a form is left once that form was filled in.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import structlog

from services.leads.opportunity.decide.commands import Asked, Stage, Way
from services.leads.opportunity.events import Asking
from services.leads.opportunity.evidence import DONE, FILE, Proofs, form
from shared.known.words import Customer
from shared.policy import PolicyBook
from shared.policy import pipelines as policy
from shared.policy.condition import Condition, ConditionFailed, compile_condition
from shared.policy.facts import OPPORTUNITY
from shared.policy.names import EVIDENCE
from shared.policy.rule import Text

DECIDER_MET = "decision_maker_met"

LABELS: Mapping[Asking, Text] = {
    "entry": Text(zh="进入条件", en="entered when"),
    "exit": Text(zh="离开条件", en="left when"),
    "evidence": Text(zh="凭证", en="evidence"),
    "form": Text(zh="评价表", en="form"),
}
"""What a stage asks, as the book's own labels call it."""

_log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Found:
    """A customer as the rules see them, and the events that show what was done."""

    customer: Customer
    proofs: Proofs


@dataclass(frozen=True)
class Standards:
    """The rules of one book, asked of one opportunity at one moment.

    `own` are the events by which evidence was recorded on the opportunity itself, `opened_at` since when
    what was done counts for it, `entered_at` since when it is in its stage.
    """

    book: PolicyBook
    found: Found
    own: Mapping[str, UUID]
    opened_at: datetime
    entered_at: datetime
    now: datetime

    def way(self, pipeline: str) -> Way:
        """Return the pipeline's stages with what is there of what they ask; none of an unknown one."""
        declared = self.book.pipelines.pipelines.get(pipeline)
        stages = () if declared is None else tuple(declared.stages.items())
        numbered = enumerate(stages, 1)
        return Way(
            self.book.version, tuple(self._stage(name, number, stage) for number, (name, stage) in numbered)
        )

    @cached_property
    def evidence(self) -> Mapping[str, UUID]:
        """The event of each kind of evidence that is at hand."""
        proofs = self.found.proofs
        shown = {
            kind: one.event_id
            for kind, one in proofs.items()
            if kind in EVIDENCE and (kind not in DONE or one.at >= self.opened_at)
        }
        complete = self.found.customer.known.completeness >= self.book.customer_file.completeness.target
        if FILE in proofs and complete:
            shown["file_complete"] = proofs[FILE].event_id
        return shown | {kind: event_id for kind, event_id in self.own.items() if kind in EVIDENCE}

    def _stage(self, name: str, number: int, stage: policy.Stage) -> Stage:
        leave = (
            *self._condition(name, stage, "exit", stage.exit),
            *self._evidence(name, stage),
            *self._form(name, stage),
        )
        entry = self._condition(name, stage, "entry", stage.entry)
        return Stage(name, number, stage.title.zh, stage.title.en, stage.expected_days, tuple(entry), leave)

    def _condition(
        self, name: str, stage: policy.Stage, asked: Asking, source: str | None
    ) -> Iterator[Asked]:
        if source is None:
            return
        condition, label = compile_condition(source, OPPORTUNITY), LABELS[asked]
        words = [OPPORTUNITY[word].title for word in condition.words]
        zh = f"{stage.title.zh}：{label.zh} {source}（{'、'.join(word.zh for word in words)}）"
        en = f"{stage.title.en}: {label.en} {source} ({', '.join(word.en for word in words)})"
        yield Asked(name, asked, source, zh, en, self._holds(condition))

    def _evidence(self, name: str, stage: policy.Stage) -> Iterator[Asked]:
        for kind in stage.evidence:
            title, shown = EVIDENCE[kind], self.evidence.get(kind)
            zh = f"{stage.title.zh}：{LABELS['evidence'].zh} {title.zh}"
            en = f"{stage.title.en}: {LABELS['evidence'].en} {title.en}"
            yield Asked(name, "evidence", kind, zh, en, shown is not None, shown)

    def _form(self, name: str, stage: policy.Stage) -> Iterator[Asked]:
        if stage.form is None:
            return
        answered = self.found.proofs.get(form(stage.form))
        title = self.book.forms.forms[stage.form].title
        zh = f"{stage.title.zh}：{LABELS['form'].zh} {title.zh}"
        en = f"{stage.title.en}: {LABELS['form'].en} {title.en}"
        event_id = answered.event_id if answered else None
        yield Asked(name, "form", stage.form, zh, en, answered is not None, event_id)

    def _holds(self, condition: Condition) -> bool:
        words = self._facts
        if "sections" in condition.words:
            words = {**words, "sections": self.found.customer.sections(condition.source)}
        try:
            return condition.holds(words)
        except ConditionFailed as failed:
            _log.warning("opportunity.condition_failed", condition=condition.source, reason=str(failed))
            return False

    @cached_property
    def _facts(self) -> Mapping[str, Any]:
        zone = ZoneInfo(self.book.calendar.time_zone)
        today, entered = (at.astimezone(zone).date() for at in (self.now, self.entered_at))
        return {
            **self.found.customer.on_any_day(),
            **self.found.customer.on(today, zone, self.book.customer_file.staleness),
            "days_in_stage": max((today - entered).days, 0),
            DECIDER_MET: DECIDER_MET in self.own,
            "evidence": sorted(self.evidence),
        }
