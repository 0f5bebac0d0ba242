"""Rows of a report as CSV or as a workbook, written one by one."""

import csv
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import Any, Final, Protocol
from zoneinfo import ZoneInfo

import xlsxwriter

from shared.kit.spreadsheets import BYTE_ORDER_ENCODING, guarded

SHANGHAI: Final = ZoneInfo("Asia/Shanghai")
ROWS_MAX: Final[Mapping[str, float]] = {"csv": float("inf"), "xlsx": 1_048_576}
"""A worksheet has so many rows; a text file has no end."""


class ReportFile(Protocol):
    """Takes rows until it is closed."""

    def write(self, row: Sequence[Any]) -> None:
        """The row stands below those before."""
        ...

    def close(self) -> None:
        """The file is whole."""
        ...


class CsvFile:
    """UTF-8 as spreadsheets know it; lines end as RFC 4180 has it."""

    def __init__(self, path: Path) -> None:
        self._file = path.open("w", encoding=BYTE_ORDER_ENCODING, newline="")
        self._csv = csv.writer(self._file)

    def write(self, row: Sequence[Any]) -> None:
        """The row stands below those before; what would be taken for a formula has a quote before it."""
        self._csv.writerow([_printed(value) for value in row])

    def close(self) -> None:
        """The file is whole."""
        self._file.close()


class Workbook:
    """One worksheet; each row is on disk before the next comes."""

    def __init__(self, path: Path) -> None:
        self._book = xlsxwriter.Workbook(str(path), {"constant_memory": True})
        self._sheet = self._book.add_worksheet("report")
        self._time = self._book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})
        self._date = self._book.add_format({"num_format": "yyyy-mm-dd"})
        self._next = 0

    def write(self, row: Sequence[Any]) -> None:
        """The row stands below those before; texts are texts and never formulas or links."""
        for place, value in enumerate(row):
            self._cell(self._next, place, value)
        self._next += 1

    def close(self) -> None:
        """The file is whole."""
        self._book.close()

    def _cell(self, row: int, column: int, value: Any) -> None:
        match value:
            case None:
                return
            case bool():
                self._sheet.write_boolean(row, column, value)
            case int() | float() | Decimal():
                self._sheet.write_number(row, column, float(value))
            case datetime():
                # A workbook's times have no zone.
                local = value.astimezone(SHANGHAI).replace(tzinfo=None)
                self._sheet.write_datetime(row, column, local, self._time)
            case date():
                self._sheet.write_datetime(row, column, datetime.combine(value, time.min), self._date)
            case _:
                self._sheet.write_string(row, column, str(value))


def _printed(value: Any) -> Any:
    match value:
        case datetime():
            return value.astimezone(SHANGHAI).isoformat()
        case str():
            return guarded(value)
    return value


WRITERS: Final[Mapping[str, Callable[[Path], ReportFile]]] = {"csv": CsvFile, "xlsx": Workbook}
"""By the name of the format."""
