"""Texts in files that people open with a spreadsheet."""

from typing import Final

BYTE_ORDER_ENCODING: Final = "utf-8-sig"
"""UTF-8 with a byte order mark, by which a Chinese Excel knows it."""

_QUOTE: Final = "'"
_FORMULA_STARTS: Final = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r", "\n", _QUOTE)
"""A spreadsheet set up for Chinese takes the signs of full width for the same."""


def guarded(text: str) -> str:
    """Return the text with a quote before it, if it would be taken for a formula or begins with a quote."""
    return f"{_QUOTE}{text}" if text.startswith(_FORMULA_STARTS) else text


def unguarded(cell: str) -> str:
    """Return the text that `guarded` made the cell of."""
    return cell.removeprefix(_QUOTE)


def decoded(file: bytes) -> str:
    """Return the text of a file as a spreadsheet saves it: in UTF-8, or as a Chinese Excel does by default.

    Raises: UnicodeDecodeError.
    """
    try:
        return file.decode(BYTE_ORDER_ENCODING)
    except UnicodeDecodeError:
        return file.decode("gb18030")
