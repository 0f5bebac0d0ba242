"""A failed start is told in the failing program's own words."""

import json
from pathlib import Path

import pytest

from deploy.local import rebuilds, unchanged
from deploy.local.installation import Program
from deploy.local.last_words import CHARACTERS_MAX, last_words
from deploy.local.state import State


def line(level: str, event: str, **fields: str) -> str:
    return json.dumps({"level": level, "event": event, **fields}) + "\n"


def test_the_last_error_is_told_and_not_what_came_after_it(tmp_path: Path) -> None:
    log = tmp_path / "log"
    log.write_text(
        line("error", "old")
        + line("error", "role.failed", reason="no broker")
        + line("info", "service.stopped")
    )
    assert last_words(log) == "role.failed: no broker"


def test_without_an_error_the_last_lines_are_told(tmp_path: Path) -> None:
    log = tmp_path / "log"
    log.write_text("one\ntwo\nLEADS_DATABASE_URL is missing: Postgres URL.\n")
    assert last_words(log).endswith("LEADS_DATABASE_URL is missing: Postgres URL.")


@pytest.mark.parametrize("text", ["", "[1]\n", '"text"\n', "\xff\n"])
def test_any_log_has_last_words(tmp_path: Path, text: str) -> None:
    log = tmp_path / "log"
    log.write_bytes(text.encode("latin-1"))
    assert 0 < len(last_words(log)) <= CHARACTERS_MAX


def test_a_missing_log_is_told() -> None:
    assert last_words(Path("/no/such/log")) == "(no log)"


def test_a_program_that_wants_a_rebuild_names_its_read_model(tmp_path: Path) -> None:
    state = State(tmp_path)
    state.logs.mkdir()
    reason = "Outdated('projection tier was made by other code; rebuild it')"
    state.log_of("scoring-tiers").write_text(line("error", "role.failed", reason=reason))
    state.log_of("notify").write_text(line("error", "role.failed", reason="no broker"))
    programs = [Program(name, (), {}, 1) for name in ("scoring-tiers", "notify")]
    assert rebuilds.asked_for(programs, state) == [("scoring", "tier")]


def test_every_read_model_that_wants_a_rebuild_is_named_once(tmp_path: Path) -> None:
    state = State(tmp_path)
    state.logs.mkdir()
    reasons = [
        f"projection {name} was made by other code; rebuild it" for name in ("board", "sales", "board")
    ]
    said = [line("error", "role.failed", reason=f"Outdated: {reason}") for reason in reasons]
    state.log_of("scoring").write_text("\n".join([*said, line("info", "service.stopped")]))
    programs = [Program("scoring", (), {}, 1)]
    assert rebuilds.asked_for(programs, state) == [("scoring", "board"), ("scoring", "sales")]


def test_work_is_spared_only_after_it_ended_well_on_the_same_databases(tmp_path: Path) -> None:
    stamp = tmp_path / "stamp"

    def failing_work() -> None:
        with unchanged.since(stamp, "1"):
            raise RuntimeError

    with pytest.raises(RuntimeError):
        failing_work()
    for databases, expected in [("1", False), ("1", True), ("2", False)]:
        with unchanged.since(stamp, databases) as same:
            assert same is expected
