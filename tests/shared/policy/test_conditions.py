"""Conditions: what they say, what is refused with its place, and that no hostile one runs on."""

import time
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

import pytest

from shared.policy.condition import (
    CHARACTERS_MAX,
    LENGTH_MAX,
    NODES_MAX,
    ConditionFailed,
    ConditionRefused,
    compile_condition,
)
from shared.policy.facts import CUSTOMER, OPPORTUNITY, READING, Fact, Vocabulary
from shared.policy.rule import Text

SECONDS_MAX = 3.0
"""The stated bound of compiling and evaluating any condition at all, on a machine that is busy."""


def word(kind: Any) -> Fact:
    return Fact(kind, Text(zh="词", en="word"))


WORDS: Vocabulary = {
    "s": word("text"),
    "n": word("whole"),
    "r": word("number"),
    "at": word("moment"),
    "xs": word("texts"),
    "m": word("record"),
}
FACTS: dict[str, Any] = {
    "s": "汉" * 1_000,
    "n": 3,
    "r": 2.5,
    "at": datetime(2026, 3, 2, tzinfo=UTC),
    "xs": [str(number) for number in range(200)],
    "m": {"s": "汉" * 1_000, "o": {f"k{number}": "x" * 100 for number in range(400)}},
}


@pytest.mark.parametrize(
    ("source", "answer"),
    [
        ("n > 2 && r < 3.0", True),
        ("s.startsWith('汉') || n == 4", True),
        ("at - duration('24h') < at", True),
        ("'7' in xs", True),
        ("xs.all(x, x != 'a')", True),
        ("xs.exists_one(x, x == '7')", True),
        ("has(m.nothing) && m.nothing == 1", False),
        ("m.o.k1.size() == 100", True),
        ("n + 1 == 4", True),
    ],
)
def test_a_condition_says_whether_it_holds(source: str, *, answer: bool) -> None:
    assert compile_condition(source, WORDS).holds(FACTS) is answer


@pytest.mark.parametrize(
    ("source", "code", "place"),
    [
        ("n ==", "condition_syntax", (1, 5)),
        ("n > 1 &&\n  nope > 2", "unknown_name", (2, 3)),
        ("n > 1.5", "condition_types", (1, 3)),
        ("n + 1", "not_yes_or_no", (1, 1)),
        ("", "condition_syntax", (1, 1)),
        ("n > 1 " + " " * LENGTH_MAX, "condition_too_long", (0, 0)),
        ("n+n+n+n+n+n > 1", "too_many_additions", (0, 0)),
        ("(" * 40 + "true" + ")" * 40, "condition_too_deep", (0, 0)),
        ("!(" * 40 + "true" + ")" * 40, "condition_too_deep", (0, 0)),
        ("[" * 900, "condition_too_deep", (0, 0)),
        ("s.matches('(a+)+$')", "unknown_name", (1, 10)),
        ("xs.map(x, x) == xs", "unknown_name", (1, 8)),
        ("xs.filter(x, true) == xs", "unknown_name", (1, 11)),
        ("s + s == s", "condition_types", (1, 3)),
        ("xs + xs == xs", "condition_types", (1, 4)),
        ("dyn(s) == dyn(s)", "unknown_name", (1, 4)),
    ],
)
def test_what_is_no_condition_is_refused_with_its_place_in_both_languages(
    source: str, code: str, place: tuple[int, int]
) -> None:
    with pytest.raises(ConditionRefused) as refused:
        compile_condition(source, WORDS)
    found = {(problem.code, (problem.line, problem.column)) for problem in refused.value.problems}
    assert (code, place) in found
    assert all(problem.message.zh and problem.message.en for problem in refused.value.problems)


def test_every_problem_of_an_expression_is_told_at_once() -> None:
    with pytest.raises(ConditionRefused) as refused:
        compile_condition("a > 1 && b > 1 && n > 'x'", WORDS)
    assert [problem.code for problem in refused.value.problems].count("unknown_name") == 2


