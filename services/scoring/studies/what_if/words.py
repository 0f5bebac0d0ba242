"""A tally in a few sentences, for whoever has to approve the draft."""

from collections.abc import Iterator, Mapping

from services.scoring.studies.what_if.tally import Pair, Tally
from shared.policy import PolicyBook
from shared.policy.rule import Language, Text

_CLOCKS = {
    "acknowledge": Text(zh="答复超时", en="acknowledged late"),
    "resolve": Text(zh="解决超时", en="resolved late"),
}


def sentences(tally: Tally, book: PolicyBook, language: Language) -> list[str]:
    """Return what the draft would change; `book` gives the classes their names."""
    return list(_chinese(tally, book) if language == "zh-CN" else _english(tally, book))


def _chinese(tally: Tally, book: PolicyBook) -> Iterator[str]:
    if tally.moved:
        moves = "，".join(f"{move} {count:,} 名" for move, count in _moves(tally, book, "zh-CN"))
        yield f"{tally.customers:,} 名客户中，{tally.moved:,} 名变更等级：{moves}。"
    else:
        yield f"{tally.customers:,} 名客户中，没有客户变更等级。"
    yield f"每月应联络次数{_change_zh(tally.contacts, '次')}；其中上门拜访{_change_zh(tally.visits, '次')}。"
    for clock, name in _CLOCKS.items():
        pair = tally.breached.get(clock, Pair())
        yield f"已有的 {tally.complaints:,} 件投诉中，{name.zh}{_change_zh(pair, '件')}。"
    yield f"因无有效接触应退回公海的客户{_change_zh(tally.returned, '名')}。"


def _english(tally: Tally, book: PolicyBook) -> Iterator[str]:
    if tally.moved:
        moves = ", ".join(f"{move} {count:,}" for move, count in _moves(tally, book, "en"))
        yield f"Of {tally.customers:,} customers, {tally.moved:,} change class: {moves}."
    else:
        yield f"Of {tally.customers:,} customers, none changes class."
    yield f"Contacts owed a month: {_change_en(tally.contacts)}; visits of them: {_change_en(tally.visits)}."
    for clock, name in _CLOCKS.items():
        pair = tally.breached.get(clock, Pair())
        yield f"Of {tally.complaints:,} complaints on file, {name.en}: {_change_en(pair)}."
    yield f"Customers going back to the pool for want of effective contact: {_change_en(tally.returned)}."


def _moves(tally: Tally, book: PolicyBook, language: Language) -> Iterator[tuple[str, int]]:
    names: Mapping[str, Text] = dict(book.tier.names.items())
    for move, count in sorted(tally.moves.items(), key=lambda one: (-one[1], one[0])):
        before, _, after = move.partition(">")
        yield f"{names[before].in_language(language)} → {names[after].in_language(language)}", count


def _change_zh(pair: Pair, unit: str) -> str:
    before, after = round(pair.before), round(pair.after)
    if before == after:
        return f"仍为 {before:,} {unit}"
    more = "增加" if after > before else "减少"
    return f"由 {before:,} {unit}变为 {after:,} {unit}（{more} {abs(after - before):,} {unit}）"


def _change_en(pair: Pair) -> str:
    before, after = round(pair.before), round(pair.after)
    if before == after:
        return f"still {before:,}"
    more = "more" if after > before else "fewer"
    return f"{before:,} now, {after:,} then ({abs(after - before):,} {more})"
