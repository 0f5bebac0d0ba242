"""The stored fact of a contact as its bytes are in databases by now: never to be edited."""

from typing import Any

from services.visits.contact.events import Explained, Shown, Talk, VisitLogged
from services.visits.contact.use_cases import CODEC
from tests.visits.stored_matters import AT, CASE, NOW, ZHANG

TALK = Talk(
    "demo",
    "sale",
    ("product",),
    ("proof",),
    {"result": "yes"},
    (Explained("fast", "turbo"),),
    (Shown("award", "2025"), Shown("quotation", None)),
    ("quotation",),
    "default-1",
)
TALK_BYTES = (
    '"talk":{"kind":"demo","counts_as":"sale","topics":["product"],"methods":["proof"],'
    '"details":{"result":"yes"},"explained":[{"need":"fast","function":"turbo"}],'
    '"shown":[{"material":"award","title":"2025"},{"material":"quotation","title":null}],'
    '"shown_early":["quotation"],"policy_version":"default-1"}'
)

LOGGED = (CASE, ZHANG, "visit", ("promote",), "tea", True, "li", NOW, False)
LOGGED_BYTES = (
    f'"contact_id":"{CASE}","customer_id":"{ZHANG}","channel":"visit","purposes":["promote"],"summary":"tea",'
    f'"effective":true,"salesperson":"li","occurred_at":"{AT}","logged_late":false'
)

LOGGED_1: tuple[Any, Any, str] = (CODEC, VisitLogged(*LOGGED, None, None), f"{{{LOGGED_BYTES}}}")
LOGGED_2: tuple[Any, Any, str] = (
    CODEC,
    VisitLogged(*LOGGED, TALK, None),
    f"{{{LOGGED_BYTES},{TALK_BYTES}}}",
)
LOGGED_3: tuple[Any, Any, str] = (
    CODEC,
    VisitLogged(*LOGGED, TALK, CASE),
    f'{{{LOGGED_BYTES},{TALK_BYTES},"planned_id":"{CASE}"}}',
)
"""It as versions 1, 2 and 3 stored it."""
