"""The read model `forms`: every answer by customer, counters by day, and the contacts to be judged.

It hears our own topic. The counters only add up, so it does not matter in which order answers come.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from shared.contracts.envelope import Message
from shared.contracts.registry import beside_customers, types_of
from shared.contracts.visits import FormAnswered, VisitLogged
from shared.kit.heard import Heard
from shared.kit.postgres.queries import load_queries
from shared.kit.projection.port import Fact, Touched

QUERIES = load_queries(Path(__file__).with_suffix(".sql"))
SOURCE = "visits"
SHANGHAI = ZoneInfo("Asia/Shanghai")

HEARD = Heard((FormAnswered, VisitLogged))

_COUNTS = ("answers", "rated", "hundredths", "flagged", "low_scores")


class Answers:
    """Keeps the answers and counts them. Its state is how many a customer has."""

    name = "forms"
    sources: Sequence[str] = (SOURCE,)
    foreign: frozenset[str] = beside_customers(*sources)
    ignored: frozenset[str] = types_of(SOURCE) - HEARD.types - foreign
    ddl = QUERIES["ddl"]
    select = QUERIES["select"]
    write = QUERIES["write"]

    def decode(self, message: Message) -> FormAnswered | VisitLogged:
        """Return the answer or the contact that the message carries. Raises `Poison`."""
        told: FormAnswered | VisitLogged = HEARD.decode(message)
        return told

    def start(self, key: str) -> int:
        """Return the count before the first answer."""
        del key
        return 0

    def load(self, row: Mapping[str, Any]) -> int:
        """Return the stored count."""
        count: int = row["answers"]
        return count

    def evolve(self, state: int, fact: Fact) -> int:
        """Return the count after the fact."""
        return state + isinstance(fact.data, FormAnswered)

    def rows(self, touched: Sequence[Touched[int]]) -> Mapping[str, Sequence[Any]]:
        """Return the counts, the answers and contacts of this batch, and what they add to each day."""
        heard = [(one.partition, one.key, fact) for one in touched for fact in one.facts]
        told = [one for one in heard if isinstance(one[2].data, FormAnswered)]
        met = [fact.data for _, _, fact in heard if isinstance(fact.data, VisitLogged)]
        return {
            "answers": [one.after for one in touched],
            "answer_id": [str(fact.data.answer_id) for _, _, fact in told],
            "answer_key": [key for _, key, _ in told],
            "answer_form": [fact.data.form for _, _, fact in told],
            "answered_at": [fact.data.answered_at for _, _, fact in told],
            "about": [fact.data.about for _, _, fact in told],
            "told": [fact.message.data.decode() for _, _, fact in told],
            "contact_id": [str(one.contact_id) for one in met],
            "contact_key": [one.key for one in met],
            "salesperson": [one.salesperson for one in met],
            "happened_at": [one.happened_at for one in met],
            **_day_columns([(partition, fact.data) for partition, _, fact in told]),
            **_score_columns([(partition, fact.data) for partition, _, fact in told]),
        }


def day_of(answer: FormAnswered) -> date:
    """Return the day of the answer in Asia/Shanghai."""
    return answer.answered_at.astimezone(SHANGHAI).date()


def _day_columns(told: Sequence[tuple[int, FormAnswered]]) -> Mapping[str, Sequence[Any]]:
    counted: dict[tuple[str, date, int], Counter[str]] = {}
    for partition, answer in told:
        day = counted.setdefault((answer.form, day_of(answer), partition), Counter())
        day.update(
            answers=1,
            rated=int(answer.total is not None),
            hundredths=round((answer.total or 0) * 100),
            flagged=int(bool(answer.flags)),
            low_scores=int(answer.low_score),
        )
    places = sorted(counted)
    return {
        "day_form": [form for form, _, _ in places],
        "day": [day for _, day, _ in places],
        "day_partition": [partition for _, _, partition in places],
        **{f"day_{name}": [counted[place][name] for place in places] for name in _COUNTS},
    }


def _score_columns(told: Sequence[tuple[int, FormAnswered]]) -> Mapping[str, Sequence[Any]]:
    answers: Counter[tuple[str, str, date, int, int]] = Counter()
    flagged: Counter[tuple[str, str, date, int, int]] = Counter()
    for partition, answer in told:
        warned = {flag.item for flag in answer.flags}
        for item, value in answer.items.items():
            if value is not None:
                place = (answer.form, item, day_of(answer), value, partition)
                answers[place] += 1
                flagged[place] += item in warned
    places = sorted(answers)
    return {
        "score_form": [place[0] for place in places],
        "score_item": [place[1] for place in places],
        "score_day": [place[2] for place in places],
        "score_value": [place[3] for place in places],
        "score_partition": [place[4] for place in places],
        "score_answers": [answers[place] for place in places],
        "score_flagged": [flagged[place] for place in places],
    }
