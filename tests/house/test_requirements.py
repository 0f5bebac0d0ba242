"""Every clause of the policy documents has a test named after it, or stands in the list of those without.

The list may only shrink: whoever serves a clause names its test `test_s6_04_…` and takes its line out.
"""

from tests.house import requirements as code
from tests.house.requirements import CLAUSE, OPEN, ROOT, clauses, still_open, table
from tests.house.shrinking import taken_off

HINT = "a test that serves a clause is named after it, such as test_s6_04_an_overdue_visit_is_raised"


def test_no_clause_with_a_test_is_still_called_open() -> None:
    served = table()
    told = [
        f"remove the line '{line}' from {OPEN.relative_to(ROOT)}: {served[found[1]].tests[0]} serves it"
        for line in OPEN.read_text().splitlines()
        if (found := CLAUSE.match(line)) and served[found[1]].tests
    ]
    assert not told, "\n".join(told)


def test_every_clause_has_a_test_or_is_called_open() -> None:
    called_open = still_open()
    told = [
        f"{clause} has neither a test nor a line in {OPEN.relative_to(ROOT)}; {HINT}"
        for clause, served in table().items()
        if not served.tests and clause not in called_open
    ]
    assert not told, "\n".join(told)


def test_the_list_names_each_clause_once_in_the_order_of_the_documents() -> None:
    named = still_open()
    assert len(named) == len(OPEN.read_text().splitlines())
    assert list(named) == [clause for clause in clauses() if clause in named]


def test_no_test_is_named_after_a_clause_that_there_is_not() -> None:
    every = frozenset(clauses())
    assert [test for clause, test in code.tests_by_name() if clause not in every] == []


def test_no_clause_comes_back_to_the_list() -> None:
    back = sorted(taken_off(OPEN, CLAUSE) & frozenset(still_open()))
    assert not back, f"the list may only shrink; mend the tests that served {', '.join(back)}"
