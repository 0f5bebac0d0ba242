"""Conditions: expressions in CEL over named facts, checked when drafted, bounded when they run.

The one port to the language (ADR 14). A condition is compiled against a vocabulary, so a wrong word, a
wrong type or a slip of the pen is refused with its place. What could grow is left out of the language:
no regular expressions, no lists or texts built anew. Of the library's own bounds we rely on two: at
most 32 levels of nesting, and at most 10,000 steps of all macros of one evaluation together.
"""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from cel_expr_python import cel

from shared.policy.facts import Kind, Vocabulary
from shared.policy.rule import Finding, Text

LENGTH_MAX = 1_000
"""Characters of a condition."""
ADDITIONS_MAX = 4
"""Plus signs of a condition: values of no declared type could be added to long texts otherwise."""
NODES_MAX = 1_000
"""Values in the facts of one evaluation, counted through all lists and records."""
CHARACTERS_MAX = 50_000
"""Characters of all texts in the facts of one evaluation."""
COMPILED_KEPT_MAX = 1_024
ANSWERS_KEPT_MAX = 16_384
"""Answers that are remembered, of all conditions together: some megabytes."""

_DYN = {"type_name": "dyn"}
_STRING = {"type_name": "string"}
_TYPES: Mapping[Kind, Mapping[str, Any]] = {
    "text": _STRING,
    "whole": {"type_name": "int"},
    "number": {"type_name": "double"},
    "yes_no": {"type_name": "bool"},
    "moment": {"type_name": "timestamp"},
    "texts": {"type_name": "list", "params": [_STRING]},
    "record": {"type_name": "map", "params": [_STRING, _DYN]},
    "anything": _DYN,
}
_LANGUAGE = {
    "include_macros": ["has", "all", "exists", "exists_one"],
    "exclude_functions": [
        {"name": "matches"},
        {"name": "dyn"},
        {"name": "bytes"},
        {"name": "_+_", "overloads": [{"id": "add_string"}, {"id": "add_bytes"}, {"id": "add_list"}]},
    ],
}
_REMEMBERED: frozenset[Kind] = frozenset({"text", "whole", "number", "yes_no", "texts"})
"""Kinds of few and small values: a condition that names no others is asked the same again and again."""
_WORD = re.compile(r"[a-zA-Z_]\w*")
_PROBLEM = re.compile(r"ERROR: <input>:(-?\d+):(-?\d+): (.+)")
_UNKNOWN = re.compile(r"undeclared reference to '([^']*)'")


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a condition is refused; `line` and `column` count from 1, and are 0 where there is no place."""

    code: str
    message: Text
    line: int = 0
    column: int = 0


class ConditionRefused(ValueError):  # noqa: N818 -- named for what happened
    """The expression is no condition; `problems` has every reason with its place. Mend the expression."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__("; ".join(problem.message.en for problem in problems))
        self.problems = problems


class ConditionFailed(ValueError):  # noqa: N818 -- named for what happened
    """The condition has no answer for these facts: one is missing, of another type, or they are too many."""


@dataclass(frozen=True, slots=True, eq=False)
class Condition:
    """A compiled condition; safe to keep and to ask as often as needed.

    `words` are those of the vocabulary that stand in the source, in its order: it can depend on no others.
    """

    source: str
    words: tuple[str, ...]
    _compiled: cel.Expression
    _remembers: bool

    def holds(self, facts: Mapping[str, Any]) -> bool:
        """Return whether the condition holds for `facts`; only those that it names are looked at.

        Raises: ConditionFailed; a condition without an answer is never taken for one that does not hold.
        """
        named = {word: facts[word] for word in self.words if word in facts}
        if self._remembers and len(named) == len(self.words):
            return _remembered(self, *(_kept(value) for value in named.values()))
        return self.asked(named)

    def asked(self, named: Mapping[str, Any]) -> bool:
        """Return whether it holds, worked out anew. Raises ConditionFailed."""
        _refuse_too_much(named)
        try:
            answer = self._compiled.eval(data=named)
        except RuntimeError as error:
            raise ConditionFailed(str(error)) from error
        if answer.type() != cel.Type.BOOL:
            raise ConditionFailed(str(answer.value()))
        return bool(answer.value())


# Typed: for the language 1 and 1.0 differ, and true is neither.
@lru_cache(maxsize=ANSWERS_KEPT_MAX, typed=True)
def _remembered(condition: Condition, *values: Any) -> bool:
    given = (list(value) if isinstance(value, tuple) else value for value in values)
    return condition.asked(dict(zip(condition.words, given, strict=True)))


