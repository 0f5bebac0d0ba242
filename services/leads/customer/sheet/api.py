"""Forms of the customer file over HTTP: printed, exported as a sheet, imported from one (S11-08)."""

from dataclasses import dataclass
from typing import Annotated, Any
from uuid import UUID
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Depends, Response
from fastapi.responses import HTMLResponse
from starlette.requests import Request as HttpRequest

from services.leads.customer.api import CustomerNamed, Reader, sight_of
from services.leads.customer.read_models.file import RecordedSection, Sight, section_history
from services.leads.customer.section import Catalogue
from services.leads.customer.sections_api import answered, checked
from services.leads.customer.sheet.csv_sheet import Sheet, read_sheet, sheet_text, unreadable
from services.leads.customer.sheet.layout import AS_OF, Layout, layout_of
from services.leads.customer.sheet.page import Filled, form_page
from services.leads.customer.use_cases import CustomerFile, SectionKnown
from services.leads.roles import FILE
from shared.kit.clock import Clock
from shared.kit.eventstore.handle import Request
from shared.kit.http.auth import requires
from shared.kit.http.idempotency import request_of
from shared.kit.http.key_ring import Principal
from shared.kit.http.language import AcceptLanguage, answer_in
from shared.kit.http.problems import HttpProblem, preferred
from shared.kit.spreadsheets import BYTE_ORDER_ENCODING, decoded
from shared.policy.rule import Language, Text

CSV = "text/csv"
Importer = Annotated[Request, Depends(request_of(*FILE, is_json=False))]
Exporter = Annotated[Principal, Depends(requires(*FILE))]
RECORDED_BY = Text(zh="登记人", en="Recorded by")
_EXAMPLE = "需求与问题\r\n截至,\r\n需求,减速机 40 台\r\n期望\r\n问题,交期不稳\r\n意向,likely\r\n"
_SHEET: dict[int | str, dict[str, Any]] = {200: {"content": {CSV: {"schema": {"type": "string"}}}}}
_BODY: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {CSV: {"schema": {"type": "string"}, "example": _EXAMPLE}},
    }
}


def forms_router(file: CustomerFile, clock: Clock) -> APIRouter:
    """Return the routes of the forms, blank and filled in."""
    router = APIRouter(prefix="/v1", tags=["customer file"])
    _blank(router, file, clock)
    _filled(router, file, clock)

    @router.post("/customers/{customer_id}/sections/{section}/sheet", status_code=201, openapi_extra=_BODY)
    async def import_sheet(
        customer_id: UUID, section: str, body: HttpRequest, request: Importer, response: Response
    ) -> CustomerNamed:
        """Record a section from its sheet, as exported or as a spreadsheet saved it (S11-08).

        It holds since the time in the second row; where none stands there, from now on.
        """
        text = await _text(body)

        def read(catalogue: Catalogue) -> SectionKnown:
            told = read_sheet(layout_of(catalogue.declared(section)), text)
            return SectionKnown(customer_id, checked(catalogue, section, told.content), told.as_of)

        return answered(response, await file.record_as_declared(read, request))

    return router


def _blank(router: APIRouter, file: CustomerFile, clock: Clock) -> None:
    @router.get(
        "/sections/{section}/printed", dependencies=[Depends(requires())], response_class=HTMLResponse
    )
    async def print_blank(section: str, accept_language: AcceptLanguage = "") -> HTMLResponse:
        """Read a blank form of the section, to be printed and filled in by hand (S11-08)."""
        catalogue = await file.catalogues.at(clock.now())
        page = form_page(layout_of(catalogue.declared(section)), Filled({}), preferred(accept_language))
        return _page(page, accept_language)

    @router.get(
        "/sections/{section}/sheet",
        dependencies=[Depends(requires())],
        response_class=Response,
        responses=_SHEET,
    )
    async def export_blank(section: str, accept_language: AcceptLanguage = "") -> Response:
        """Read a blank sheet of the section, to be filled in and imported (S11-08)."""
        declared = (await file.catalogues.at(clock.now())).declared(section)
        text = sheet_text(layout_of(declared), Sheet({}, None), preferred(accept_language))
        return _sheet(section, text, accept_language)


def _filled(router: APIRouter, file: CustomerFile, clock: Clock) -> None:
    prefix = "/customers/{customer_id}/sections/{section}"

    @router.get(f"{prefix}/printed", response_class=HTMLResponse)
    async def print_section(
        customer_id: UUID, section: str, principal: Reader, accept_language: AcceptLanguage = ""
    ) -> HTMLResponse:
        """Read a section as a page to print, in the layout of its form (S11-08)."""
        read = await _read(file, customer_id, section, sight_of(principal, clock))
        language = preferred(accept_language)
        filled = Filled(read.current.content if read.current else {}, _about(read, language))
        return _page(form_page(read.layout, filled, language), accept_language)

    @router.get(f"{prefix}/sheet", response_class=Response, responses=_SHEET)
    async def export_section(
        customer_id: UUID, section: str, principal: Exporter, accept_language: AcceptLanguage = ""
    ) -> Response:
        """Read a section as a sheet that can be imported again; blank if nobody may read it any more."""
        read = await _read(file, customer_id, section, sight_of(principal, clock))
        known = read.current if read.current and not read.current.withheld else None
        said = Sheet(known.content, known.as_of) if known else Sheet({}, None)
        return _sheet(section, sheet_text(read.layout, said, preferred(accept_language)), accept_language)


@dataclass(frozen=True, slots=True)
class _Read:
    """A section as it stands, for whoever looks: of whom, how it is laid out, and what it says."""

    name: str
    layout: Layout
    current: RecordedSection | None
    zone: ZoneInfo


async def _read(file: CustomerFile, customer_id: UUID, section: str, sight: Sight) -> _Read:
    """Return the section. Raises SectionUndeclared."""
    told = await file.read(customer_id)
    catalogue = await file.readable(told, sight.now)
    captured, current = told.customer.captured, section_history(told, section, catalogue, sight).current
    name = captured.name if captured else str(customer_id)
    return _Read(name, layout_of(catalogue.declared(section)), current, ZoneInfo(catalogue.time_zone))


def _about(read: _Read, language: Language) -> tuple[str, ...]:
    """Return whose form it is, and since when and by whom it says what it says."""
    if read.current is None:
        return (read.name,)
    since = f"{read.current.as_of.astimezone(read.zone):%Y-%m-%d %H:%M} ({read.zone.key})"
    said = ((AS_OF, since), (RECORDED_BY, read.current.recorded_by))
    return (read.name, *(f"{label.in_language(language)} {value}" for label, value in said))


def _page(text: str, accept_language: str) -> HTMLResponse:
    answer = HTMLResponse(text)
    answer_in(answer, accept_language)
    return answer


def _sheet(section: str, text: str, accept_language: str) -> Response:
    answer = Response(text.encode(BYTE_ORDER_ENCODING), media_type=f"{CSV}; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="{section}.csv"'
    answer_in(answer, accept_language)
    return answer


async def _text(body: HttpRequest) -> str:
    """Return the sheet that was sent. Raises `HttpProblem`, SheetUnreadable."""
    media = body.headers.get("content-type", "").partition(";")[0].strip().lower()
    if media != CSV:
        raise HttpProblem("unsupported_media_type", headers={"Accept": CSV})
    try:
        return decoded(await body.body())
    except UnicodeDecodeError:
        raise unreadable(1, "UTF-8") from None
