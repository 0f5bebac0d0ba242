"""The sections of the customer file over HTTP: a typed route for each declaration, one for own ones."""

from collections.abc import Mapping
from typing import Annotated, Any, Generic, TypeVar
from uuid import UUID

from fastapi import APIRouter, Depends, Response
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, ConfigDict, Field, JsonValue, ValidationError

from services.leads.customer.api import CustomerNamed, Reader, sight_of
from services.leads.customer.read_models.file import (
    SectionHistory,
    SectionView,
    section_history,
    section_views,
)
from services.leads.customer.section import Catalogue, Section
from services.leads.customer.use_cases import CustomerFile, SectionKnown
from services.leads.roles import FILE, SOURCE
from shared.contracts.base import UtcTime
from shared.kit.clock import Clock
from shared.kit.eventstore.handle import Request
from shared.kit.eventstore.port import Appended
from shared.kit.http.auth import requires
from shared.kit.http.idempotency import request_of
from shared.kit.http.positions import written
from shared.policy.rule import Text

S = TypeVar("S", bound=Section)

Recorder = Annotated[Request, Depends(request_of(*FILE))]


OWN: JsonValue = {"content": {"brand": "恒远", "shelf_metres": 12}, "as_of": "2026-03-09T06:00:00Z"}


class SectionBody(BaseModel, Generic[S]):
    """What is known, and since when; without a time, now."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    content: S
    as_of: UtcTime | None = None


class OwnSectionBody(BaseModel):
    """The same of a section that the company declares in its policy; the content is checked by that."""

    model_config = ConfigDict(frozen=True, extra="forbid", json_schema_extra={"examples": [OWN]})

    content: dict[str, JsonValue]
    as_of: UtcTime | None = None


class DeclaredSection(BaseModel):
    """A section of the file, and the JSON Schema of its content."""

    section: str
    title: Text
    clauses: tuple[str, ...]
    purpose: str
    weight: int
    stale_after_days: int
    policy_version: str | None = Field(description="The book that declares it, if it is the company's own")
    document: dict[str, JsonValue]


def sections_routers(file: CustomerFile, clock: Clock) -> tuple[APIRouter, APIRouter]:
    """Return the routes of the file's sections, and that of the table of contents."""
    router = APIRouter(prefix="/v1/customers/{customer_id}/sections", tags=["customer file"])
    for section in file.catalogues.declared.sections.values():
        _add_recording(router, file, section)

    @router.post("/{section}", status_code=201)
    async def record_own_section(
        customer_id: UUID, section: str, told: OwnSectionBody, request: Recorder, response: Response
    ) -> CustomerNamed:
        """Record a section that the policy in force declares as the company's own."""

        def read(declared: Catalogue) -> SectionKnown:
            return SectionKnown(customer_id, checked(declared, section, told.content), told.as_of)

        return answered(response, await file.record_as_declared(read, request))

    @router.get("")
    async def list_sections(customer_id: UUID, principal: Reader) -> list[SectionView]:
        """Every declared section: what it says, since when, and whether it is stale (S4-11)."""
        told, sight = await file.read(customer_id), sight_of(principal, clock)
        return section_views(told, await file.readable(told, sight.now), sight)

    @router.get("/{section}")
    async def read_section(customer_id: UUID, section: str, principal: Reader) -> SectionHistory:
        """One section with its history."""
        told, sight = await file.read(customer_id), sight_of(principal, clock)
        return section_history(told, section, await file.readable(told, sight.now), sight)

    return router, _contents(file, clock)


def _contents(file: CustomerFile, clock: Clock) -> APIRouter:
    router = APIRouter(prefix="/v1", tags=["customer file"])

    @router.get("/sections", dependencies=[Depends(requires())])
    async def list_declared_sections() -> list[DeclaredSection]:
        """Every section that the file has by now: the declared ones, then the company's own."""
        catalogue = await file.catalogues.at(clock.now())
        return [_declared(catalogue, section) for section in catalogue.sections.values()]

    return router


def _declared(catalogue: Catalogue, section: type[Section]) -> DeclaredSection:
    about = section.ABOUT
    return DeclaredSection(
        section=about.slug,
        title=about.title,
        clauses=about.clauses,
        purpose=about.purpose,
        weight=about.weight,
        stale_after_days=catalogue.stale_after(about.slug).days,
        policy_version=about.policy_version,
        document=section.model_json_schema(),
    )


def checked(catalogue: Catalogue, slug: str, content: Mapping[str, Any]) -> Section:
    """Return the section. Raises SectionUndeclared, and `RequestValidationError` with every fault."""
    try:
        return catalogue.declared(slug).model_validate(dict(content))
    except ValidationError as error:
        faults = [{**fault, "loc": ("body", "content", *fault["loc"])} for fault in error.errors()]
        raise RequestValidationError(faults) from error


def _add_recording(router: APIRouter, file: CustomerFile, section: type[Section]) -> None:
    about = section.ABOUT

    async def record(customer_id: UUID, told: Any, request: Recorder, response: Response) -> CustomerNamed:
        known = SectionKnown(customer_id, told.content, told.as_of)
        return answered(response, await file.record_section(known, request))

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


def answered(response: Response, appended: Appended) -> CustomerNamed:
    """Return whose section was recorded, and as what."""
    written(response, appended, SOURCE)
    return CustomerNamed.model_validate_json(appended.answer)
