"""Conditions as people say them: the expression's facts by their titles, its signs as words.

What has no words is not half said: such a condition is read in the expression alone, which always
stands beside its words and is what holds.
"""

import re
from collections.abc import Iterator, Mapping, Sequence

from shared.policy.facts import Kind, Vocabulary
from shared.policy.label import FORMS, SECTIONS
from shared.policy.rule import Language, Text
from shared.policy.spoken_parts import NOT, Part, spoken_parts
from shared.policy.titles import Titles
from shared.policy.words import run_together

_SIGNS: Mapping[str, Text] = {
    "&&": Text(zh="且", en=" and "),
    "||": Text(zh="或", en=" or "),
    "!": Text(zh="并非", en="not "),
    "==": Text(zh="为", en=" is "),
    "!=": Text(zh="不为", en=" is not "),
    "<": Text(zh="少于", en=" is less than "),
    "<=": Text(zh="不超过", en=" is at most "),
    ">": Text(zh="多于", en=" is more than "),
    ">=": Text(zh="不少于", en=" is at least "),
    "in": Text(zh="属于", en=" is among "),
    "(": Text(zh="（", en="("),
    ")": Text(zh="）", en=")"),
}
_PLAIN: Mapping[str, Text] = {
    "true": Text(zh="任何情况", en="always"),
    "false": Text(zh="从不", en="never"),
}
_ANSWERS: Mapping[str, Text] = {"true": Text(zh="是", en="true"), "false": Text(zh="否", en="false")}
"""What the same words are where something is compared with them."""
_RECORDED = Text(zh="已有“{}”", en='"{}" is there')
_COUNTED = Text(zh="{}的数目", en="the number of: {}")
_WITHIN = Text(zh="“{}”的“{}”", en='"{}" in "{}"')
_BESIDE = frozenset({"==", "!=", "in"})
_RECORDS: Mapping[str, tuple[str, ...]] = {"sections": SECTIONS, "forms": FORMS}
_COUNTABLE: Sequence[Kind] = ("texts", "record")
_UNQUOTABLE = re.compile(r"[\"“”()（）]")
"""Within the quotes of a text these would be read as ours."""


def in_words(source: str, vocabulary: Vocabulary, titles: Titles, language: Language) -> str | None:
    """Return `source` in words, or None when some of it has none."""
    parts = spoken_parts(source)
    if parts is None:
        return None
    speaker = _Speaker(vocabulary, titles, language)
    told = [speaker.part(parts, at) for at in range(len(parts))]
    if not all(told):
        return None
    joined = run_together(*(one for one in told if one))
    return joined if language == "zh-CN" else " ".join(joined.split()).replace("( ", "(").replace(" )", ")")


class _Speaker:
    """Says the parts of one condition."""

    def __init__(self, vocabulary: Vocabulary, titles: Titles, language: Language) -> None:
        self._vocabulary, self._titles, self._language = vocabulary, titles, language

    def part(self, parts: Sequence[Part], at: int) -> str | None:
        """Return the part in words, by what stands beside it."""
        kind, word = parts[at]
        match kind:
            case "sign":
                return self._in(_SIGNS[word])
            case "number":
                return word
            case "text":
                return self._text(word[1:-1], list(_names_beside(parts, at)))
            case "recorded":
                return self._around(_RECORDED, self._record(word.split(".")))
            case "counted":
                return self._around(_COUNTED, self._countable(word))
            case _:
                return self._plain(parts, at) if word in _PLAIN else self._name(word)

    def _in(self, text: Text) -> str:
        return text.in_language(self._language)

    def _around(self, frame: Text, told: str | None) -> str | None:
        return None if told is None else self._in(frame).format(told)

    def _plain(self, parts: Sequence[Part], at: int) -> str | None:
        word = parts[at][1]
        if _BESIDE.intersection(sign for _, sign in (*parts[max(at - 1, 0) : at], *parts[at + 1 : at + 2])):
            return self._in(_ANSWERS[word])
        # "Not always" is something else than never.
        return None if NOT in parts else self._in(_PLAIN[word])

    def _countable(self, word: str) -> str | None:
        fact = self._vocabulary.get(word)
        # Of a text that would be its letters.
        return self._name(word) if fact is None or fact.kind in _COUNTABLE else None

    def _name(self, word: str) -> str | None:
        fact = self._vocabulary.get(word)
        if fact is not None:
            return self._in(fact.title)
        if told := self._record(word.split(".")):
            return told
        return None

    def _record(self, path: Sequence[str]) -> str | None:
        """Return what a section or a form is called, or a field within one."""
        root = _RECORDS.get(path[0])
        whole = self._titles.at(*root, path[1]) if root and len(path) > 1 else None
        if root is None or whole is None:
            return None
        if len(path) == len(root):
            return self._in(whole)
        field = self._titles.at(*root, *path[1:])
        return self._field(whole, field) if field else None

    def _field(self, whole: Text, field: Text) -> str:
        names = (self._in(whole), self._in(field))
        return self._in(_WITHIN).format(*(names if self._language == "zh-CN" else reversed(names)))

    def _text(self, value: str, names: Sequence[str]) -> str | None:
        for name in names:
            root, *within = name.split(".")
            fact = self._vocabulary.get(name)
            word = fact.words.get(value) if fact else self._titles.at(*_RECORDS.get(root, ()), *within, value)
            if word is not None:
                return self._in(word)
        if _UNQUOTABLE.search(value) or {run_together(value), " ".join(value.split())} != {value}:
            return None
        return f"“{value}”" if self._language == "zh-CN" else f'"{value}"'


def _names_beside(parts: Sequence[Part], at: int) -> Iterator[str]:
    """Yield the name that a text is compared with, on either side of it."""
    for sign, name in ((at - 1, at - 2), (at + 1, at + 2)):
        if sign >= 0 and 0 <= name < len(parts) and parts[sign][1] in _BESIDE:
            yield parts[name][1]
