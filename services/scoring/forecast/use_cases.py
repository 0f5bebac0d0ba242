"""The forecast's use cases, one short method a step: gather, decide, append."""

from collections import Counter, defaultdict
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Self

import msgspec

from services.scoring.duty.terms import opening
from services.scoring.duty.use_cases import Duties
from services.scoring.forecast.customers import lines_of
from services.scoring.forecast.decide import (
    FORECAST,
    PAGE,
    Actual,
    AskRevisions,
    AwaitForecast,
    BeginForecast,
    CompareForecast,
    FinishForecast,
    Forecast,
    ForecastCommand,
    ForecastUnknown,
    Known,
    MakePage,
    Page,
    Place,
    PlanSales,
    Sum,
)
from services.scoring.forecast.events import (
    ForecastBegun,
    ForecastEvent,
    PageEvent,
    PageForecast,
    PageSegmented,
)
from services.scoring.forecast.month import coming_month, month_of, month_start
from services.scoring.forecast.period import bounds, compare_at, days_of, places
from services.scoring.forecast.published import publish, publish_page
from services.scoring.forecast.revision import asked as revision
from services.scoring.forecast.revision import subject
from services.scoring.forecast.streams import CODEC, PAGE_CODEC, page_stream, stream_of
from services.scoring.sales.lookup import Sales
from services.scoring.segment.counting import counted, named
from services.scoring.segment.lookup import SegmentFacts
from shared.in_force import InForce
from shared.kit.eventstore.handle import Intent, Publisher, Request, StreamKind, handle
from shared.kit.eventstore.port import Appended, EventStore
from shared.kit.eventstore.replay import Publishes
from shared.policy.working_time import add

PAGE_CUSTOMERS = 500
"""Customers of one page: some hundred milliseconds of work, and an event of some ten kilobytes."""


@dataclass(frozen=True, slots=True)
class Forecasts:
    """What can be done about forecasts, each step under the policy that held when its month began."""

    store: EventStore
    kind: StreamKind[Known, ForecastCommand, ForecastEvent]
    pages: StreamKind[Page, MakePage, PageEvent]
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
        pages = StreamKind(PAGE, PAGE_CODEC, publish_page, publisher)
        return cls(store, kind, pages, books, sales, facts, Duties.of(store, publisher))

    @property
    def kinds(self) -> Mapping[str, Publishes]:
        """Return the kinds of streams, by how the streams' names begin."""
        return {"forecast": self.kind, "page": self.pages, "duty": self.duties.kind}

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
        # A month to come has no book yet; it is refused by its date.
        book = await self.books.at(min(starts_at, request.now))
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
        intent = Intent(self.pages, page_stream(month, number), stream_of(month), command, request)
        await handle(self.store, intent)

    async def finish(self, month: str, request: Request) -> None:
        """The company's and the salespeople's figures are made: the sums of all pages."""
        begun = await self._begun(month)
        book = await self.books.at(begun.starts_at)
        sums: defaultdict[Place, Sum] = defaultdict(Sum)
        counted: Counter[str] = Counter()
        async for made, segmented in self._all_pages(month):
            for line in made.lines:
                for place in places(line.salesperson, line.currency):
                    sums[place] = sums[place].with_line(line)
            counted.update(segmented.customers if segmented else {})
        by = await self.books.at(begun.occurred_at)
        command = FinishForecast(
            sums=sums,
            segments=named(counted, by.segments),
            segmented_by=by.version,
            compare_at=compare_at(begun, book),
            following=month_of(begun.ends_at, book.calendar.time_zone),
            now=request.now,
        )
        await self._handle(month, command, request)

    async def compare(self, month: str, request: Request) -> None:
        """The month's figures stand beside what was bought; a plan that must be adjusted is so (S2-02)."""
        begun = await self._begun(month)
        book, now_book = await self.books.at(begun.starts_at), await self.books.at(request.now)
        actual: defaultdict[Place, Actual] = defaultdict(Actual)
        for row in await self.sales.actual(begun.starts_at, begun.ends_at):
            for place in places(row["owner"], row["currency"]):
                known = actual[place]
                actual[place] = Actual(known.again_minor + row["again"], known.first_minor + row["first"])
        command = CompareForecast(
            actual=actual,
            due_at=compare_at(begun, book),
            allowed_percent=book.forecast.deviation,
            revise_by=add(request.now, now_book.forecast.revise_within, now_book.calendar),
            policy_version=book.version,
            now=request.now,
        )
        await self._handle(month, command, request)

    async def revise(self, month: str, request: Request) -> None:
        """Another plan is owed for each figure of the month that deviated, since its comparison (S2-02)."""
        deviated = (await self.read(month))[0].deviated.values()
        asked = []
        for one in deviated:
            book = await self.books.at(one.occurred_at)
            asked.append(opening(revision(one, book), book))
        await self.duties.open(asked, request)
        await self._handle(month, AskRevisions(len(asked), request.now), request)

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

    async def _all_pages(self, month: str) -> AsyncIterator[tuple[PageForecast, PageSegmented | None]]:
        number, last = 0, False
        while not last:
            # A page at a time: no step holds more than one, however many there are.
            number += 1
            loaded = await self.store.load(page_stream(month, number))
            page = self.pages.fold(loaded.events)
            if page.made is None:
                raise ForecastUnknown(month=month, page=str(number))
            yield page.made, page.segmented
            last = page.made.last

    async def _handle(self, month: str, command: ForecastCommand, request: Request) -> Appended:
        answer = msgspec.json.encode({"month": month})
        stream = stream_of(month)
        return await handle(self.store, Intent(self.kind, stream, stream, command, request, answer=answer))
