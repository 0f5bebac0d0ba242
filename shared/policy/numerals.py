"""Numbers of chapters, articles and items as Chinese regulations write them."""

NUMBER_MAX = 9_999

_DIGITS = "零一二三四五六七八九"
_PLACES = ((1_000, "千"), (100, "百"), (10, "十"))


def chinese_number(number: int) -> str:
    """Return `number` in Chinese numerals: 12 is 十二, 105 is 一百零五.

    Raises: ValueError for a number under 1 or over NUMBER_MAX.
    """
    if not 1 <= number <= NUMBER_MAX:
        raise ValueError(f"{number} is not between 1 and {NUMBER_MAX}")
    told, rest = "", number
    for worth, name in _PLACES:
        digit, rest = divmod(rest, worth)
        if digit:
            told += _DIGITS[digit] + name
        elif told and rest and not told.endswith("零"):
            told += "零"
    told += _DIGITS[rest] if rest else ""
    return told.removeprefix("一") if told.startswith("一十") else told
