"""Defects to plant in a book, each with exactly what must be said of it; no two touch the same value."""

from typing import Any

from tests.shared.policy.planted_contacts import CONTACT_DEFECTS
from tests.shared.policy.planting import RULE, TEXT, Defect, at, gone


def signal(reads: str, **more: Any) -> dict[str, Any]:
    return {**RULE, "reads": reads, "points": 5.0, "half_life_days": 90.0, "cap": 20.0, **more}


def section(**more: Any) -> dict[str, Any]:
    field = {"type": "integer", "title": "area", "x-title-zh": "面积"}
    document = {"type": "object", "properties": {"area": field}, "additionalProperties": False}
    return {**RULE, "document": document, "stale_after_days": 90, "weight": 1, **more}


def offer(**more: Any) -> dict[str, Any]:
    needs = {"reads": "sections.needs.problems", "words": ["交期"]}
    return {**RULE, "kind": "service", "meets": TEXT, **needs, **more}


def step(next_: str | None) -> dict[str, Any]:
    return {**RULE, "to": "supervisor", "after": {"hours": 1}, "next": next_}


def owed() -> dict[str, Any]:
    return {**RULE, "when": "!has_owner", "owner": "owner", "due": {"days": 2}, "met_by": "owner_named"}


STAGES = "pipelines.pipelines.development.stages"
RULES = "obligations.rules"

