"""How default kinds of plans declare their parts: in the words of the policy documents."""

from collections.abc import Mapping

from shared.policy.plans import PlanPart, PlanPoint
from shared.policy.rule import Slug, Text

NAMED = Text(zh="制度列明。", en="The policy names it.")


def part(source: str, zh: str, en: str, **points: tuple[str, str]) -> PlanPart:
    """Return a part with its points, each by its title in both languages; all serve that clause."""
    return PlanPart(title=Text(zh=zh, en=en), source=source, reason=NAMED, points=_points(source, points))


def _points(source: str, points: Mapping[str, tuple[str, str]]) -> Mapping[Slug, PlanPoint]:
    return {
        name: PlanPoint(title=Text(zh=zh, en=en), source=source, reason=NAMED)
        for name, (zh, en) in points.items()
    }
