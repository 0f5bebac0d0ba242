"""What the list of customers knows of the file: since when each section holds, and whom a dealer serves."""

from dataclasses import replace

from services.leads.customer.read_models.customer_row import CustomerRow
from shared.contracts.leads import SectionRecorded

SERVED = ("dealer_users", "users", "customer")
"""The section, its table and the column that name whom a dealer serves (S11-24)."""


def on_file(state: CustomerRow, recorded: SectionRecorded) -> CustomerRow:
    """Return the customer after a section was recorded."""
    # A late report of a section does not make what is known of it older.
    as_of = max(recorded.as_of, state.sections.get(recorded.section, recorded.as_of))
    sections = {**state.sections, recorded.section: as_of}
    served = _served(recorded) if as_of == recorded.as_of else None
    return replace(
        state,
        completeness=recorded.completeness,
        sections=sections,
        served=state.served if served is None else served,
    )


def _served(recorded: SectionRecorded) -> list[str] | None:
    """Return the users of a dealer, or None of a section that tells none."""
    section, table, column = SERVED
    if recorded.section != section:
        return None
    rows = recorded.content.get(table, [])
    told = (row.get(column) for row in rows if isinstance(row, dict)) if isinstance(rows, list) else ()
    return sorted({one for one in told if isinstance(one, str)})
