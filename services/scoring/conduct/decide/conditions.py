"""Whether a measure has what the policy asks for, and what is missing, in words (S6-13)."""

from collections.abc import Iterable
from datetime import timedelta
from uuid import UUID

from services.scoring.conduct.decide.commands import Conditions, SanctionConditionsUnmet
from services.scoring.conduct.decide.state import Record


def refuse_unmet(record: Record, violations: Iterable[UUID], conditions: Conditions) -> None:
    """Return when nothing is missing. Raises SanctionConditionsUnmet, which names all that is."""
    cited = tuple(violations)
    missing = [*_of_evidence(record, cited, conditions), *_of_measure_before(record, cited, conditions)]
    if missing:
        raise SanctionConditionsUnmet(
            missing=", ".join(name for name, _, _ in missing),
            zh="；".join(zh for _, zh, _ in missing),
            en="; ".join(en for _, _, en in missing),
            policy_version=conditions.policy_version,
        )


def _of_evidence(
    record: Record, cited: tuple[UUID, ...], conditions: Conditions
) -> Iterable[tuple[str, str, str]]:
    there, needed = len(record.evidence(cited)), conditions.evidence
    if there < needed:
        zh = f"须有 {needed} 件证据，现有 {there} 件"
        yield "evidence", zh, f"{needed} pieces of evidence are needed, there are {there}"


def _of_measure_before(
    record: Record, cited: tuple[UUID, ...], conditions: Conditions
) -> Iterable[tuple[str, str, str]]:
    if conditions.after is None or _came_before(record, cited, conditions):
        return
    within = conditions.within or timedelta.max
    zh = f"违规之前 {within.days} 天内须受过{conditions.after_zh}"
    en = f"a {conditions.after_en} in effect is needed within {within.days} days before the violation"
    yield conditions.after, zh, en


def _came_before(record: Record, cited: tuple[UUID, ...], conditions: Conditions) -> bool:
    """Whether the person acted again: after a measure of that kind, and while it still counted."""
    latest = max(record.violations[one].recorded.occurred_at for one in cited)
    within = conditions.within
    return any(
        sanction.decided is not None
        and sanction.standing in {"in_effect", "appealed"}
        and sanction.proposed.measure == conditions.after
        and sanction.decided.occurred_at < latest
        and (within is None or latest - sanction.decided.occurred_at <= within)
        for sanction in record.sanctions.values()
    )
