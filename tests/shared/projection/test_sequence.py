from hypothesis import given
from hypothesis import strategies as st

from shared.kit.projection.sequence import Position, Verdict, decode_seen, identity, judge, seen_column


def test_the_first_message_of_a_source_is_number_one() -> None:
    assert judge(None, 1, "a") is Verdict.NEXT


def test_a_first_message_beyond_one_means_that_some_were_lost() -> None:
    assert judge(None, 2, "a") is Verdict.GAP


def test_a_consumer_that_starts_from_now_takes_any_first_number_as_its_base() -> None:
    assert judge(None, 17, "a", from_now=True) is Verdict.NEXT


def test_a_base_is_taken_once() -> None:
    assert judge((17, "a"), 19, "b", from_now=True) is Verdict.GAP


def test_the_next_number_is_next() -> None:
    assert judge((3, "a"), 4, "b") is Verdict.NEXT


def test_a_lower_number_is_old_whatever_its_id() -> None:
    assert judge((3, "a"), 2, "z") is Verdict.OLD


def test_the_same_message_again_is_old() -> None:
    assert judge((3, "a"), 3, "a") is Verdict.OLD


def test_the_same_number_with_another_id_is_another_past() -> None:
    assert judge((3, "a"), 3, "b") is Verdict.CONFLICT


def test_the_same_number_and_id_with_another_body_is_another_past() -> None:
    last = (3, identity("a", b"{}"))
    assert judge(last, 3, identity("a", b"{}")) is Verdict.OLD
    assert judge(last, 3, identity("a", b"[]")) is Verdict.CONFLICT


def test_a_row_that_has_no_hash_yet_is_compared_by_id() -> None:
    assert judge((3, "a"), 3, identity("a", b"{}")) is Verdict.OLD
    assert judge((3, "a"), 3, identity("ab", b"{}")) is Verdict.CONFLICT


def test_a_higher_number_means_a_loss() -> None:
    assert judge((3, "a"), 5, "b") is Verdict.GAP


@given(st.lists(st.integers(1, 8), max_size=60))
def test_only_a_dense_rising_sequence_is_ever_folded(numbers: list[int]) -> None:
    last: Position | None = None
    folded = []
    for number in numbers:
        if judge(last, number, f"id-{number}") is Verdict.NEXT:
            last = (number, f"id-{number}")
            folded.append(number)
    assert folded == list(range(1, len(folded) + 1))


@given(st.dictionaries(st.text(), st.tuples(st.integers(0, 2**62), st.text())))
def test_seen_survives_its_column(seen: dict[str, Position]) -> None:
    assert decode_seen(seen_column([seen])[0]) == seen
