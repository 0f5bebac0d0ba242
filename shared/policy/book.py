"""The policy book: a version, the moment from which it holds, and its chapters."""

from collections.abc import Mapping
from typing import Annotated, Any, Self

from pydantic import (
    AwareDatetime,
    ModelWrapValidatorHandler,
    StringConstraints,
    ValidationError,
    model_validator,
)

from shared.policy.cadence import CadenceChapter
from shared.policy.calendar import CalendarChapter
from shared.policy.complaint import ComplaintChapter
from shared.policy.contacts import ContactChapter
from shared.policy.contradictions import contradictions
from shared.policy.customer_file import CustomerFileChapter
from shared.policy.default_contacts import CONTACTS
from shared.policy.default_matters import MATTERS
from shared.policy.default_offers import OFFERS
from shared.policy.default_plans import PLANS
from shared.policy.default_segments import SEGMENTS
from shared.policy.effort import EffortChapter
from shared.policy.evaluation import EvaluationChapter
from shared.policy.forecast import ForecastChapter
from shared.policy.forms import FormChapter
from shared.policy.functions import FunctionChapter
from shared.policy.inspections import InspectionChapter
from shared.policy.label import Label
from shared.policy.matters import MatterChapter
from shared.policy.obligations import ObligationChapter
from shared.policy.offers import OfferChapter
from shared.policy.pipelines import PipelineChapter
from shared.policy.plain_findings import plain_findings
from shared.policy.plans import PlanChapter
from shared.policy.pool import PoolChapter
from shared.policy.promises import PromiseChapter
from shared.policy.refusal import findings_of, refusal
from shared.policy.rule import Chapter, Finding, Frozen, Text
from shared.policy.sanctions import SanctionChapter
from shared.policy.score import ScoreChapter
from shared.policy.sections import SectionChapter
from shared.policy.segments import SegmentChapter
from shared.policy.service import ServiceChapter
from shared.policy.signals import SignalChapter
from shared.policy.surveys import SurveyChapter
from shared.policy.tier import TierChapter

Version = Annotated[
    str, StringConstraints(min_length=1, max_length=64, pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*$")
]


class PolicyBook(Frozen):
    """All rules in force from `effective_from`. Decisions cite `version` and keep their own rule.

    A book that is incomplete or contradicts itself cannot be made: `pydantic.ValidationError` lists
    every finding, and `refusal.findings_of` gives them in both languages. A chapter of the wrong
    shape is told by its shape alone, together with the findings of all other chapters.
    """

    version: Annotated[Version, Label("版本", "version")]
    title: Annotated[Text, Label("名称", "title")]
    effective_from: Annotated[AwareDatetime, Label("生效时间", "in force from")]
    functions: FunctionChapter
    calendar: CalendarChapter
    tier: TierChapter
    score: ScoreChapter
    signals: SignalChapter
    segments: SegmentChapter = SEGMENTS  # a book announced before there were segments has ours
    offers: OfferChapter = OFFERS  # and one from before there were offers has none
    pipelines: PipelineChapter
    plans: PlanChapter = PLANS  # a book announced before there were plans has ours
    cadence: CadenceChapter
    effort: EffortChapter
    contacts: ContactChapter = CONTACTS  # a book announced before there were kinds of contacts has ours
    obligations: ObligationChapter
    pool: PoolChapter
    sections: SectionChapter
    customer_file: CustomerFileChapter
    forms: FormChapter
    surveys: SurveyChapter
    complaint: ComplaintChapter
    matters: MatterChapter = MATTERS  # a book announced before there were matters has ours
    service: ServiceChapter
    promises: PromiseChapter
    forecast: ForecastChapter
    inspections: InspectionChapter
    sanctions: SanctionChapter
    evaluation: EvaluationChapter

    def chapters(self) -> dict[str, Chapter]:
        """Return every chapter by name, in the order of the book."""
        return {name: part for name, part in self if isinstance(part, Chapter)}

    @model_validator(mode="wrap")
    @classmethod
    def _stands(cls, given: Any, handler: ModelWrapValidatorHandler[Self]) -> Self:
        try:
            book = handler(given)
        except ValidationError as error:
            standing = _standing(cls, given)
            raise refusal((*findings_of(error), *_findings(standing))) from error
        if found := _findings(book.chapters()):
            raise refusal(found)
        return book


def _findings(chapters: Mapping[str, Chapter]) -> tuple[Finding, ...]:
    alone = (
        found.under(name)
        for name, chapter in chapters.items()
        for found in (*plain_findings(chapter), *chapter.findings())
    )
    return (*alone, *contradictions(chapters))


def _standing(book: type[PolicyBook], given: Any) -> dict[str, Chapter]:
    """Return the chapters in `given` that have their shape, so that their findings are told too."""
    chapters: dict[str, Chapter] = {}
    for name, field in book.model_fields.items():
        kind = field.annotation
        if not (isinstance(kind, type) and issubclass(kind, Chapter)):
            continue
        try:
            chapters[name] = kind.model_validate(given[name])
        except (ValidationError, KeyError, TypeError):
            continue
    return chapters
