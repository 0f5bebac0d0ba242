"""What the policy book asks of a plan of its kind, and whether a version has it (S3-03)."""

from collections.abc import Iterator, Mapping

from services.leads.plan.decide.commands import Asked, Standard
from services.leads.plan.events import Content, Named
from shared.policy import PolicyBook
from shared.policy.plans import ABOUT, MEASURES, PlanKind


def declared(book: PolicyBook, kind: str) -> PlanKind | None:
    """Return the kind of plan as the book declares it."""
    return book.plans.kinds.get(kind)


def strangers(kind: PlanKind, parts: Mapping[str, Mapping[str, str]]) -> tuple[str, ...]:
    """Return the parts and points that no plan of the kind has, such as `strategy.methd`."""
    return tuple(
        f"{part}.{point}"
        for part, points in parts.items()
        for point in points
        if part not in kind.parts or point not in kind.parts[part].points
    )


def standard(book: PolicyBook, kind: PlanKind, named: Named, content: Content) -> Standard:
    """Return what the book asks of this version."""
    asked = (*_about(kind, named), *_points(kind, content), *_goals(kind, content), *_nodes(kind, content))
    return Standard(book.version, kind.approver, asked, kind.warn_before, kind.review_days)


def _about(kind: PlanKind, named: Named) -> Iterator[Asked]:
    """Yield whom it is about, where the kind asks for somebody."""
    there = {"customer": named.customer_id, "target_group": named.target_group}
    if kind.about in there:
        title = ABOUT[kind.about]
        yield Asked(kind.about, f"对象：{title.zh}", f"about {title.en}", there[kind.about] is not None)


def _points(kind: PlanKind, content: Content) -> Iterator[Asked]:
    for slug, part in kind.parts.items():
        said = content.parts.get(slug, {})
        for name, point in part.points.items():
            zh, en = f"{part.title.zh}：{point.title.zh}", f"{part.title.en}: {point.title.en}"
            yield Asked(f"{slug}.{name}", zh, en, bool(said.get(name, "").strip()))


def _goals(kind: PlanKind, content: Content) -> Iterator[Asked]:
    measured = {goal.measure for goal in content.goals}
    for measure in kind.measures:
        title = MEASURES[measure]
        yield Asked(f"goals.{measure}", f"目标：{title.zh}", f"goal: {title.en}", measure in measured)
    if kind.goals:
        enough = len(content.goals) >= kind.goals
        yield Asked("goals", f"目标：至少 {kind.goals} 项", f"goals: at least {kind.goals}", enough)


def _nodes(kind: PlanKind, content: Content) -> Iterator[Asked]:
    if kind.time_nodes:
        enough = len(content.nodes) >= kind.time_nodes
        zh, en = f"时间节点：至少 {kind.time_nodes} 个", f"time nodes: at least {kind.time_nodes}"
        yield Asked("time_nodes", zh, en, enough)
