"""What no chapter can see alone: names that another chapter must declare."""

from collections.abc import Iterator, Mapping
from typing import TypeVar

from shared.policy.cadence import CadenceChapter
from shared.policy.forecast import ForecastChapter
from shared.policy.forms import Form, FormChapter
from shared.policy.inspections import InspectionChapter
from shared.policy.obligations import ObligationChapter
from shared.policy.offers import Offer, OfferChapter, personal_offer
from shared.policy.pipelines import PipelineChapter
from shared.policy.rule import Chapter, Finding, finding
from shared.policy.sections import BUSINESS, SectionChapter
from shared.policy.service import ServiceChapter
from shared.policy.signals import Signal, SignalChapter, is_about_a_person, personal_signal
from shared.policy.surveys import SurveyChapter

C = TypeVar("C", bound=Chapter)

TOTAL = "total"

CLIMBING = (CadenceChapter, ForecastChapter, FormChapter, SurveyChapter)
"""Chapters with something that climbs the ladder of the chapter of obligations."""


def contradictions(chapters: Mapping[str, Chapter]) -> Iterator[Finding]:
    """Yield what contradicts between `chapters`; those that are missing are not asked."""
    forms = _of(chapters, FormChapter)
    if forms is not None:
        yield from _unknown_forms(chapters, forms)
        yield from _unchecked(chapters, forms)
    yield from _unknown_steps(chapters)
    signals = _of(chapters, SignalChapter)
    if signals is not None:
        for slug, signal in signals.signals.items():
            for found in _unread(signal, forms, _of(chapters, SectionChapter)):
                yield found.under("signals", "signals", slug)
    offers, own = _of(chapters, OfferChapter), _of(chapters, SectionChapter)
    if offers is not None and own is not None:
        for slug, offer in offers.offers.items():
            for found in _unmet(offer, own):
                yield found.under("offers", "offers", slug)


def _of(chapters: Mapping[str, Chapter], kind: type[C]) -> C | None:
    return next((chapter for chapter in chapters.values() if isinstance(chapter, kind)), None)


def _unknown_forms(chapters: Mapping[str, Chapter], forms: FormChapter) -> Iterator[Finding]:
    surveys, pipelines = _of(chapters, SurveyChapter), _of(chapters, PipelineChapter)
    inspections = _of(chapters, InspectionChapter)
    asked: list[tuple[tuple[str, ...], str | None]] = []
    if surveys is not None:
        asked.append((("surveys", "form"), surveys.form))
    if inspections is not None:
        asked.append((("inspections", "form"), inspections.form))
    if pipelines is not None:
        asked += [
            (("pipelines", "pipelines", name, "stages", slug, "form"), stage.form)
            for name, pipeline in pipelines.pipelines.items()
            for slug, stage in pipeline.stages.items()
        ]
    for path, form in asked:
        if form is not None and form not in forms.forms:
            yield finding(path, "form_unknown", f"未知的评价表 {form}", f"unknown form {form}")


def _unchecked(chapters: Mapping[str, Chapter], forms: FormChapter) -> Iterator[Finding]:
    """Yield the standards that inspections are to check and their checklist does not ask for (S3-11)."""
    service, inspections = _of(chapters, ServiceChapter), _of(chapters, InspectionChapter)
    checklist = None if inspections is None else forms.forms.get(inspections.form)
    if service is None or checklist is None:
        return
    for slug, standard in service.standards.items():
        if standard.checked_by == "inspection" and slug not in checklist.items:
            zh, en = f"检查表没有标准 {slug}", f"the checklist does not ask for {slug}"
            yield finding(("service", "standards", slug, "checked_by"), "standard_unchecked", zh, en)


def _unknown_steps(chapters: Mapping[str, Chapter]) -> Iterator[Finding]:
    obligations = _of(chapters, ObligationChapter)
    for name, chapter in chapters.items():
        if isinstance(chapter, CLIMBING) and obligations is not None:
            step = chapter.escalation
            if step is not None and step not in obligations.ladder:
                zh, en = f"未知的上报级 {step}", f"unknown step {step}"
                yield finding((name, "escalation"), "escalation_unknown", zh, en)


def _weighs_a_person(form: Form) -> bool:
    return any(item.weight > 0 and is_about_a_person(name) for name, item in form.items.items())


def _unread(signal: Signal, forms: FormChapter | None, own: SectionChapter | None) -> Iterator[Finding]:
    """Yield what keeps the signal's field from being read, or from counting.

    A section that the company did not declare is a built-in one, of which the book knows no fields.
    """
    place, slug, field = signal.reads.split(".")
    unknown = False
    if place == "forms" and forms is not None:
        form = forms.forms.get(slug)
        unknown = form is None or (field != TOTAL and field not in form.items)
        if form is not None and field == TOTAL and _weighs_a_person(form) and signal.approved_clause is None:
            yield personal_signal(signal.reads)
    elif place == "sections" and own is not None and slug in own.sections:
        unknown = field not in own.sections[slug].fields
        if own.sections[slug].personal and not signal.is_personal and signal.approved_clause is None:
            yield personal_signal(signal.reads)
    if unknown:
        yield _unknown_field(signal.reads)


def _unmet(offer: Offer, own: SectionChapter) -> Iterator[Finding]:
    """Yield what keeps the offer's field from being read, or from being a reason."""
    _, slug, field = offer.reads.split(".")
    section = own.sections.get(slug)
    # What a consent covers may be taken back; an offer would go on resting on it (S4-10).
    if section is not None and (section.personal or section.purpose != BUSINESS):
        yield personal_offer(offer.reads)
    if section is not None and field not in section.fields:
        yield _unknown_field(offer.reads)


def _unknown_field(reads: str) -> Finding:
    return finding(("reads",), "field_unknown", f"未知的字段 {reads}", f"unknown field {reads}")
