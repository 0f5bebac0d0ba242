"""Capability links: only their maker knows them again, each for its own purpose."""

from shared.kit.capability_links import TOKEN_CHARACTERS, CapabilityLinks
from shared.kit.ids import uuid7


def test_a_token_opens_one_thing_for_one_purpose_and_no_other_pepper_makes_it() -> None:
    links, survey = CapabilityLinks("pepper", "survey"), uuid7()
    token = links.token(survey)
    assert len(token) == TOKEN_CHARACTERS
    assert links.opened_by(token) == survey
    assert CapabilityLinks("another pepper", "survey").opened_by(token) is None
    assert CapabilityLinks("pepper", "feed").opened_by(token) is None


def test_a_token_with_any_character_changed_is_none_of_ours() -> None:
    links = CapabilityLinks("pepper", "survey")
    token = links.token(uuid7())
    for place, character in enumerate(token):
        other = "A" if character != "A" else "B"
        assert links.opened_by(token[:place] + other + token[place + 1 :]) is None
    for strange in ("", "x", token[:-1], token + "A", "é" * 64, "=" * 64, "%" * 64):
        assert links.opened_by(strange) is None
