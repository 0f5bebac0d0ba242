"""A company's own section of the file: the JSON Schema of the policy book as a section class.

The book admits a small part of JSON Schema (`shared.policy.json_schema`): one object of named fields,
flat, titled and bounded. Each field is checked as strictly as those of the declared sections.
"""

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field, Strict, StringConstraints, create_model

from services.leads.customer.section import EMAIL, Declaration, Row, Section
from shared.contracts.base import Day, UtcTime, YesNo, printable
from shared.policy.rule import OUR_DEFAULT
from shared.policy.schema_words import CHOICES, MASKED, TITLE_ZH
from shared.policy.sections import OwnSection

OWN_VERSION = 1
"""Of a section that the book declares: what changes it is another book, which its facts cite."""

Schema = Mapping[str, Any]


def own_section(slug: str, declared: OwnSection, policy_version: str) -> type[Section]:
    """Return the section that the book of that version declares as `slug`."""
    made = _model(f"own_{slug}", declared.document, Section, masked=declared.personal)
    made.ABOUT = Declaration(
        slug=slug,
        version=OWN_VERSION,
        title=declared.title,
        clauses=() if declared.source == OUR_DEFAULT else tuple(declared.source.split(", ")),
        purpose=declared.purpose,
        weight=declared.weight,
        stale_after_days=declared.stale_after_days,
        policy_version=policy_version,
    )
    return made


def _model(name: str, schema: Schema, base: type[Any], *, masked: bool = False) -> type[Any]:
    """Return the class of an object. Its fields go by aliases: a company may call one `content`."""
    required = frozenset(schema.get("required", ()))
    fields: dict[str, Any] = {}
    for place, (field, about) in enumerate(schema["properties"].items()):
        kind: Any = _kind(f"{name}_{place}", about)
        extra: Any = {TITLE_ZH: about[TITLE_ZH], MASKED: masked or _is_masked(about)}
        extra |= {CHOICES: about[CHOICES]} if CHOICES in about else {}
        told = Field(alias=field, title=about["title"], json_schema_extra=extra)
        if field not in required:
            kind, told = kind | None, Field(None, alias=field, title=about["title"], json_schema_extra=extra)
        fields[f"field_{place}"] = (kind, told)
    model: type[Any] = create_model(name, __base__=base, **fields)
    return model


def _is_masked(about: Schema) -> bool:
    """Return whether the field is confidential; a table is, if anything in its rows is."""
    items = about.get("items", {})
    inner = (items, *items.get("properties", {}).values())
    return any(one.get(MASKED) for one in (about, *inner))


def _kind(name: str, about: Schema) -> Any:
    match about["type"]:
        case "string":
            return _text(about)
        case "integer":
            return Annotated[int, Strict(), _bounds(about, ge="minimum", le="maximum")]
        case "number":
            return Annotated[float, Strict(), _bounds(about, ge="minimum", le="maximum")]
        case "boolean":
            return YesNo
        case _:
            items = about["items"]
            item = _model(f"{name}_row", items, Row) if items["type"] == "object" else _text(items)
            bounds = _bounds(about, min_length="minItems", max_length="maxItems")
            # The item's class is made of the schema, which the type checker cannot read.
            return Annotated[tuple[item, ...], bounds]  # type: ignore[valid-type]


def _text(about: Schema) -> Any:
    if "enum" in about:
        return Literal[tuple(about["enum"])]
    match about.get("format"):
        case "date":
            return Day
        case "date-time":
            return UtcTime
        case "email":
            return Annotated[str, EMAIL]
        case _:
            least, most = about.get("minLength"), about.get("maxLength")
            bounds = StringConstraints(min_length=least, max_length=most)
            return Annotated[str, Strict(), bounds, AfterValidator(printable)]


def _bounds(about: Schema, **named: str) -> Any:
    return Field(**{ours: about[theirs] for ours, theirs in named.items() if theirs in about})
