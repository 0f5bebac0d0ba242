"""The explanation of a score: its parts sum to it, and each is worth what removing it costs."""

import pytest

from services.scoring.tier.explain import explained
from tests.scoring.facts import RULES, day, fact


def test_only_the_largest_hundred_parts_are_listed_and_the_rest_is_summed() -> None:
    facts = [fact(number / 10, 1.0 + number / 4) for number in range(130)]
    why = explained(facts, day(13), RULES)
    assert len(why.parts) == 100
    assert why.rest_count == 30
    assert why.score == pytest.approx(sum(part.points for part in why.parts) + why.rest_points, abs=1e-6)
    assert min(part.points for part in why.parts) >= why.rest_points / 30


def test_removing_one_event_changes_the_score_by_its_part() -> None:
    facts = [fact(1, 40.0), fact(20, 30.0), fact(30, -5.0, "complaint")]
    why = explained(facts, day(40), RULES)
    for part in why.parts:
        without = explained([one for one in facts if one is not part.fact], day(40), RULES)
        assert why.score - without.score == pytest.approx(part.points, abs=1e-6)
