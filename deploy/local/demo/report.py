"""What came of the demo, on one screen."""

from dataclasses import dataclass
from typing import Any

from deploy.local.demo.sample import CREDIT
from deploy.local.demo.webhooks import Outcome, percentile
from deploy.local.screen import say, table

REASONS_SHOWN_MAX = 12
TOLERANCE = 1e-6


@dataclass(frozen=True, slots=True)
class Shop:
    """How much the shop told, and after how many seconds everybody had heard it."""

    events: int
    heard_after_s: float


@dataclass(frozen=True, slots=True)
class Explained:
    """A customer's name, and the tier as scoring explains it."""

    name: str
    tier: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Figures:
    """All that is shown."""

    shop: Shop
    story: dict[str, int]
    story_is_new: bool
    tiers: list[dict[str, Any]]
    explained: Explained
    webhooks: Outcome
    signatures: dict[str, int]
    latencies_ms: list[float]


def show(figures: Figures, verified: dict[str, tuple[bool, str]]) -> None:
    """The report is on standard output."""
    _show_events(figures)
    _show_tiers(figures)
    _show_explanation(figures.explained)
    _show_webhooks(figures)
    rows = [
        (service, "equal" if equal else "NOT equal", words) for service, (equal, words) in verified.items()
    ]
    table(
        "\nLive projections against a rebuild from the log, row by row",
        ["service", "result", "in its words"],
        rows,
    )


def _show_events(figures: Figures) -> None:
    story = figures.story
    rows = [
        ("leads", f"{figures.shop.events + story.get('leads', 0):,}", "inbox topic and HTTP"),
        ("visits", f"{story.get('visits', 0):,}", "HTTP"),
    ]
    table("\nEvents in, per service", ["service", "events", "came by"], rows)
    say(f"{CREDIT}; dates shifted to end on the day before the first run.")
    shop = figures.shop
    rate = shop.events / shop.heard_after_s
    say(f"Everybody had heard the shop after {shop.heard_after_s:.1f} s ({rate:,.0f} events a second).")


def _show_tiers(figures: Figures) -> None:
    rows = [
        (
            f"{one['tier']} ({one['letter']})",
            one["name"],
            f"{one['customers']:,}",
            f"{one['confirmed_customers']:,}",
        )
        for one in figures.tiers
    ]
    table("\nCustomers by tier class", ["class", "name", "customers", "of these confirmed"], rows)


def _show_explanation(explained: Explained) -> None:
    tier = explained.tier
    rows = [
        (one["occurred_at"][:10], one["type"], one["signal"], f"{one['points']:+.3f}")
        for one in tier["events"][:REASONS_SHOWN_MAX]
    ]
    left = tier["events"][REASONS_SHOWN_MAX:]
    others = len(left) + tier["rest"]["count"]
    if others:
        points = sum(one["points"] for one in left) + tier["rest"]["points"]
        rows.append(("", f"{others} more events", "", f"{points:+.3f}"))
    total = sum(one["points"] for one in tier["events"]) + tier["rest"]["points"]
    holds = "equals" if abs(total - tier["score"]) < TOLERANCE * max(1.0, abs(total)) else "DIFFERS FROM"
    rows.append(("", "sum", "", f"{total:+.3f}"))
    title = f"\nWhy {explained.name} is {tier['tier']} ({tier['letter']}), policy {tier['policy_version']}"
    table(title, ["on", "event", "signal", "points today"], rows)
    say(f"The sum {holds} the score, {tier['score']:.3f}. {' '.join(tier['words'])}")


def _show_webhooks(figures: Figures) -> None:
    sent = figures.webhooks
    rows = [
        ("deliveries", f"{sent.deliveries:,}"),
        ("attempts", f"{sent.attempts:,}"),
        ("delivered", f"{sent.delivered:,}"),
        ("of these after a retry", f"{sent.retried:,}"),
        ("still pending", f"{sent.pending:,}"),
        ("ended otherwise", f"{sent.ended_otherwise:,}"),
        *(
            (f"signature {verdict}, at the sink", f"{count:,}")
            for verdict, count in figures.signatures.items()
        ),
    ]
    table("\nWebhooks", ["", ""], rows)
    times = figures.latencies_ms
    if times:
        p50, p99 = percentile(times, 0.5), percentile(times, 0.99)
        say(f"From HTTP answer to webhook: p50 {p50:.0f} ms, p99 {p99:.0f} ms ({len(times)} facts).")
    elif not figures.story_is_new:
        say("The story had been told before: nothing was written twice, so there is no latency to measure.")