DEFECTS: dict[str, Defect] = {
    **CONTACT_DEFECTS,
    "a class without cadence": gone("cadence.classes.key", "cadence_missing"),
    "an unknown class": at(
        "cadence.classes.vip", {**RULE, "contact_days": 5, "visit_days": None}, "cadence_unknown"
    ),
    "an interval of zero": at("cadence.classes.ordinary.contact_days", 0, "out_of_range"),
    "visits without contact": at("cadence.classes.potential.visit_days", 10, "visit_more_often_than_contact"),
    "an unknown lifecycle": at(
        "cadence.lifecycles.asleep", {**RULE, "contact_days": 5, "visit_days": None}, "cadence_unknown"
    ),
    "overlapping classes": at("tier.key.leave", 100.0, "thresholds_overlap", place="tier.key.enter"),
    "one letter for two": at("tier.letters.key", "C", "letters_not_distinct", place="tier.letters"),
    "an endless half-life": at("score.purchase.half_life_days", 1e9, "out_of_range"),
    "an unknown grade": at("score.visit.points.superb", 1.0, "unknown_grade"),
    "an unknown time zone": at("calendar.time_zone", "Asia/Nowhere", "unknown_time_zone"),
    "a severity without clocks": gone("complaint.clocks.serious", "clocks_missing"),
    "steps out of order": at("complaint.escalation.percent", [80, 50, 100], "steps_out_of_order"),
    "a step that nobody hears of": at("complaint.escalation.told", [], "steps_and_told_differ"),
    "more to tell than steps": at(
        "complaint.escalation.told", ["owner", "supervisor", "manager", "manager"], "steps_and_told_differ"
    ),
    "effort over the whole": at("effort.shares.trust.percent", 50.0, "sum_not_100", place="effort.shares"),
    "weights under the whole": at(
        "forms.forms.dealer_selection.items.credit.weight",
        1.0,
        "sum_not_100",
        place="forms.forms.dealer_selection.items",
    ),
    "a warning without its sign": at(
        "forms.forms.satisfaction.items.product.warning_at",
        2,
        "warning_incomplete",
    ),
    "an upper warning without its sign": at(
        "forms.forms.satisfaction.items.service.warning_from",
        2,
        "warning_incomplete",
    ),
    "an upper warning that always warns": at(
        "forms.forms.dealer_selection.items.sales",
        {**RULE, "scale": 5, "weight": 16.0, "warning_from": 1, "warning_from_sign": RULE["title"]},
        "always_warns",
        place="forms.forms.dealer_selection.items.sales.warning_from",
    ),
    "an upper warning above the scale": at(
        "forms.forms.dealer_selection.items.fit.warning_from", 6, "never_warns"
    ),
    "an item that always warns": at(
        "forms.forms.dealer_aspects.items.learning.warning_at", 5, "always_warns"
    ),
    "a survey with an unknown form": at("surveys.form", "nobody_knows", "form_unknown"),
    "an inspection with an unknown checklist": at("inspections.form", "nobody_knows", "form_unknown"),
    "every score is low": at("surveys.low_score.score", 5, "every_score_is_low"),
    "a class without surveys": gone("surveys.classes.ordinary", "survey_interval_missing"),
    "a stage with an unknown form": at(f"{STAGES}.mining.form", "nobody_knows", "form_unknown"),
    "a stage with unknown evidence": at(f"{STAGES}.mining.evidence", ["hearsay"], "evidence_unknown"),
    "a segment of an unknown word": at("segments.segments.loyal.when", "mood == 'good'", "unknown_name"),
    "an unknown word": at(f"{STAGES}.contact.exit", "weather == 'fine'", "unknown_name"),
    "a slip of the pen": at(f"{STAGES}.contact.entry", "purchases >", "condition_syntax"),
    "words of another kind": at(f"{RULES}.file_review.when", "tier > 3", "condition_types"),
    "no answer at all": at(f"{RULES}.birthday_care.when", "days_to_birthday", "not_yes_or_no"),
    "a condition too long": at(f"{RULES}.contract_ending.when", "true" + " " * 2_000, "condition_too_long"),
    "a condition too deep": at(
        f"{RULES}.ready_but_idle.when", "(" * 60 + "true" + ")" * 60, "condition_too_deep"
    ),
    "an unknown act": at(f"{RULES}.obstacle_left_open.met_by", "wishing", "act_unknown"),
    "a warning before the start": at(f"{RULES}.key_without_team.warn_before", [999], "warning_before_start"),
    "a ladder to nowhere": at(f"{RULES}.nobody_in_charge.escalation", "heaven", "escalation_unknown"),
    "contacts that go up to nowhere": at("cadence.escalation", "heaven", "escalation_unknown"),
    "surveys that go up to nowhere": at("surveys.escalation", "heaven", "escalation_unknown"),
    "a rule of another chapter's name": at(f"{RULES}.visit_interval", owed(), "rule_name_taken"),
    "a ladder of one that never ends": at(
        "obligations.ladder.alone", step("alone"), "escalation_cycle", place="obligations.ladder.alone.next"
    ),
    "a step to nowhere": at(
        "obligations.ladder.lost", step("heaven"), "escalation_unknown", place="obligations.ladder.lost.next"
    ),
    "sanctions that wait for themselves": at(
        "sanctions.measures.demotion.after", "demotion", "sanctions_wait_for_each_other"
    ),
    "a sanction without evidence": at("sanctions.measures.warning.evidence", 0, "out_of_range"),
    "pool warnings out of order": at("pool.warnings.days_before", [1, 3], "steps_out_of_order"),
    "an unknown exemption": at("pool.exemptions.classes", ["vip"], "class_unknown"),
    "more claimed than held": at("pool.claims.held", 5, "claims_over_holding", place="pool.claims.a_day"),
    "a lifecycle without clock": gone("pool.lifecycles.potential", "pool_clock_missing"),
    "decisions forgotten early": at("customer_file.retention.decisions.years", 2, "retention_unlawful"),
    "archived without notice": at("customer_file.archiving.warn_days", 0, "out_of_range"),
    "a target over the whole": at("customer_file.completeness.target", 120.0, "out_of_range"),
    "two approvals for one discount": at("promises.discounts.deep.over", 10.0, "steps_overlap"),
    "a function without anybody": gone("functions.functions.satisfaction", "function_missing"),
    "an evaluation before itself": at("evaluation.remind_before", 365, "warning_before_start"),
    "an empty title": at("evaluation.title", {"zh": "制度", "en": " "}, "text_empty"),
    "a title without end": at(
        "pool.title", {"zh": "公海" * 200, "en": "pool"}, "text_too_long", place="pool.title"
    ),
    "a duty left empty": at("functions.functions.development.duty", {"zh": "", "en": "all"}, "text_empty"),
    "a word without end": at("sanctions.reason", {"zh": "理由", "en": "x" * 5_000}, "text_too_long"),
    "a clause that is none": at("evaluation.source", "S6-16", "clause_unknown"),
    "a personal signal": at(
        "signals.signals.healthy",
        signal("sections.dossier.health"),
        "personal_signal",
        place="signals.signals.healthy.reads",
    ),
    "a signal that peeks": at(
        "signals.signals.peeking",
        signal("sections.credit.standing", when="sections.dossier.age > 45"),
        "unknown_name",
        place="signals.signals.peeking.when",
    ),
    "a signal of an unknown item": at(
        "signals.signals.blind",
        signal("forms.satisfaction.smile"),
        "field_unknown",
        place="signals.signals.blind.reads",
    ),
    "an offer for a person's health": at(
        "offers.offers.tonic",
        offer(reads="sections.dossier.health"),
        "personal_offer",
        place="offers.offers.tonic.reads",
    ),
    "an offer for nothing": at(
        "offers.offers.gift", offer(words=[]), "offer_without_need", place="offers.offers.gift.words"
    ),
    "an offer of no kind": at(
        "offers.offers.thing", offer(kind="thing"), "kind_unknown", place="offers.offers.thing.kind"
    ),
    "a low score opens what nobody declared": at("matters.low_score", "nobody_knows", "matter_unknown"),
    "a matter that results in nothing known": at(
        "matters.kinds.question.measures", "nobody_knows", "matter_unknown"
    ),
    "a matter without categories": at("matters.kinds.obstacle.categories", {}, "matter_size"),
    "a plan about nobody known": at("plans.kinds.customer_approach.about", "nobody", "subject_unknown"),
    "a goal in an unknown measure": at("plans.kinds.group_objectives.measures", ["fame"], "measure_unknown"),
    "a part without points": at("plans.kinds.development.parts.resources.points", {}, "plan_size"),
    "plan warnings out of order": at("plans.kinds.development.warn_before", [24, 72], "steps_out_of_order"),
    "a gate to nowhere": at(
        "signals.signals.gate",
        signal("sections.credit.standing", caps_at="vip"),
        "class_unknown",
        place="signals.signals.gate.caps_at",
    ),
    "a personal section without consent": at(
        "sections.sections.home",
        section(personal=True),
        "personal_without_consent",
        place="sections.sections.home.purpose",
    ),
    "a section with a pattern": at(
        "sections.sections.shop",
        section(
            document={
                "type": "object",
                "additionalProperties": False,
                "properties": {
                    "code": {
                        "type": "string",
                        "title": "code",
                        "x-title-zh": "编号",
                        "maxLength": 9,
                        "pattern": "(a+)+",
                    }
                },
            }
        ),
        "schema_keyword",
        place="sections.sections.shop.document.properties.code.pattern",
    ),
}

SHAPES: dict[str, Defect] = {
    "a chapter without its reason": gone("service.reason", "missing"),
    "a value nobody declared": at("service.colour", "red", "extra_forbidden"),
    "a number that is a word": at("forecast.deviation", "much", "float_parsing"),
    "a version with a space": at("version", "my version", "string_pattern_mismatch"),
}
"""Defects of shape, in chapters without other defects: of such a chapter nothing else can be said."""
