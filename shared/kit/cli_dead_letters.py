"""`dead-letters list | show | redrive | discard`: what was refused, looked at and decided by people."""

import asyncio
import json
from collections.abc import Awaitable, Callable, Sequence
from contextlib import AsyncExitStack
from dataclasses import replace
from typing import Annotated, Generic, TypeVar

import typer

from shared.kit.cli_keys import Json
from shared.kit.inbox.letter_box import InboxLetters
from shared.kit.letter_box import LetterBox, NotOpen, Row, Tried, Wish
from shared.kit.postgres.pool import PoolBounds, opened_pool
from shared.kit.projection.letter_box import ProjectionLetters
from shared.kit.settings import load
from shared.kit.tools import VERB_POOL_MAX, Degraded, Models, OpenTools, S

T = TypeVar("T")

LISTED_MAX = 1_000

Letter = Annotated[str, typer.Argument(help="A letter as `list` names it, such as `inbox/5f0c…`")]
Reason = Annotated[str | None, typer.Option(help="Only those refused for this reason")]
By = Annotated[str, typer.Option(help="Who decides; kept with the letter")]
Boxes = Sequence[LetterBox]


def dead_letters_cli(settings: type[S], models: Models, opened: OpenTools[S] | None = None) -> typer.Typer:
    """Return the commands for what the read models set aside and, with `opened`, what the inbox refused."""
    cli = typer.Typer(no_args_is_help=True, help="Messages that were refused and wait for a decision")
    desk = _Desk(settings, models, opened)
    _add_looking(cli, desk)
    _add_redrive(cli, desk)
    _add_discard(cli, desk)
    return cli


class _Desk(Generic[S]):
    """Opens the service's boxes for one piece of work."""

    def __init__(self, settings: type[S], models: Models, opened: OpenTools[S] | None) -> None:
        self._settings, self._models, self._opened = settings, models, opened

    def at(self, work: Callable[[Boxes], Awaitable[T]]) -> T:
        """Return what `work` returned; everything opened for it is closed."""

        async def worked() -> T:
            async with AsyncExitStack() as resources:
                try:
                    return await work(await self._boxes(resources))
                except NotOpen as missing:
                    raise Degraded(f"no such letter is open: {missing}") from None

        return asyncio.run(worked())

    async def _boxes(self, resources: AsyncExitStack) -> Boxes:
        given = load(self._settings)
        models = self._models(given.topic_prefix)
        if self._opened is None:
            bounds = PoolBounds(size_max=VERB_POOL_MAX)
            name = f"{given.service} verb"
            opening = opened_pool(given.database_url, application_name=name, bounds=bounds)
            pool = await resources.enter_async_context(opening)
            return [ProjectionLetters(pool, model) for model in models]
        tools = await self._opened(given, resources)
        folded = [ProjectionLetters(tools.pool, model) for model in models]
        return [InboxLetters(tools.inbox, tools.letters), *folded]


def _add_looking(cli: typer.Typer, desk: _Desk[S]) -> None:
    @cli.command("list")
    def list_letters(
        reason: Reason = None,
        limit: Annotated[int, typer.Option(help="Most letters of each box", min=1, max=LISTED_MAX)] = 200,
        as_json: Json = False,  # noqa: FBT002 -- typer makes it an option
    ) -> None:
        """Print the open letters, oldest first."""

        async def work(boxes: Boxes) -> list[Row]:
            return [row for box in boxes for row in await box.listed(reason, limit)]

        rows = sorted(desk.at(work), key=lambda row: row["received_at"])
        _print([dict(row) for row in rows], as_json=as_json)

    @cli.command()
    def show(letter: Letter, as_json: Json = False) -> None:  # noqa: ARG001, FBT002 -- as the other verbs have it
        """Print one letter whole, open or decided; always as JSON."""

        async def work(boxes: Boxes) -> object:
            box, number = _box_of(boxes, letter)
            return await box.shown(number)

        shown = desk.at(work)
        if shown is None:
            raise Degraded(f"there is no letter {letter}")
        typer.echo(json.dumps(shown, ensure_ascii=False, indent=2))


def _add_redrive(cli: typer.Typer, desk: _Desk[S]) -> None:
    @cli.command("redrive")
    def redrive_letters(  # noqa: PLR0913, PLR0917 -- what a person decides, by name
        by: By,
        letter: Annotated[str | None, typer.Argument(help="Only this one, with what waits before it")] = None,
        key: Annotated[str | None, typer.Option(help="Only those of this key")] = None,
        reason: Reason = None,
        dry_run: Annotated[bool, typer.Option(help="Only say what would happen")] = False,  # noqa: FBT002
        accept_gap: Annotated[bool, typer.Option(help="Accept that messages of the key are lost")] = False,  # noqa: FBT002
        as_json: Json = False,  # noqa: FBT002 -- typer makes it an option
    ) -> None:
        """Try open letters again, in their order; ends with 3 when some still wait."""
        if accept_gap and letter is None and key is None:
            raise typer.BadParameter(
                "a loss is accepted for one letter or one key", param_hint="--accept-gap"
            )

        async def work(boxes: Boxes) -> list[Tried]:
            wish = Wish(by, None, key, reason, dry_run, accept_gap)
            if letter is not None:
                box, number = _box_of(boxes, letter)
                return list(await box.redriven(replace(wish, letter=number)))
            return [one for box in boxes for one in await box.redriven(wish)]

        tried = desk.at(work)
        rows = [{"letter": one.letter, "outcome": one.outcome, "open": one.is_open} for one in tried]
        _print(rows, as_json=as_json)
        still = sum(one.is_open for one in tried)
        if still:
            raise Degraded(f"{still} still open")


def _add_discard(cli: typer.Typer, desk: _Desk[S]) -> None:
    @cli.command()
    def discard(
        letter: Letter,
        by: By,
        note: Annotated[str, typer.Option(help="Why it will never count")],
        as_json: Json = False,  # noqa: FBT002 -- typer makes it an option
    ) -> None:
        """Decide that a letter never takes effect, here and in every rebuild."""

        async def work(boxes: Boxes) -> str | None:
            box, number = _box_of(boxes, letter)
            return await box.discarded(number, by, note)

        left = desk.at(work)
        told = f"{letter} is discarded" + (f"; now: {left}" if left else "")
        typer.echo(json.dumps({"letter": letter, "state": "discarded", "next": left}) if as_json else told)


def _box_of(boxes: Boxes, letter: str) -> tuple[LetterBox, str]:
    name, _, number = letter.partition("/")
    for box in boxes:
        if box.name == name and number:
            return box, number
    known = ", ".join(f"{box.name}/…" for box in boxes)
    raise typer.BadParameter(f"{letter} names no letter; letters are {known}")


def _print(rows: Sequence[dict[str, object]] | Sequence[dict[str, str]], *, as_json: bool) -> None:
    lines = ["  ".join(str(value) for value in row.values()) for row in rows]
    typer.echo(json.dumps(rows, ensure_ascii=False) if as_json else "\n".join(lines) or "none")