def _kept(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


def refusals(path: tuple[str, ...], source: str | None, vocabulary: Vocabulary) -> Iterator[Finding]:
    """Yield a finding at `path` for everything that keeps `source` from being a condition; none is fine."""
    if source is None:
        return
    try:
        compile_condition(source, vocabulary)
    except ConditionRefused as refused:
        for problem in refused.problems:
            yield Finding(path=path, code=problem.code, message=problem.message)


@lru_cache(maxsize=COMPILED_KEPT_MAX)
def _compiled(source: str, words: tuple[tuple[str, Kind], ...]) -> Condition:
    if refused := tuple(_too_large(source)):
        raise ConditionRefused(refused)
    try:
        compiled = _environment(words).compile(source)
    except RuntimeError as error:
        raise ConditionRefused(_problems(str(error))) from error
    if compiled.return_type() not in (cel.Type.BOOL, cel.Type.DYN):
        kind = str(compiled.return_type()).lower()
        told = Text(zh=f"条件的结果不是“是”或“否”，而是 {kind}", en=f"the result is {kind}, not yes or no")
        raise ConditionRefused((Problem("not_yes_or_no", told, 1, 1),))
    kinds = dict(words)
    named = tuple(dict.fromkeys(word for word in _WORD.findall(source) if word in kinds))
    return Condition(source, named, compiled, {kinds[word] for word in named} <= _REMEMBERED)


def compile_condition(source: str, vocabulary: Vocabulary) -> Condition:
    """Return `source` as a condition over the words of `vocabulary`.

    Raises: ConditionRefused.
    """
    return _compiled(source, tuple((name, fact.kind) for name, fact in sorted(vocabulary.items())))


@lru_cache(maxsize=8)
def _environment(words: tuple[tuple[str, Kind], ...]) -> cel.Env:
    variables = [{"name": name, **_TYPES[kind]} for name, kind in words]
    # The configuration is YAML, of which JSON is a part that needs no escaping of our own.
    return cel.NewEnv(
        config=cel.NewEnvConfigFromYaml(
            json.dumps({"name": "policy", "stdlib": _LANGUAGE, "variables": variables})
        )
    )


def _too_large(source: str) -> Iterator[Problem]:
    if len(source) > LENGTH_MAX:
        zh, en = f"条件超过 {LENGTH_MAX} 个字符", f"a condition of more than {LENGTH_MAX} characters"
        yield Problem("condition_too_long", Text(zh=zh, en=en))
    if source.count("+") > ADDITIONS_MAX:
        zh, en = f"加号超过 {ADDITIONS_MAX} 个", f"more than {ADDITIONS_MAX} plus signs"
        yield Problem("too_many_additions", Text(zh=zh, en=en))


def _problems(told: str) -> tuple[Problem, ...]:
    """Return what the compiler says, each with its place."""
    found = tuple(
        _problem(int(line), int(column), message) for line, column, message in _PROBLEM.findall(told)
    )
    if found and "recursion" not in told:
        return found
    return (Problem("condition_too_deep", Text(zh="条件嵌套过深", en="the condition is nested too deeply")),)


def _problem(line: int, column: int, told: str) -> Problem:
    if name := _UNKNOWN.match(told):
        code, zh, en = "unknown_name", f"未知的名称 {name[1]}", f"unknown name {name[1]}"
    elif told.startswith("Syntax error"):
        code, zh, en = "condition_syntax", "语法错误", told
    elif told.startswith("found no matching overload"):
        code, zh, en = "condition_types", "类型不相配", told
    else:
        code, zh, en = "condition_refused", "条件不成立", told
    place = Text(
        zh=f"第 {line} 行第 {column} 列：{zh}",
        en=f"line {line}, column {column}: {en}",
    )
    return Problem(code, place, line, column)


def _refuse_too_much(facts: Mapping[str, Any]) -> None:
    nodes = characters = 0
    open_: list[Any] = [facts]
    while open_:
        value = open_.pop()
        nodes += 1
        if isinstance(value, str):
            characters += len(value)
        elif isinstance(value, Mapping):
            characters += sum(len(name) for name in value)
            open_.extend(value.values())
        elif isinstance(value, list | tuple):
            open_.extend(value)
        if nodes + len(open_) > NODES_MAX or characters > CHARACTERS_MAX:
            raise ConditionFailed(f"more than {NODES_MAX} values or {CHARACTERS_MAX} characters of facts")
