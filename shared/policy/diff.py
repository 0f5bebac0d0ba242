"""What changed between two versions of the book, sentence by sentence, in both languages.

Nothing here knows a chapter: the sentences come from the titles of the rules and the labels of the
values, so a new chapter is compared from the day it is declared.
"""

from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from shared.policy.book import PolicyBook
from shared.policy.label import Label
from shared.policy.rule import Language, Rule, Text
from shared.policy.titles import Titles
from shared.policy.walk import Path, Place, inner_rules, own_places, places, rules
from shared.policy.words import in_quotes, run_together, said

OF_A_RULE: Mapping[str, Label] = {
    "title": Label("名称", "title"),
    "source": Label("依据", "source"),
    "reason": Label("理由", "reason"),
}


@dataclass(frozen=True, slots=True)
class Change:
    """One difference: where it is, and what it says to those who must follow it."""

    path: Path
    text: Text


def diff(old: PolicyBook, new: PolicyBook) -> tuple[Change, ...]:
    """Return every difference from `old` to `new`, in the order of the book; nothing for equal rules.

    A rule that came or went is one change with all its values; one that stayed is told value by value.
    The version itself is not compared.
    """
    before, after = dict(rules(old)), dict(rules(new))
    # A name that only one of them has is said as it is called there.
    titles = Titles({**Titles.of(old).by_path, **Titles.of(new).by_path})
    return (
        *_values(old, new, before.keys() ^ after.keys(), titles),
        *_told_of_rules(before, after),
        *_came_and_went(before, after, titles, came=False),
        *_came_and_went(after, before, titles, came=True),
        *_orders(before, after),
    )


def _values(old: PolicyBook, new: PolicyBook, lonely: AbstractSet[Path], titles: Titles) -> Iterator[Change]:
    was = {place.path: place for place in places(old, old.title)}
    is_ = {place.path: place for place in places(new, new.title)}
    for path in (*is_, *(path for path in was if path not in is_)):
        # A value under a rule that only one book has is told with that rule.
        if path == ("version",) or any(path[:length] in lonely for length in range(len(path))):
            continue
        place = is_.get(path) or was[path]
        old_value = was[path].value if path in was else None
        new_value = is_[path].value if path in is_ else None
        if old_value != new_value:
            yield Change(path, _sentence(place, titles.words(place.label), old_value, new_value))


def _told_of_rules(before: Mapping[Path, Rule], after: Mapping[Path, Rule]) -> Iterator[Change]:
    for path in (path for path in after if path in before):
        for name, label in OF_A_RULE.items():
            was, is_ = getattr(before[path], name), getattr(after[path], name)
            if was != is_:
                place = Place((*path, name), before[path].title, label, is_)
                yield Change(place.path, _sentence(place, label, was, is_))


def _came_and_went(
    here: Mapping[Path, Rule], there: Mapping[Path, Rule], titles: Titles, *, came: bool
) -> Iterator[Change]:
    gone = [path for path in here if path not in there]
    for path in gone:
        if any(path[: len(above)] == above for above in gone if len(above) < len(path)):
            continue
        zh, en = ("新增", "added") if came else ("删除", "removed")
        rule, chapter = here[path], here[path[:1]]
        yield Change(
            path,
            Text(
                zh=run_together(f"{chapter.title.zh}：{zh}", _summary(rule, titles, "zh-CN")),
                en=f"{chapter.title.en}: {en} {_summary(rule, titles, 'en')}",
            ),
        )


def _summary(rule: Rule, titles: Titles, language: Language) -> str:
    own = [
        f"{_called(place, language)} {said(place.value, titles.words(place.label), language)}"
        for place in own_places(rule, rule.title)
        if place.value is not None
    ]
    told = [*own, *(inner.title.in_language(language) for _, inner in inner_rules(rule))]
    title = rule.title.in_language(language)
    if language == "zh-CN":
        return f"“{title}”（{'；'.join(told)}）" if told else f"“{title}”"
    return f'"{title}" ({"; ".join(told)})' if told else f'"{title}"'


def _orders(before: Mapping[Path, Rule], after: Mapping[Path, Rule]) -> Iterator[Change]:
    for path in (path for path in after if path in before):
        was = [inner for inner, _ in inner_rules(before[path], path)]
        is_ = [inner for inner, _ in inner_rules(after[path], path)]
        if [one for one in was if one in is_] != [one for one in is_ if one in was]:
            title = after[path].title
            zh = "、".join(after[one].title.zh for one in is_)
            en = ", ".join(after[one].title.en for one in is_)
            text = Text(
                zh=run_together(f"{title.zh}的顺序改为{zh}"), en=f"{title.en}: the order becomes {en}"
            )
            yield Change(path, text)


def _sentence(place: Place, label: Label, was: object, is_: object) -> Text:
    zh_was, zh_is = in_quotes(was, label, "zh-CN"), in_quotes(is_, label, "zh-CN")
    en_was, en_is = in_quotes(was, label, "en"), in_quotes(is_, label, "en")
    # A text that changed in one language alone is told to readers of the other with what it says there.
    zh = f"由 {en_was} 改为 {en_is}" if zh_was == zh_is else f"由{zh_was}改为{zh_is}"
    en = f"{zh_was} becomes {zh_is}" if en_was == en_is else f"{en_was} becomes {en_is}"
    is_phrase = "{of}" in label.en and was is not None and is_ is not None
    called = _called(place, "en") if "{of}" in label.en else f"{place.subject.en}, {label.en}"
    return Text(
        zh=run_together(place.subject.zh, "的", label.zh, zh),
        en=f"{called} {en}" if is_phrase else f"{called}: {en}",
    )


def _called(place: Place, language: Language) -> str:
    if language == "zh-CN":
        return place.label.zh
    return place.label.en.replace("{of}", place.subject.en)
