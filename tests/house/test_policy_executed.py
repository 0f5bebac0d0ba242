"""A value that leadership approves is executed by a service, or the printed book says that people keep it.

`policy_unexecuted.txt` names those that no service executes, each with the reason; it may only shrink. The
printed book takes them from the label of the value, and both are held to what the code does.
"""

import re
from functools import cache

from shared.policy.book import PolicyBook
from tests.house.executed import ROOT, Leaf, Reading
from tests.house.shrinking import taken_off

UNEXECUTED = ROOT / "tests" / "house" / "policy_unexecuted.txt"
LINE = re.compile(r"^([a-z_.*]+)  (\S.*)$")
BY_DRAFTS = frozenset({"signals.signals.*.cap", "signals.signals.*.approved_clause"})
"""What the checks of a draft execute: only the latest value of a signal counts, and no draft gives it more
points than its cap; without an approved clause no draft may read what is personal."""


@cache
def leaves() -> dict[str, Leaf]:
    """Every value of the book, in its order."""
    reading = Reading()
    reading.services()
    return reading.leaves(PolicyBook)


def unexecuted() -> list[str]:
    return [place for place, leaf in leaves().items() if not leaf.read]


def named() -> dict[str, str]:
    """The places in the list, each with its reason."""
    lines = UNEXECUTED.read_text(encoding="utf-8").splitlines()
    return {found[1]: found[2] for line in lines if (found := LINE.match(line))}


def test_every_value_of_the_book_is_executed_or_stands_in_the_list() -> None:
    found = [place for place in unexecuted() if place not in BY_DRAFTS]
    assert found == list(named()), "a value was added that nothing executes, or one is executed by now"


def test_no_value_comes_back_to_the_list() -> None:
    assert not taken_off(UNEXECUTED, LINE) & named().keys()


def test_what_the_checks_of_drafts_execute_no_service_does() -> None:
    assert set(unexecuted()) >= BY_DRAFTS


def test_the_printed_book_says_of_these_and_of_no_others_that_people_keep_them() -> None:
    assert {place for place, leaf in leaves().items() if leaf.by_people} == set(named())


def test_a_value_whose_only_reader_is_gone_is_found_though_others_have_its_name() -> None:
    room = "services/visits/complaint/clocks.py"
    text = (ROOT / room).read_text(encoding="utf-8")
    other = "((share.percent, 'manager') for share in book.effort.shares.values())"
    gone = text.replace("book.complaint.escalation.steps()", other)
    assert gone != text
    reading = Reading()
    reading.services({room: gone})
    found = reading.leaves(PolicyBook)
    assert not found["complaint.escalation.percent"].read
    assert found["effort.shares.*.percent"].read
