"""What scoring says of a change: the contract, and its finished message."""

from collections.abc import Collection
from uuid import UUID, uuid5

from services.scoring.tier.explain import Explanation, explained
from services.scoring.tier.fold import Change
from services.scoring.tier.rules import RANK, Rules
from services.scoring.tier.standing import next_crossing
from shared.contracts.envelope import Message
from shared.contracts.scoring import Next, Reason, Rest, TierChanged
from shared.policy.tier import TierClass

SOURCE = "scoring"

_CHANGES = UUID("0d0c5a5e-3c1f-5b0e-9a57-2f4bb1c6a9d1")


def tier_changed(change: Change) -> TierChanged:
    """Return the contract that says `change`, in the words of the book in force then."""
    standing, rules = change.standing, change.rules
    letters = rules.book.tier.letters
    why = explained(change.facts, standing.since, rules)
    crossing = next_crossing(change.basis, standing)
    return TierChanged(
        customer_id=UUID(change.key),
        before=change.before,
        after=standing.tier,
        letter_before=letters[change.before],
        letter_after=letters[standing.tier],
        score=why.score,
        changed_at=standing.since,
        cause=change.cause,
        policy_version=rules.book.version,
        reasons=tuple(reasons(why)),
        rest=Rest(count=why.rest_count, points=why.rest_points),
        next=_next_after(change, why.score),
        crossing_at=None if crossing is None else crossing.since,
    )


def reasons(why: Explanation) -> list[Reason]:
    """Return the explanation's parts as they are published."""
    return [
        Reason(
            event_id=part.fact.event_id,
            type=part.fact.type,
            signal=part.signal,
            points=part.points,
            occurred_at=part.fact.occurred_at,
        )
        for part in why.parts
    ]


def _next_after(change: Change, score: float) -> Next | None:
    tally, since = change.basis.tally, change.standing.since
    override = tally.override
    overridden = override is not None and override.since <= since < override.until
    return next_class(change.standing.tier, score, change.rules, tally.holding, overridden=overridden)


def next_class(
    tier: TierClass, score: float, rules: Rules, holding: Collection[str], *, overridden: bool
) -> Next | None:
    """Return the class above and the points to it; from potential it takes a purchase, not points.

    There is none above `key`, none above what a signal that holds allows, and none that a score or a
    purchase could bring while a person's class is shown.
    """
    if overridden or RANK.index(tier) >= RANK.index(rules.cap(holding)):
        return None
    if tier == "potential":
        return Next(tier="ordinary", distance=0.0)
    return Next(tier="key", distance=round(max(rules.enter - score, 0.0), 6))


def message(change: Change) -> Message:
    """Return the message that says `change`; the same change has the same id on every try."""
    said = tier_changed(change)
    standing = change.standing
    # Between two changes with equal times lies at least one more fact, or a book that came late; the
    # count and the version tell them apart.
    version = change.rules.book.version
    name = f"{change.known}:{change.before}:{standing.tier}:{standing.since.isoformat()}:{version}"
    return Message(
        id=str(uuid5(uuid5(_CHANGES, change.key), name)),
        source=SOURCE,
        type=said.TYPE,
        subject=f"tier-{change.key}",
        key=change.key,
        sequence=None,
        time=standing.since,
        recorded_at=change.occasion.recorded_at,
        dataschema=said.dataschema(),
        data=said.model_dump_json().encode(),
        traceparent=change.occasion.traceparent,
    )
