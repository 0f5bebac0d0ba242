"""Which fields of the customer file a book puts to use: what its signals and conditions read."""

import re
from collections import defaultdict
from collections.abc import Mapping

from shared.policy.book import PolicyBook
from shared.policy.facts import BIRTHDAY
from shared.policy.walk import places

_READ = re.compile(r"""\bsections(?:\.|\[["'])(\w+)(?:["']\])?(?:\.|\[["'])(\w+)""")
_BY_WORD = {re.compile(r"\bdays_to_birthday\b"): BIRTHDAY}
"""Words of conditions that stand for a field."""


def sections_read(book: PolicyBook) -> Mapping[str, frozenset[str]]:
    """Return the fields that anything in `book` reads, by section; what no text names is put to no use."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for place in places(book, book.title):
        if isinstance(place.value, str):
            for section, field in (*_READ.findall(place.value), *_by_word(place.value)):
                found[section].add(field)
    return {section: frozenset(fields) for section, fields in found.items()}


def _by_word(text: str) -> list[tuple[str, str]]:
    return [field for word, field in _BY_WORD.items() if word.search(text)]
