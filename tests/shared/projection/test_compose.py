import pytest

from shared.kit.projection.compose import compose, numbered, schema_name


def test_a_name_used_twice_has_one_number() -> None:
    statement = numbered("SELECT :b, :a, :b")
    assert statement.text == "SELECT $1, $2, $1"
    assert statement.bind({"a": 1, "b": 2}) == [2, 1]


def test_casts_texts_and_comments_hold_no_parameters() -> None:
    text = "SELECT :a::text[], ':b', \":c\" -- :d\n/* :e */"
    assert numbered(text).parameters == ("a",)


def test_a_value_that_the_model_forgot_is_named() -> None:
    with pytest.raises(KeyError, match="total"):
        numbered("SELECT :total").bind({})


def test_the_statement_ends_with_the_fence() -> None:
    statement = compose("written AS (SELECT :total::bigint[])")
    assert statement.text.rstrip().splitlines()[-1].startswith("SELECT fenced(")
    assert "total" in statement.parameters


@pytest.mark.parametrize("name", ["owner", "offset_next", "parked_key", "letter_state"])
def test_a_parameter_named_like_one_of_the_kits_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match=f"these names: {name}"):
        compose(f"written AS (SELECT :total::bigint[], :{name}::text[])")


@pytest.mark.parametrize("name", ["", "A", "a b", "a;b", 'a"', "1a", "a" * 49])
def test_a_schema_name_that_would_need_quotes_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match="no name"):
        schema_name(name)


def test_columns_travel_as_text_where_their_type_allows() -> None:
    statement = numbered(
        "SELECT :times::timestamptz[], :bodies::bytea[], :scores::double precision[], :one::text"
    )
    assert statement.text == "SELECT $1::text::timestamptz[], $2::bytea[], $3::double precision[], $4::text"
    values = {"times": [None], "bodies": [b"{}"], "scores": [0.5], "one": "x"}
    assert statement.bind(values) == ["{null}", [b"{}"], [0.5], "x"]
