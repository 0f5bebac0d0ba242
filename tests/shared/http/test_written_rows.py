"""Rows that are written without models read exactly as the models would have."""

from datetime import UTC, date, datetime
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel

from shared.kit.http.cursors import Page
from shared.kit.http.written_rows import RowWriter


class Item(BaseModel):
    id: str
    known: UUID | None
    at: datetime | None
    on: date
    count: int
    share: float
    ready: bool


ITEMS = st.builds(
    Item,
    id=st.text(st.characters(exclude_categories=["Cs"])),
    at=st.none() | st.datetimes(timezones=st.just(UTC)),
    count=st.integers(-(2**63), 2**63 - 1),
    share=st.floats(allow_nan=False, allow_infinity=False),
)


@given(st.lists(ITEMS, max_size=4))
def test_the_items_are_what_the_models_would_be(items: list[Item]) -> None:
    written = RowWriter(Item).written([tuple(dict(item).values()) for item in items], len(items))
    read = Page[Item].model_validate_json(b'{"items":%b}' % bytes(written.items))
    assert read.items == items
    assert written.last is None


def test_times_are_worded_alike() -> None:
    for at in (datetime(2026, 1, 2, tzinfo=UTC), datetime(2026, 1, 2, 3, 4, 5, 60, tzinfo=UTC)):
        item = Item(id="客户", known=UUID(int=7), at=at, on=at.date(), count=1, share=0.1, ready=True)
        written = RowWriter(Item).written([tuple(dict(item).values())], 1)
        assert bytes(written.items) == b"[%b]" % item.model_dump_json().encode()


def test_one_row_more_than_shown_tells_that_a_page_follows() -> None:
    rows = [(name, None, None, date(2026, 1, 1), 1, 0.5, True) for name in "abc"]
    written = RowWriter(Item).written(rows, 2)
    assert [
        one.id for one in Page[Item].model_validate_json(b'{"items":%b}' % bytes(written.items)).items
    ] == [
        "a",
        "b",
    ]
    assert written.last == ("b",)
    assert RowWriter(Item).written(rows, 3).last is None