@pytest.mark.parametrize(
    ("source", "facts"),
    [
        ("m.absent > 1", {"m": {}}),
        ("n > 1", {}),
        ("n > 1", {"n": "three"}),
        ("n / 0 > 1", {"n": 1}),
        ("n * 9223372036854775807 > 1", {"n": 3}),
        ("m.n", {"m": {"n": 1}}),
        ("'a' in xs", {"xs": ["a"] * NODES_MAX}),
        ("s != 'a'", {"s": "a" * (CHARACTERS_MAX + 1)}),
        ("m.size() == 1", {"m": {"k" * (CHARACTERS_MAX + 1): 1}}),
    ],
)
def test_a_condition_without_an_answer_says_so_instead_of_no(source: str, facts: dict[str, Any]) -> None:
    with pytest.raises(ConditionFailed):
        compile_condition(source, WORDS).holds(facts)


@pytest.mark.parametrize(
    ("source", "first", "then"),
    [
        ("n > 1", {"n": 3}, {"n": 1}),
        ("s == 'a' && xs.size() == 2", {"s": "a", "xs": ["a", "b"]}, {"s": "a", "xs": ["a"]}),
        ("n > 1 || m.size() > 0", {"n": 1, "m": {"k": 1}}, {"n": 1, "m": {}}),
    ],
)
def test_an_answer_follows_the_facts_however_often_it_is_asked(
    source: str, first: dict[str, Any], then: dict[str, Any]
) -> None:
    condition = compile_condition(source, WORDS)
    assert [condition.holds(facts) for facts in (first, then, first, then)] == [True, False, True, False]


def test_a_value_of_another_type_is_not_taken_for_its_like() -> None:
    condition = compile_condition("n / 2 == 1", WORDS)
    assert condition.holds({"n": 2})
    with pytest.raises(ConditionFailed):
        condition.holds({"n": 2.0})


def test_a_condition_knows_the_words_that_it_can_depend_on() -> None:
    condition = compile_condition("r > 1.0 && 'n' in xs && xs.all(y, y != s) && r < 2.0", WORDS)
    assert condition.words == ("r", "n", "xs", "s")
    assert condition.holds({"r": 1.5, "n": 0, "xs": ["n"], "s": "", "m": {"k" * CHARACTERS_MAX: 1, "": 2}})


HOSTILE = {
    "nested all": "xs.all(a, xs.all(b, xs.all(c, xs.all(d, a != b || true))))",
    "the record compared at every step": "xs.all(a, xs.all(b, m == m))",
    "many macros in a row": "(" + "&&".join(["xs.all(a,m==m)"] * 60) + ")",
    "texts that double": "[m.s+m.s].all(a,[a+a].all(b,[b+b].all(c,[c+c].all(d,xs.all(e,d.size()>0)))))",
    "a long text at every step": "xs.all(a, xs.exists(b, (m.s+m.s+m.s+m.s+m.s).size() == 1))",
    "a search at every step": "xs.all(a, xs.all(b, !s.contains('汉汉汉汉汉汉汉汉汉汉汉x')))",
    "keys of a record, crossed": "m.o.all(k, m.o.all(l, m.o[k] == m.o[l]))",
    "deep nesting": "(" * 450 + "true" + ")" * 450,
    "nested lists": "[" * 450 + "]" * 450 + " == []",
    "a catastrophic pattern": "xs.all(a, s.matches('((a{1,30}){1,30}b)'))",
    "nested map": "xs.map(a, xs.map(b, xs.map(c, s))).size() > 1",
    "a long chain": "true" + "&&true" * 160,
    "a chain of selections": "m" + ".o" * 490 + " == 1",
}


@pytest.mark.parametrize("source", HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_condition_ends_within_its_bound(source: str) -> None:
    begun = time.process_time()
    with suppress(ConditionRefused, ConditionFailed):
        compile_condition(source, WORDS).holds(FACTS)
    assert time.process_time() - begun < SECONDS_MAX


def test_steps_of_nested_macros_are_counted_together() -> None:
    with pytest.raises(ConditionFailed, match="budget"):
        compile_condition("xs.all(a, xs.all(b, a != b || true))", WORDS).holds(FACTS)


@pytest.mark.parametrize("vocabulary", [CUSTOMER, OPPORTUNITY, READING])
def test_every_word_of_the_book_can_be_asked_for(vocabulary: Vocabulary) -> None:
    answers = {"text": "''", "whole": "0", "number": "0.0", "yes_no": "true", "texts": "[]", "record": "{}"}
    for name, fact in vocabulary.items():
        compile_condition(f"{name} == {answers.get(fact.kind, '1')}", vocabulary)
        assert fact.title.zh
        assert fact.title.en
