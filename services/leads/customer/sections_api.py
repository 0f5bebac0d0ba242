"""The sections of the customer file over HTTP: one typed route for each declaration."""

from typing import Annotated, Any, Generic, TypeVar
from uuid import UUID

from fastapi import APIRouter, Depends, Response
from pydantic import BaseModel, ConfigDict

from services.leads.customer.api import CustomerNamed, Reader, sight_of
from services.leads.customer.read_models.file import (
    SectionHistory,
    SectionView,
    section_history,
    section_views,
)
from services.leads.customer.section import Section, SectionUndeclared
from services.leads.customer.use_cases import CustomerFile, SectionKnown
from services.leads.roles import FILE, SOURCE
from shared.contracts.base import UtcTime
from shared.kit.clock import Clock
from shared.kit.eventstore.handle import Request
from shared.kit.http.idempotency import request_of
from shared.kit.http.positions import written

S = TypeVar("S", bound=Section)

Recorder = Annotated[Request, Depends(request_of(*FILE))]


class SectionBody(BaseModel, Generic[S]):
    """What is known, and since when; without a time, now."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    content: S
    as_of: UtcTime | None = None


def sections_router(file: CustomerFile, clock: Clock) -> APIRouter:
    """Return the routes of the file's sections, as the catalogue declares them."""
    router = APIRouter(prefix="/v1/customers/{customer_id}/sections", tags=["customer file"])
    for section in file.catalogue.sections.values():
        _add_recording(router, file, section)

    @router.post("/{section}", include_in_schema=False)
    async def refuse_undeclared(customer_id: UUID, section: str, request: Recorder) -> None:
        del customer_id, request
        raise SectionUndeclared(section=section)

    @router.get("")
    async def list_sections(customer_id: UUID, principal: Reader) -> list[SectionView]:
        """Every declared section: what it says, since when, and whether it is stale (S4-11)."""
        told = await file.read(customer_id)
        return section_views(told.customer, file.catalogue, sight_of(principal, clock))

    @router.get("/{section}")
    async def read_section(customer_id: UUID, section: str, principal: Reader) -> SectionHistory:
        """One section with its history."""
        declared = file.catalogue.declared(section)
        return section_history(await file.read(customer_id), declared, sight_of(principal, clock))

    return router


def _add_recording(router: APIRouter, file: CustomerFile, section: type[Section]) -> None:
    about = section.ABOUT

    async def record(customer_id: UUID, told: Any, request: Recorder, response: Response) -> CustomerNamed:
        known = SectionKnown(customer_id, told.content, told.as_of)
        appended = await file.record_section(known, request)
        written(response, appended, SOURCE)
        return CustomerNamed.model_validate_json(appended.answer)

    # The body's class is the declaration's, known only here; FastAPI reads it from the annotation.
    record.__annotations__["told"] = SectionBody[section]  # type: ignore[valid-type]
    router.add_api_route(
        f"/{about.slug}",
        record,
        methods=["POST"],
        status_code=201,
        name=f"record_{about.slug}",
        summary=f"{about.title.en} {about.title.zh} ({', '.join(about.clauses)})",
    )
