"""A report as a file: what a person opens is what the view shows, and nothing in it is run."""

import csv
import re
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import pytest

from services.scoring.board import export_files
from services.scoring.board.export import Progress, TooManyRows, UnknownView, export
from shared.kit.postgres.pool import Pool
from tests.scoring.facts import CUSTOMER, day
from tests.scoring.projections import BOARD, Log, opened, project
from tests.scoring.running import worker_environment
from tests.scoring.sayings import board_story, captured
from tests.support.terminal import Terminal
from tests.support.whole_service import NO_BROKER

ROWS = 2_500
BYTE_ORDER_MARK = b"\xef\xbb\xbf"
MANY_MOVES = """
INSERT INTO board.tier_moves
SELECT n::text, n::text, 'potential', 'key', 'B', 'A', n / 2.0, 'fact', now(), 'default-1', now()
FROM generate_series(1, $1::integer) AS n
"""


def silent(progress: Progress) -> None:
    del progress


def rows_of(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file))


def names_in(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir()]


def sheet_of(path: Path) -> str:
    with zipfile.ZipFile(path) as book:
        return book.read("xl/worksheets/sheet1.xml").decode()


async def fold(pool: Pool, name: str = "王小明") -> None:
    log, projector = Log(), await opened(pool, BOARD)
    records = [*board_story(log), log.say(captured().model_copy(update={"name": name}), day(99))]
    await project(projector, records)
    await projector.close()


async def test_csv_has_chinese_names_stable_names_and_the_rows(pool: Pool, tmp_path: Path) -> None:
    await fold(pool)
    out = tmp_path / "moves.csv"
    assert (await export(pool, "tier_moves_v1", "csv", out, silent)).done == 6
    assert out.read_bytes().startswith(BYTE_ORDER_MARK)
    chinese, stable, *rows = rows_of(out)
    assert (chinese[1], stable[1], len(rows)) == ("客户编号", "customer_id", 6)
    first = next(row for row in rows if row[1] == CUSTOMER and row[3] == "key" and row[2] == "ordinary")
    assert first[stable.index("changed_at")] == "2026-01-03T08:00:00+08:00"
    assert first[stable.index("score")] == "42.5"


async def test_a_workbook_has_texts_numbers_and_times_as_such(pool: Pool, tmp_path: Path) -> None:
    await fold(pool)
    out = tmp_path / "moves.xlsx"
    assert (await export(pool, "tier_moves_v1", "xlsx", out, silent)).done == 6
    sheet = sheet_of(out)
    assert sheet.count("<row ") == 8
    assert "<t>客户编号</t>" in sheet
    assert re.search(r"<c r=\"G3\"><v>42\.5</v></c>", sheet)
    # 2026-01-03 08:00 in Shanghai, as days since 1900.
    assert "<v>46025.33333333334</v>" in sheet


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r"])
def test_no_text_becomes_a_formula(tmp_path: Path, start: str) -> None:
    hostile = f'{start}HYPERLINK("http://evil.example","x")'
    for format_, writer in export_files.WRITERS.items():
        file = writer(tmp_path / f"one.{format_}")
        file.write([hostile, -5, None, datetime(2026, 1, 1, tzinfo=UTC)])
        file.close()
    assert rows_of(tmp_path / "one.csv") == [[f"'{hostile}", "-5", "", "2026-01-01T08:00:00+08:00"]]
    sheet = sheet_of(tmp_path / "one.xlsx")
    assert "<f>" not in sheet
    assert "hyperlink " not in sheet
    assert "HYPERLINK" in sheet


async def test_a_hostile_name_reaches_the_file_as_text(pool: Pool, tmp_path: Path) -> None:
    await fold(pool, "=1+1")
    out = tmp_path / "board.csv"
    await export(pool, "customer_board_v1", "csv", out, silent)
    assert any("'=1+1" in row for row in rows_of(out))


async def test_progress_is_told_and_a_file_is_replaced_whole(pool: Pool, tmp_path: Path) -> None:
    await pool.execute(MANY_MOVES, ROWS)
    out, told = tmp_path / "moves.csv", list[Progress]()
    out.write_text("old")
    ended = await export(pool, "tier_moves_v1", "csv", out, told.append)
    assert told == [Progress(1_000, ROWS), Progress(2_000, ROWS)]
    assert ended == Progress(ROWS, ROWS)
    assert len(rows_of(out)) == ROWS + 2
    assert names_in(tmp_path) == ["moves.csv"]


async def test_an_export_that_fails_leaves_the_old_file_and_nothing_beside_it(
    pool: Pool, tmp_path: Path
) -> None:
    await pool.execute(MANY_MOVES, ROWS)
    out = tmp_path / "moves.csv"
    out.write_text("old")

    def interrupted(progress: Progress) -> None:
        raise RuntimeError(progress)

    with pytest.raises(RuntimeError):
        await export(pool, "tier_moves_v1", "csv", out, interrupted)
    assert out.read_text() == "old"
    assert names_in(tmp_path) == ["moves.csv"]


async def test_more_rows_than_a_worksheet_has_are_refused(
    pool: Pool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    await pool.execute(MANY_MOVES, 3)
    monkeypatch.setattr("services.scoring.board.export.ROWS_MAX", {"xlsx": 4})
    with pytest.raises(TooManyRows, match="has 3 rows"):
        await export(pool, "tier_moves_v1", "xlsx", tmp_path / "moves.xlsx", silent)


async def test_a_view_that_is_not_there_is_refused_with_those_that_are(pool: Pool, tmp_path: Path) -> None:
    for name in ("customers", 'x" UNION SELECT 1 --'):
        with pytest.raises(UnknownView, match=r"known: .*tier_moves_v1"):
            await export(pool, name, "csv", tmp_path / "no.csv", silent)


async def test_the_command_line_writes_the_file_and_says_so(
    pool: Pool, database: str, tmp_path: Path
) -> None:
    await fold(pool)
    terminal, out = Terminal("scoring", worker_environment(database, NO_BROKER, "test")), tmp_path / "f.xlsx"
    words = ("export", "lead_funnel_v1", "--format", "xlsx", "--out", str(out))
    assert await terminal.said(*words) == (0, f"{out}: 3 rows", "")
    assert sheet_of(out).count("<row ") == 5
    code, _, said = await terminal.said("export", "nothing", "--out", str(out))
    assert (code, said.startswith("unknown: nothing; known: ")) == (1, True)
