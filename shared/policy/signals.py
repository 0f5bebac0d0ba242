"""The chapter of signals: what a company lets count in the score, beside the built-in facts.

A signal reads one declared field and its condition sees nothing else, so what a book lets count is
what stands here. Fields about a person (S9-01, S11-05) count only under a clause approved for that.
"""

from collections.abc import Iterator, Mapping
from typing import Annotated

from pydantic import StringConstraints

from shared.policy.condition import refusals
from shared.policy.facts import READING
from shared.policy.label import DAYS, POINTS, Label
from shared.policy.names import CLASS_WORDS, TIER_CLASSES
from shared.policy.rule import Chapter, Finding, Rule, Slug, Text, finding
from shared.policy.score import HALF_LIFE_DAYS_MAX, LEAST_ABOVE_ZERO, POINTS_MAX

SIGNALS_MAX = 50

SENSITIVE: frozenset[str] = frozenset(
    {
        # S9-01: the person's dossier
        *("finances", "health", "family", "work", "social_circle", "hobbies", "culture", "pursuits"),
        *("ideals", "personality"),
        # S11-05: the survey of the owner and of the staff
        *("education", "seniority", "ability", "interests", "habits", "personal_assets"),
        # S11-02, S11-11: what else is asked about a person
        *("age", "birthday", "spouse", "weak_points"),
    }
)
"""Names of fields about a person; in a section or a form of any name."""
SENSITIVE_WORDS: frozenset[str] = frozenset({"age", "birthday", "family", "health", "spouse"})
"""Words that make a field personal wherever they stand in its name, as in `owner_health`."""
PERSONAL_SECTIONS: frozenset[str] = frozenset({"birthday", "person_dossier", "person_survey"})


def is_about_a_person(field: str) -> bool:
    """Return whether a field or item of this name is one of S9-01 or S11-05."""
    return field in SENSITIVE or not SENSITIVE_WORDS.isdisjoint(field.split("_"))


def reads_a_person(reads: str) -> bool:
    """Return whether the field that `reads` names is one of S9-01 or S11-05 by its name."""
    _, slug, field = reads.split(".")
    return slug in PERSONAL_SECTIONS or is_about_a_person(field)


Reads = Annotated[
    str,
    StringConstraints(
        pattern=r"^((sections|forms)\.[a-z][a-z0-9_]{0,63}\.[a-z][a-z0-9_]{0,63}"
        r"|customer\.(file\.completeness|lifecycle\.state))$"
    ),
]
"""Where a signal looks: `sections.<slug>.<field>`; `forms.<slug>.<item>`, of which `total` is the sum;
`customer.lifecycle.state`, 潜在 → 意向 → 签约 (S5-03); `customer.file.completeness`, in percent (S3-08)."""


class Signal(Rule):
    """A field whose value earns `points` while `when` holds, halved every `half_life_days`, up to `cap`.

    `caps_at`: while it holds, the class is no higher than this whatever the score; such a gate needs
    no points. `approved_clause` is the company's own clause that lets a personal field count.
    """

    reads: Annotated[Reads, Label("读取字段", "reads")]
    when: Annotated[str | None, Label("条件", "counts when", speaks=READING)] = None
    points: Annotated[float, Label("分值", "points", POINTS, -POINTS_MAX, POINTS_MAX)]
    half_life_days: Annotated[
        float, Label("半衰期", "points of {of} halve every", DAYS, LEAST_ABOVE_ZERO, HALF_LIFE_DAYS_MAX)
    ]
    cap: Annotated[float, Label("累计上限", "at most in all", POINTS, 0, POINTS_MAX)]
    caps_at: Annotated[str | None, Label("等级封顶", "class no higher than", words=CLASS_WORDS)] = None
    approved_clause: Annotated[Text | None, Label("特别批准条款", "clause approved for it")] = None

    @property
    def is_personal(self) -> bool:
        """Return whether the field is one of S9-01 or S11-05 by its name."""
        return reads_a_person(self.reads)

    def findings(self) -> Iterator[Finding]:
        """Yield what cannot stand, seen alone."""
        yield from refusals(("when",), self.when, READING)
        if self.is_personal and self.approved_clause is None:
            yield personal_signal(self.reads)
        if self.caps_at is not None and self.caps_at not in TIER_CLASSES:
            zh, en = f"未知的等级 {self.caps_at}", f"unknown class {self.caps_at}"
            yield finding(("caps_at",), "class_unknown", zh, en)
        if not self.points and self.caps_at is None:
            yield finding(
                ("points",), "signal_without_effect", "既不计分也不封顶", "neither points nor a gate"
            )
        if abs(self.points) > self.cap and self.points:
            yield finding(
                ("cap",), "cap_under_points", "上限低于单次分值", "a cap below a single time's points"
            )


class SignalChapter(Chapter):
    """The company's signals by slug."""

    signals: Mapping[Slug, Signal]

    def findings(self) -> Iterator[Finding]:
        """Yield what cannot stand."""
        if len(self.signals) > SIGNALS_MAX:
            zh, en = f"信号最多 {SIGNALS_MAX} 个", f"more than {SIGNALS_MAX} signals"
            yield finding(("signals",), "too_many_signals", zh, en)
        for slug, signal in self.signals.items():
            for found in signal.findings():
                yield found.under("signals", slug)


def personal_signal(reads: str) -> Finding:
    """Return the finding of a personal field that counts without an approved clause."""
    zh = f"{reads} 属个人敏感信息，未经制度特别批准不得计分"
    en = f"{reads} is personal; it may not count without a clause approved for it"
    return finding(("reads",), "personal_signal", zh, en)
