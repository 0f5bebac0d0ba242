"""Every clause of the policy documents has a test named after it: `test_s6_04_…` serves S6-04."""

from tests.house import requirements as code
from tests.house.requirements import clauses, table


def test_every_clause_has_a_test_named_after_it() -> None:
    assert [clause for clause, served in table().items() if not served.tests] == []


def test_no_test_is_named_after_a_clause_that_there_is_not() -> None:
    every = frozenset(clauses())
    assert [test for clause, test in code.tests_by_name() if clause not in every] == []
