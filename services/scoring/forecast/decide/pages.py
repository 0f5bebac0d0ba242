"""A page of customers is forecast once, and leads to the next page or to the end of the run."""

from services.scoring.forecast.decide.chain import FINISH, PAGES
from services.scoring.forecast.decide.commands import MakePage
from services.scoring.forecast.decide.state import Page, page_evolve
from services.scoring.forecast.events import PageEvent, PageForecast, PageSegmented
from shared.kit.decider import CancelDeadline, Decider, Decision, SetDeadline


def page_decide(state: Page, command: MakePage) -> Decision[PageEvent]:
    """Return the page, once, and the deadline of what follows it."""
    over = CancelDeadline(f"forecast-{command.month}/page-{command.page}")
    if state.made is not None:
        # The step after a page that is there already was set with it.
        return Decision((), (over,))
    made = PageForecast(
        month=command.month,
        page=command.page,
        after=command.after,
        until=command.until,
        last=command.last,
        lines=command.lines,
        occurred_at=command.now,
    )
    events: list[PageEvent] = [made]
    if command.segments:
        events.append(
            PageSegmented(command.month, command.page, dict(command.segments), occurred_at=command.now)
        )
    return Decision(tuple(events), (over, _following(made)))


def _following(made: PageForecast) -> SetDeadline:
    if made.last:
        return SetDeadline(f"forecast-{made.month}/finish", FINISH, made.occurred_at, {"month": made.month})
    number = str(made.page + 1)
    detail = {"month": made.month, "page": number, "after": made.until}
    return SetDeadline(f"forecast-{made.month}/page-{number}", PAGES, made.occurred_at, detail)


PAGE: Decider[Page, MakePage, PageEvent] = Decider(Page(), page_evolve, page_decide)
