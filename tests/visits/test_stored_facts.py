"""What was ever stored can be read for ever."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest

from services.visits.complaint.events import (
    Clocks,
    ComplaintAcknowledged,
    ComplaintBreached,
    ComplaintEscalated,
    ComplaintEvent,
    ComplaintFiled,
    ComplaintReopened,
    ComplaintResolved,
)
from services.visits.complaint.events import Step as CaseStep
from services.visits.complaint.use_cases import CODEC as CASES
from services.visits.contact.use_cases import CODEC as CONTACTS
from services.visits.form.events import Flag, FormAnswered, Words
from services.visits.form.use_cases import CODEC as FORMS
from services.visits.inspection.events import InspectionDrawn
from services.visits.inspection.use_cases import CODEC as INSPECTIONS
from services.visits.matter.use_cases import CODEC as MATTERS
from services.visits.obligation.events import (
    ObligationBreached,
    ObligationCancelled,
    ObligationEscalated,
    ObligationHandedOver,
    ObligationMet,
    ObligationOpened,
    ObligationSettled,
    ObligationWarned,
    Owed,
    Step,
)
from services.visits.obligation.use_cases import CODEC as OBLIGATIONS
from services.visits.planned.use_cases import CODEC as PLANNED_CONTACTS
from services.visits.promise.use_cases import CODEC as PROMISES
from services.visits.survey.events import SurveyExpired, SurveyOpened
from services.visits.survey.use_cases import CODEC as SURVEYS
from shared.kit.eventstore.codec import Codec
from tests.visits.stored_contacts import LOGGED_1, LOGGED_2, LOGGED_3
from tests.visits.stored_matters import STORED_MATTERS
from tests.visits.stored_planned import STORED_PLANNED
from tests.visits.stored_promises import STORED_PROMISES

ZHANG = UUID("0195a6d0-0000-7000-8000-000000000001")
CASE = UUID("0195a6d0-0000-7000-8000-0000000000d1")
NOW = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
AT = "2026-03-02T02:00:00Z"
WHO = f'"complaint_id":"{CASE}","customer_id":"{ZHANG}"'

OWED = Owed(
    CASE, ZHANG, "visit_interval", "1", "拜访", "visit", "owner", None, "visit_logged", NOW, "default-1"
)
OWED_BYTES = (
    f'"owed":{{"obligation_id":"{CASE}","customer_id":"{ZHANG}","rule":"visit_interval","period":"1",'
    '"title_zh":"拜访","title_en":"visit","party":"owner","person":null,"met_by":"visit_logged",'
    f'"due_at":"{AT}","policy_version":"default-1"}}'
)

CLOCKS = Clocks(NOW, NOW, (CaseStep("resolve", 50.0, "supervisor", NOW),))
CLOCKS_BYTES = (
    f'"clocks":{{"acknowledge_by":"{AT}","resolve_by":"{AT}",'
    f'"steps":[{{"clock":"resolve","percent":50.0,"to":"supervisor","at":"{AT}"}}]}}'
)

INSPECTED = InspectionDrawn(CASE, "li", "2026-02", 1, "conduct", "ab", 9, (CASE,), "default-1", "chen", NOW)
INSPECTED_BYTES = (
    f'{{"inspection_id":"{CASE}","salesperson":"li","month":"2026-02","months":1,"form":"conduct","seed":"ab",'
    f'"candidates":9,"sample":["{CASE}"],"policy_version":"default-1","drawn_by":"chen","occurred_at":"{AT}"}}'
)

STORED: list[tuple[Any, Any, str]] = [
    *STORED_MATTERS,
    *STORED_PLANNED,
    *STORED_PROMISES,
    LOGGED_1,
    (
        CASES,
        ComplaintFiled(CASE, ZHANG, "serious", "mould", Clocks(NOW, NOW, ()), "default-1", NOW),
        (
            f'{{{WHO},"severity":"serious","summary":"mould","acknowledge_by":"{AT}","resolve_by":"{AT}",'
            f'"policy_version":"default-1","occurred_at":"{AT}"}}'
        ),
    ),
    (
        CASES,
        ComplaintAcknowledged(CASE, ZHANG, "wang", NOW),
        f'{{{WHO},"acknowledged_by":"wang","occurred_at":"{AT}"}}',
    ),
    (
        CASES,
        ComplaintResolved(CASE, ZHANG, "replaced", None, "wang", NOW),
        f'{{{WHO},"outcome":"replaced","measure":null,"resolved_by":"wang","occurred_at":"{AT}"}}',
    ),
    (
        CASES,
        ComplaintBreached(CASE, ZHANG, "resolve", NOW, NOW),
        f'{{{WHO},"clock":"resolve","occurred_at":"{AT}","noticed_at":"{AT}"}}',
    ),
    (
        CASES,
        ComplaintEscalated(CASE, ZHANG, "resolve", 50.0, "supervisor", NOW, NOW, NOW),
        (
            f'{{{WHO},"clock":"resolve","percent":50.0,"to":"supervisor","due_at":"{AT}",'
            f'"occurred_at":"{AT}","noticed_at":"{AT}"}}'
        ),
    ),
    (
        CASES,
        ComplaintReopened(CASE, ZHANG, "again", CLOCKS, 1, "default-1", "wang", NOW),
        (
            f'{{{WHO},"reason":"again",{CLOCKS_BYTES},"times":1,"policy_version":"default-1",'
            f'"reopened_by":"wang","occurred_at":"{AT}"}}'
        ),
    ),
    (
        OBLIGATIONS,
        ObligationOpened(OWED, (NOW,), (Step("supervision", "supervisor", NOW),), NOW),
        (
            f'{{{OWED_BYTES},"warn_at":["{AT}"],'
            f'"ladder":[{{"name":"supervision","to":"supervisor","at":"{AT}"}}],"occurred_at":"{AT}"}}'
        ),
    ),
    (
        OBLIGATIONS,
        ObligationWarned(OWED, NOW, NOW),
        f'{{{OWED_BYTES},"occurred_at":"{AT}","noticed_at":"{AT}"}}',
    ),
    (
        OBLIGATIONS,
        ObligationBreached(OWED, NOW, NOW),
        f'{{{OWED_BYTES},"occurred_at":"{AT}","noticed_at":"{AT}"}}',
    ),
    (
        OBLIGATIONS,
        ObligationEscalated(OWED, "supervision", "supervisor", NOW, NOW),
        (f'{{{OWED_BYTES},"step":"supervision","to":"supervisor","occurred_at":"{AT}","noticed_at":"{AT}"}}'),
    ),
    (
        OBLIGATIONS,
        ObligationMet(OWED, True, "li", None, NOW),
        f'{{{OWED_BYTES},"late":true,"by":"li","note":null,"occurred_at":"{AT}"}}',
    ),
    (
        OBLIGATIONS,
        ObligationCancelled(OWED, "by_hand", "gone", "chen", NOW),
        f'{{{OWED_BYTES},"reason":"by_hand","note":"gone","by":"chen","occurred_at":"{AT}"}}',
    ),
    (
        OBLIGATIONS,
        ObligationHandedOver(OWED, "li", NOW),
        f'{{{OWED_BYTES},"before":"li","occurred_at":"{AT}"}}',
    ),
    (
        OBLIGATIONS,
        ObligationSettled(CASE, ZHANG, NOW),
        f'{{"obligation_id":"{CASE}","customer_id":"{ZHANG}","occurred_at":"{AT}"}}',
    ),
    (
        FORMS,
        FormAnswered(
            answer_id=CASE,
            customer_id=ZHANG,
            form="satisfaction",
            title=Words("满意度", "Satisfaction"),
            audience="customer",
            policy_version="default-1",
            mode="phone",
            items={"product": 2, "service": None},
            total=25.0,
            flags=(Flag("product", 2, Words("低", "low")),),
            low_score=True,
            note=None,
            about=None,
            survey_id=None,
            answered_by="li",
            recorded_by="erp",
            occurred_at=NOW,
        ),
        (
            f'{{"answer_id":"{CASE}","customer_id":"{ZHANG}","form":"satisfaction",'
            '"title":{"zh":"满意度","en":"Satisfaction"},"audience":"customer","policy_version":"default-1",'
            '"mode":"phone","items":{"product":2,"service":null},"total":25.0,'
            '"flags":[{"item":"product","value":2,"sign":{"zh":"低","en":"low"}}],"low_score":true,'
            '"note":null,"about":null,"survey_id":null,"answered_by":"li","recorded_by":"erp",'
            f'"occurred_at":"{AT}"}}'
        ),
    ),
    (
        SURVEYS,
        SurveyOpened(
            CASE, ZHANG, "satisfaction", Words("满意度", "Satisfaction"), "default-1", "li", NOW, NOW
        ),
        (
            f'{{"survey_id":"{CASE}","customer_id":"{ZHANG}","form":"satisfaction",'
            '"title":{"zh":"满意度","en":"Satisfaction"},"policy_version":"default-1","opened_by":"li",'
            f'"expires_at":"{AT}","occurred_at":"{AT}"}}'
        ),
    ),
    (
        SURVEYS,
        SurveyExpired(CASE, ZHANG, "satisfaction", NOW, NOW),
        (
            f'{{"survey_id":"{CASE}","customer_id":"{ZHANG}","form":"satisfaction",'
            f'"occurred_at":"{AT}","noticed_at":"{AT}"}}'
        ),
    ),
    (INSPECTIONS, INSPECTED, INSPECTED_BYTES.replace('"months":1,', "")),
]
"""Every stored fact of version 1 as its bytes are in databases by now: never to be edited."""

STORED_2: list[tuple[Any, Any, str]] = [
    (INSPECTIONS, INSPECTED, INSPECTED_BYTES),
    LOGGED_2,
    (
        CASES,
        ComplaintFiled(CASE, ZHANG, "serious", "mould", CLOCKS, "default-1", NOW),
        (
            f'{{{WHO},"severity":"serious","summary":"mould",{CLOCKS_BYTES},"policy_version":"default-1",'
            f'"occurred_at":"{AT}"}}'
        ),
    ),
]
"""Every stored fact of version 2, likewise."""


@pytest.mark.parametrize(
    ("version", "codec", "event", "stored"),
    [(number, *one) for number, those in enumerate((STORED, STORED_2, [LOGGED_3]), 1) for one in those],
    ids=lambda part: getattr(part, "TYPE", ""),
)
def test_what_was_stored_is_read_as_it_was_meant(
    version: int, codec: Codec[ComplaintEvent], event: ComplaintEvent, stored: str
) -> None:
    assert codec.decode(event.TYPE, version, stored.encode()) == event
    if version == event.VERSION:
        assert codec.encode(event).data.decode() == stored


def test_every_stored_type_has_its_sample() -> None:
    codecs = (
        *(CONTACTS, PLANNED_CONTACTS, CASES, FORMS, SURVEYS, INSPECTIONS, OBLIGATIONS, MATTERS, PROMISES),
    )
    assert {event.TYPE for _, event, _ in STORED} == {type_ for codec in codecs for type_ in codec.types}
