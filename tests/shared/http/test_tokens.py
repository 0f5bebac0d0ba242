import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.kit.http.tokens import Token, digest, mint, parse


def test_a_minted_token_is_well_formed_and_shows_its_id() -> None:
    token = mint()
    assert parse(token.text) == token
    assert token.text.startswith(f"tk_{token.id}_")
    assert len({mint().text for _ in range(100)}) == 100


def test_the_secret_is_in_no_representation() -> None:
    token = mint()
    assert token.text.split("_")[2] not in repr(token)


@given(st.data())
def test_one_changed_character_is_told_without_a_database(data: st.DataObject) -> None:
    text = mint().text
    at = data.draw(st.integers(3, len(text) - 1))
    other = data.draw(st.characters(min_codepoint=33, max_codepoint=126).filter(lambda c: c != text[at]))
    assert parse(text[:at] + other + text[at + 1 :]) is None


@pytest.mark.parametrize(
    "text",
    ["", "tk_", "tk_a_b", "Bearer x", mint().text + "0", mint().text.upper(), "钥匙"],
    ids=["nothing", "a prefix", "short parts", "a scheme", "too long", "in capitals", "other letters"],
)
def test_other_texts_are_no_tokens(text: str) -> None:
    assert parse(text) is None


def test_the_digest_hangs_on_the_pepper_and_on_every_character() -> None:
    token = mint()
    assert digest(token, "a") == digest(token, "a")
    assert digest(token, "a") != digest(token, "b")
    assert digest(token, "a") != digest(Token(token.id, token.text + "x"), "a")
    assert len(digest(token, "a")) == 32
