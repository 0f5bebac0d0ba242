"""The pages of a month, read one at a time: no step holds more than one, however many there are."""

from collections import Counter
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from heapq import nsmallest
from typing import Self

from services.scoring.forecast.decide import (
    FIGURES_PAGE,
    PAGE,
    Figures,
    Forecast,
    ForecastUnknown,
    MakePage,
    Page,
    Place,
    Sum,
    between,
)
from services.scoring.forecast.decide.commands import FiguresCommand
from services.scoring.forecast.decide.state import order
from services.scoring.forecast.events import FiguresEvent, PageEvent
from services.scoring.forecast.period import places
from services.scoring.forecast.published import publish, publish_page
from services.scoring.forecast.streams import FIGURES_CODEC, PAGE_CODEC, figures_stream, page_stream
from services.scoring.forecast.views import FigureRow, rows_of
from shared.kit.eventstore.handle import Publisher, StreamKind
from shared.kit.eventstore.port import EventStore

FIRST = 1
"""The page of figures that stands in the month's own stream."""


@dataclass(frozen=True, slots=True)
class Pages:
    """The pages of customers, and those of figures."""

    store: EventStore
    customers: StreamKind[Page, MakePage, PageEvent]
    further: StreamKind[Figures, FiguresCommand, FiguresEvent]

    @classmethod
    def of(cls, store: EventStore, publisher: Publisher) -> Self:
        """Return the pages in `store`."""
        customers = StreamKind(PAGE, PAGE_CODEC, publish_page, publisher)
        return cls(store, customers, StreamKind(FIGURES_PAGE, FIGURES_CODEC, publish, publisher))

    async def sums(self, month: str, after: Place | None, most: int) -> tuple[Mapping[Place, Sum], bool]:
        """Return what the lines of the first `most` places behind `after` come to, and whether more are."""
        sums: dict[Place, Sum] = {}
        async for page in self._of_customers(month):
            for line in page.made.lines if page.made else ():
                for place in places(line.salesperson, line.currency):
                    if after is None or order(place) > order(after):
                        sums[place] = sums.get(place, Sum()).with_line(line)
            # What falls out has enough places before it for ever, and is never among the first again.
            sums = {place: sums[place] for place in nsmallest(most + 1, sums, key=order)}
        return dict(list(sums.items())[:most]), len(sums) > most

    async def segments(self, month: str) -> Counter[str]:
        """Return how many customers belong to each segment."""
        counted: Counter[str] = Counter()
        async for page in self._of_customers(month):
            counted.update(page.segmented.customers if page.segmented else {})
        return counted

    async def figures(self, month: str, known: Forecast) -> AsyncIterator[tuple[Figures, Place | None]]:
        """Yield each page of figures, with the last place of the page before it."""
        page, number, after = known.first, FIRST, None
        yield page, after
        while page.continued:
            after, number = max(page.figures, key=order), number + 1
            page = await self.page(month, number)
            yield page, after

    async def numbered(self, month: str, number: int, known: Forecast) -> tuple[Figures, Place | None]:
        """Return the page of figures of that number, and the last place of the page before it."""
        if number == FIRST:
            return known.first, None
        before = known.first if number == FIRST + 1 else await self.page(month, number - 1)
        return await self.page(month, number), max(before.figures, key=order)

    async def rows(
        self, month: str, known: Forecast, after: tuple[str, ...] | None, most: int
    ) -> list[FigureRow]:
        """Return at most `most` places of the month, in their order from behind `after`."""
        found: list[FigureRow] = []
        async for page, before in self.figures(month, known):
            rows = rows_of(page, between(known.plans, page, before))
            found += [row for row in rows if after is None or row.key > after]
            if len(found) >= most:
                break
        return found[:most]

    async def page(self, month: str, number: int) -> Figures:
        """Return a further page of figures; an empty one before it is made."""
        return self.further.fold((await self.store.load(figures_stream(month, number))).events)

    async def _of_customers(self, month: str) -> AsyncIterator[Page]:
        number, last = 0, False
        while not last:
            number += 1
            page = self.customers.fold((await self.store.load(page_stream(month, number))).events)
            if page.made is None:
                raise ForecastUnknown(month=month, page=str(number))
            yield page
            last = page.made.last
