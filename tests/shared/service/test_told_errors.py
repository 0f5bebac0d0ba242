"""What a log says of an error: its kind, its place, and no value that it was about."""

import asyncpg
import pytest
from pydantic import BaseModel

from shared.kit.errors import Unavailable
from shared.kit.told_errors import told, traced

CANARY = "canary-7c1"


class Row(BaseModel):
    phone: int


def raised(work: object) -> BaseException:
    try:
        work()  # type: ignore[operator]
    except BaseException as error:  # noqa: BLE001 -- whatever it is, it is what is told
        return error
    raise AssertionError("nothing was raised")


@pytest.mark.parametrize(
    "error",
    [
        raised(lambda: int(CANARY)),
        raised(lambda: dict[str, int]()[CANARY]),
        raised(lambda: Row.model_validate({"phone": CANARY})),
        asyncpg.DataError(f"invalid input for query argument $1: {CANARY!r}"),
        LookupError(CANARY),
    ],
    ids=lambda error: type(error).__name__,
)
def test_an_error_that_quotes_a_value_is_told_by_its_kind(error: BaseException) -> None:
    for text in (told(error), traced(error)):
        assert type(error).__qualname__ in text
        assert CANARY not in text


async def test_a_refused_row_is_told_by_table_and_constraint(database: str) -> None:
    connection = await asyncpg.connect(database)
    await connection.execute("CREATE TABLE people (name text CONSTRAINT people_name UNIQUE)")
    statement = "INSERT INTO people VALUES ($1)"
    await connection.execute(statement, CANARY)
    with pytest.raises(asyncpg.UniqueViolationError) as refused:
        await connection.execute(statement, CANARY)
    await connection.close()
    assert CANARY in str(refused.value)
    assert told(refused.value) == "UniqueViolationError: 23505 people people_name"


def test_an_error_of_ours_is_told_whole_with_what_led_to_it() -> None:
    def work() -> None:
        try:
            int(CANARY)
        except ValueError as error:
            raise Unavailable("the store is closing") from error

    text = traced(raised(work))
    assert text.index("ValueError") < text.index("Unavailable: the store is closing")
    assert "in work" in text
    assert CANARY not in text


def test_every_error_of_a_group_is_told() -> None:
    text = traced(ExceptionGroup(CANARY, [ValueError(CANARY), Unavailable("away")]))
    assert "ExceptionGroup" in text
    assert "ValueError" in text
    assert "Unavailable: away" in text
    assert CANARY not in text


def test_errors_that_led_to_each_other_end() -> None:
    first, second = ValueError(), KeyError()
    first.__cause__, second.__cause__ = second, first
    assert traced(first).count("ValueError") == 1
