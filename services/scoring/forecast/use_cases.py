"""The forecast's use cases, one short method a step: gather, decide, append."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Self

import msgspec

from services.scoring.duty.terms import opening
from services.scoring.duty.use_cases import Duties
from services.scoring.forecast.actual import bought
from services.scoring.forecast.customers import lines_of
from services.scoring.forecast.decide import (
    FORECAST,
    AskRevisions,
    AwaitForecast,
    BeginForecast,
    CloseForecast,
    Closing,
    CompareForecast,
    FinishForecast,
    Forecast,
    ForecastCommand,
    ForecastUnknown,
    Known,
    MakeFigures,
    MakePage,
    MonthOutOfReach,
    OfPage,
    Place,
    PlanSales,
    between,
)
from services.scoring.forecast.decide.commands import FiguresCommand
from services.scoring.forecast.events import ForecastBegun, ForecastEvent
from services.scoring.forecast.month import coming_month, month_of, month_start
from services.scoring.forecast.pages import FIRST, Pages
from services.scoring.forecast.period import bounds, compare_at, days_of
from services.scoring.forecast.published import publish
from services.scoring.forecast.revision import asked as revision
from services.scoring.forecast.revision import subject
from services.scoring.forecast.streams import CODEC, figures_stream, page_stream, stream_of
from services.scoring.sales.lookup import Sales
from services.scoring.segment.counting import counted, named
from services.scoring.segment.lookup import SegmentFacts
from shared.in_force import InForce
from shared.kit.eventstore.handle import Intent, Publisher, Request, StreamKind, handle
from shared.kit.eventstore.port import Appended, EventStore
from shared.kit.eventstore.replay import Publishes
from shared.policy.timing import NoPolicyInForce
from shared.policy.working_time import add

PAGE_CUSTOMERS = 500
"""Customers of one page: some hundred milliseconds of work, and an event of some ten kilobytes."""
PAGE_FIGURES = 500
"""Figures of one page: they are appended together, compared together, and read whole."""


@dataclass(frozen=True, slots=True)
class Forecasts:
    """What can be done about forecasts, each step under the policy that held when its month began."""

    store: EventStore
    kind: StreamKind[Known, ForecastCommand, ForecastEvent]
    pages: Pages
    books: InForce
    sales: Sales
    facts: SegmentFacts
    duties: Duties

    @classmethod
    def of(
        cls, store: EventStore, publisher: Publisher, books: InForce, sales: Sales, facts: SegmentFacts
    ) -> Self:
        """Return the use cases over `store`, what was sold, and what segments are judged by."""
        kind = StreamKind(FORECAST, CODEC, publish, publisher)
        pages = Pages.of(store, publisher)
        return cls(store, kind, pages, books, sales, facts, Duties.of(store, publisher))

    @property
    def kinds(self) -> Mapping[str, Publishes]:
        """Return the kinds of streams, by how the streams' names begin."""
        return {
            "forecast": self.kind,
            "page": self.pages.customers,
            "figures": self.pages.further,
            "duty": self.duties.kind,
        }

    async def schedule(self, request: Request) -> None:
        """A month's run stands to be made, be it the first one ever."""
        if await self.sales.is_scheduled():
            return
        zone = (await self.books.at(request.now)).calendar.time_zone
        month = coming_month(request.now, zone)
        await self._handle(month, AwaitForecast(month, month_start(month, zone), request.now), request)

    async def begin(self, month: str, request: Request) -> Appended:
        """The month's run has begun, once; its pages follow."""
        starts_at, _ = bounds(month, await self.books.at(request.now))
        try:
            # A month to come has no book yet; it is refused by its date.
            book = await self.books.at(min(starts_at, request.now))
        except NoPolicyInForce:
            raise MonthOutOfReach(month=month) from None
        starts_at, ends_at = bounds(month, book)
        command = BeginForecast(
            month=month,
            starts_at=starts_at,
            ends_at=ends_at,
            half_life_days=book.forecast.half_life_days,
            policy_version=book.version,
            by=request.principal,
            now=request.now,
        )
        return await self._handle(month, command, request)

    async def make_page(self, month: str, number: int, after: str, request: Request) -> None:
        """One page of customers is forecast, and the next one or the end of the run is due."""
        begun = await self._begun(month)
        book = await self.books.at(begun.starts_at)
        days = days_of(begun, book)
        page = await self.sales.page(after, PAGE_CUSTOMERS, begun.starts_at, begun.half_life_days, days)
        lines, until = lines_of(page, begun.half_life_days, days)
        whole = until == max(page.owners, default="")
        there = [key for key in page.owners if key <= until]
        command = MakePage(
            month=month,
            page=number,
            after=after,
            until=until,
            last=whole and len(page.owners) < PAGE_CUSTOMERS,
            lines=tuple(lines),
            now=request.now,
            segments=await self._segmented(begun, there, request.now),
        )
        intent = Intent(self.pages.customers, page_stream(month, number), stream_of(month), command, request)
        await handle(self.store, intent)

    async def finish(self, month: str, request: Request) -> None:
        """The first page of the company's and the salespeople's figures is made: the sums of all pages."""
        begun = await self._begun(month)
        sums, more = await self.pages.sums(month, None, PAGE_FIGURES)
        closing = None if more else await self._closing(begun)
        await self._handle(month, FinishForecast(sums, closing, request.now), request)

    async def make_figures(self, month: str, page: int, request: Request) -> None:
        """A further page of figures is made, and the next one or the end of the run is due."""
        known, _ = await self.read(month)
        _, after = await self.pages.numbered(month, page, known)
        sums, more = await self.pages.sums(month, after, PAGE_FIGURES)
        command = MakeFigures(await self._begun(month), page, sums, not more, request.now)
        await self._handle_page(month, page, command, request)

    async def close(self, month: str, request: Request) -> None:
        """All figures are made, and the month is to be compared when it is over."""
        known, begun = (await self.read(month))[0], await self._begun(month)
        figures = sum([len(page.figures) async for page, _ in self.pages.figures(month, known)])
        await self._handle(month, CloseForecast(figures, await self._closing(begun), request.now), request)

    async def compare(self, month: str, number: int, request: Request) -> None:
        """A page of figures stands beside what was bought; a plan that must be adjusted is so (S2-02)."""
        known, begun = (await self.read(month))[0], await self._begun(month)
        book, now_book = await self.books.at(begun.starts_at), await self.books.at(request.now)
        page, after = await self.pages.numbered(month, number, known)
        plans = between(known.plans, page, after)
        command = CompareForecast(
            actual=await bought(self.sales, begun, {*page.figures, *plans}),
            plans=plans,
            due_at=compare_at(begun, book),
            allowed_percent=book.forecast.deviation,
            revise_by=add(request.now, now_book.forecast.revise_within, now_book.calendar),
            policy_version=book.version,
            now=request.now,
        )
        await self._handle_over(month, number, command, request)

    async def revise(self, month: str, number: int, request: Request) -> None:
        """Another plan is owed for each figure of the page that deviated, since its comparison (S2-02)."""
        page, _ = await self.pages.numbered(month, number, (await self.read(month))[0])
        asked = []
        for one in page.deviated.values():
            book = await self.books.at(one.occurred_at)
            asked.append(opening(revision(one, book), book))
        await self.duties.open(asked, request)
        await self._handle_over(month, number, AskRevisions(len(asked), request.now), request)

    async def plan(self, month: str, place: Place, told: Mapping[str, Any], request: Request) -> Appended:
        """The plan stands beside the forecast; told again otherwise, it is adjusted for a reason (S2-02)."""
        _, ends_at = bounds(month, await self.books.at(request.now))
        command = PlanSales(
            *(month, ends_at, place), **told, subject_id=subject(place), by=request.principal, now=request.now
        )
        return await self._handle(month, command, request)

    async def read(self, month: str) -> tuple[Forecast, int]:
        """Return the month's forecast and its version. Raises ForecastUnknown."""
        loaded = await self.store.load(stream_of(month))
        forecast = self.kind.fold(loaded.events)
        if forecast is None:
            raise ForecastUnknown(month=month)
        return forecast, len(loaded.events)

    async def _begun(self, month: str) -> ForecastBegun:
        begun = (await self.read(month))[0].begun
        if begun is None:
            raise ForecastUnknown(month=month)
        return begun

    async def _segmented(self, begun: ForecastBegun, keys: Sequence[str], now: datetime) -> Mapping[str, int]:
        """Return how many of the customers belong to each segment; nothing for a month that is over.

        Judged as of now: what a customer was in a month long past is not known any more.
        """
        if now >= begun.ends_at:
            return {}
        chapter = (await self.books.at(begun.occurred_at)).segments
        return counted(await self.facts.of(keys, now), chapter)

    async def _closing(self, begun: ForecastBegun) -> Closing:
        book, by = await self.books.at(begun.starts_at), await self.books.at(begun.occurred_at)
        return Closing(
            compare_at=compare_at(begun, book),
            following=month_of(begun.ends_at, book.calendar.time_zone),
            segments=named(await self.pages.segments(begun.month), by.segments),
            segmented_by=by.version,
        )

    async def _handle_over(
        self, month: str, number: int, command: CompareForecast | AskRevisions, request: Request
    ) -> None:
        if number == FIRST:
            await self._handle(month, command, request)
        else:
            await self._handle_page(month, number, OfPage(month, number, command), request)

    async def _handle_page(self, month: str, number: int, command: FiguresCommand, request: Request) -> None:
        stream, key = figures_stream(month, number), stream_of(month)
        await handle(self.store, Intent(self.pages.further, stream, key, command, request))

    async def _handle(self, month: str, command: ForecastCommand, request: Request) -> Appended:
        answer = msgspec.json.encode({"month": month})
        stream = stream_of(month)
        return await handle(self.store, Intent(self.kind, stream, stream, command, request, answer=answer))
