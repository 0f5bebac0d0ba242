"""Which fields of the customer file a book puts to use: what its signals and conditions read."""

import re
from collections import defaultdict
from collections.abc import Mapping

from shared.policy.book import PolicyBook
from shared.policy.walk import places

_READ = re.compile(r"""\bsections(?:\.|\[["'])(\w+)(?:["']\])?(?:\.|\[["'])(\w+)""")


def sections_read(book: PolicyBook) -> Mapping[str, frozenset[str]]:
    """Return the fields that anything in `book` reads, by section; what no text names is put to no use."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for place in places(book, book.title):
        if isinstance(place.value, str):
            for section, field in _READ.findall(place.value):
                found[section].add(field)
    return {section: frozenset(fields) for section, fields in found.items()}
