"""The parts of a condition that can be said, in the order in which they are said.

Words have no precedence: where signs bind by the language's rules, brackets say what belongs together.
"""

import re
from collections import Counter
from collections.abc import Sequence
from typing import Final

_TOKEN = re.compile(
    r"""\s*(?:
        (?P<text>'[^'\\]*'|"[^"\\]*")
      | (?P<number>-?\d+(?:\.\d+)?)
      | (?P<recorded>has\(\s*(?P<what>[a-zA-Z_][\w.]*)\s*\))
      | (?P<counted>[a-zA-Z_][\w.]*)\.size\(\)
      | (?P<name>[a-zA-Z_][\w.]*)
      | (?P<sign>&&|\|\||[=!<>]=|[<>!()])
    )""",
    re.VERBOSE,
)

Part = tuple[str, str]
"""What a part is, and how it is written; of a name in `has()` or `size()` only the name."""

OPEN: Final = ("sign", "(")
CLOSE: Final = ("sign", ")")
AND: Final = ("sign", "&&")
OR: Final = ("sign", "||")
NOT: Final = ("sign", "!")


def spoken_parts(source: str) -> Sequence[Part] | None:
    """Return the parts, with brackets where only the language's precedence says what belongs together.

    None when something in `source` cannot be said: arithmetic, lists, a comparison of a comparison.
    """
    parts = _written(source)
    return _bracketed(parts) if parts is not None and _alternate(parts) else None


def _written(source: str) -> Sequence[Part] | None:
    parts, at = list[Part](), 0
    while at < len(source.rstrip()):
        found = _TOKEN.match(source, at)
        if found is None:
            return None
        kind = "recorded" if found["recorded"] else str(found.lastgroup)
        word = found["what"] if kind == "recorded" else found[kind]
        parts.append(("sign", word) if word == "in" else (kind, word))
        at = found.end()
    return parts


def _alternate(parts: Sequence[Part]) -> bool:
    """Whether each sign stands between what it joins: `a -1` is a difference, and `'''a'''` three texts."""
    wanted, compared = True, [False]
    for part in parts:
        if part[0] != "sign" or part in {OPEN, NOT}:
            if not wanted:
                return False
            wanted = part[0] == "sign"
            compared += [False] if part == OPEN else []
        elif wanted or (part == CLOSE and len(compared) == 1):
            return False
        elif part == CLOSE:
            compared.pop()
        else:
            wanted, joins = True, part in {AND, OR}
            if compared[-1] and not joins:
                return False
            compared[-1] = not joins
    return not wanted


def _bracketed(parts: Sequence[Part]) -> Sequence[Part]:
    together = {span for at in range(len(parts)) if (span := _bound(parts, at)) is not None}
    opened, closed = Counter(start for start, _ in together), Counter(end for _, end in together)
    told = list[Part]()
    for at, part in enumerate(parts):
        told += [*[CLOSE] * closed[at], *[OPEN] * opened[at], part]
    return told + [CLOSE] * closed[len(parts)]


def _bound(parts: Sequence[Part], at: int) -> tuple[int, int] | None:
    """Return from where to before where the sign there binds what its words do not hold together."""
    if parts[at] == AND:
        start, end = _reach(parts, at, -1) + 1, _reach(parts, at, 1)
        return (start, end) if OR in {_part(parts, start - 1), _part(parts, end)} else None
    if parts[at] == NOT and parts[at + 1] not in {OPEN, NOT}:
        followed = _part(parts, at + 2) not in {None, CLOSE}
        return (at + 1, at + 2) if followed else None
    return None


def _reach(parts: Sequence[Part], at: int, step: int) -> int:
    """Return where the "and"s on that side of the one there end: at an "or", a bracket around, or nothing."""
    depth, at = 0, at + step
    while (part := _part(parts, at)) is not None and (depth or part not in {OR, CLOSE if step > 0 else OPEN}):
        depth += step * ((part == OPEN) - (part == CLOSE))
        at += step
    return at


def _part(parts: Sequence[Part], at: int) -> Part | None:
    return parts[at] if 0 <= at < len(parts) else None
