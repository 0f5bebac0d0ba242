"""What a customer sends behind a link: a form as browsers write it, or JSON."""

from typing import Annotated
from urllib.parse import parse_qsl

from pydantic import BaseModel, ConfigDict, Field, JsonValue, ValidationError
from starlette.requests import Request

from shared.contracts.base import Text
from shared.contracts.inbox import Score
from shared.contracts.visits import FORM_ITEMS_MAX, FormName
from shared.kit.http.problems import HttpProblem
from shared.kit.http.strict_json import refuse_unkeepable
from shared.kit.http.validation import described

BODY_BYTES_MAX = 64 * 1024
"""A note of four thousand characters takes 36 KiB as browsers write it; nobody needs a key to send this."""

BROWSERS, JSON = "application/x-www-form-urlencoded", "application/json"
FIELDS_MAX = FORM_ITEMS_MAX + 1
SCORE_DIGITS_MAX = 9

SAID: JsonValue = {"items": {"product": 5, "service": 4, "after_sales": None}, "note": "送货很及时"}


class SurveyFilled(BaseModel):
    """A customer's scores by item, and what else they said."""

    model_config = ConfigDict(frozen=True, extra="forbid", json_schema_extra={"examples": [SAID]})

    items: Annotated[dict[FormName, Score | None], Field(max_length=FORM_ITEMS_MAX)]
    note: Text | None = None


async def filled(request: Request) -> SurveyFilled:
    """Return what was sent. Raises `HttpProblem` for what is too large, of another type, or no answer."""
    body = await request.body()
    if len(body) > BODY_BYTES_MAX:
        raise HttpProblem("body_too_large", max_bytes=BODY_BYTES_MAX)
    media = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    try:
        if media == BROWSERS:
            return SurveyFilled.model_validate(_of_browser(body))
        if media == JSON:
            refuse_unkeepable(body)
            return SurveyFilled.model_validate_json(body)
    except ValidationError as invalid:
        faults = [{**fault, "loc": ("body", *fault["loc"])} for fault in invalid.errors(include_url=False)]
        raise HttpProblem("invalid", errors=[described(fault, "en") for fault in faults]) from None
    raise HttpProblem("unsupported_media_type", headers={"Accept": f"{BROWSERS}, {JSON}"})


def _of_browser(body: bytes) -> dict[str, object]:
    """Return the fields of a form; those left empty were not answered. Raises `HttpProblem`."""
    try:
        fields = dict(parse_qsl(body.decode("ascii"), max_num_fields=FIELDS_MAX, errors="strict"))
    except ValueError as error:
        raise HttpProblem("bad_request") from error
    note = fields.pop("note", "").strip()
    items = {name: _score(value) for name, value in fields.items()}
    return {"items": items, "note": note.replace("\r\n", "\n") or None}


def _score(written: str) -> int | str:
    # What is longer than any score is none; thousands of digits are no number to Python either.
    fits = len(written) <= SCORE_DIGITS_MAX
    return int(written) if fits and written.isascii() and written.isdecimal() else written
