"""Sections that visits are prepared from: a library of proofs and cases, and the customer's busy hours."""

from tests.leads.test_named_sections import faults, kept
from tests.support.whole_service import Caller

KINDS = (
    *("statistics", "market_report", "customer_opinion", "third_party_letter", "expert_word"),
    *("authority_rating", "licence", "award", "magazine", "journal", "usage_photo"),
)


async def test_s11_22_the_library_keeps_proofs_of_every_kind_and_cases_with_volume_and_profit(
    leads: Caller,
) -> None:
    library = {
        "proofs": [{"kind": kind, "title": f"{kind} 2026", "dated": "2026-03-02"} for kind in KINDS],
        "cases": [{"title": "镇级网点三个月", "monthly_volume": 320, "unit": "箱", "monthly_profit": 9600}],
    }
    shown = await kept(leads, "proofs", library)
    assert (shown["current"]["content"], shown["clauses"]) == (library, ["S11-22"])
    hearsay = {"proofs": [{"kind": "rumour", "title": "听说"}], "cases": [{"monthly_profit": "很多"}]}
    assert await faults(leads, "proofs", hearsay) == {
        *("proofs/0/kind", "cases/0/title", "cases/0/monthly_profit"),
    }


async def test_s11_17_the_customers_busy_hours_are_on_file(leads: Caller) -> None:
    hours = {"busy": [{"days": "free", "from_hour": 9, "to_hour": 12}], "note": "周末上午最忙"}
    assert (await kept(leads, "visiting_hours", hours))["current"]["content"] == hours
    assert await faults(leads, "visiting_hours", {"busy": [{"days": "free", "from_hour": 25}]}) == {
        *("busy/0/from_hour", "busy/0/to_hour"),
    }
