"""Erasure's rules: asked for with a reason, over at once, its keys by deadlines, twice is once (S4-10)."""

from dataclasses import replace
from uuid import UUID

from services.leads.customer.decide import CUSTOMER
from services.leads.customer.decide.erasure import CONTENT_KEY
from services.leads.customer.decide.erasure_commands import (
    ConfirmKeyGone,
    ContentKeyErased,
    EraseContent,
    EraseOverdue,
    NothingToErase,
    RetentionRule,
)
from services.leads.customer.decide.state import A_MOMENT
from services.leads.customer.events.erasure import ContentErased
from services.leads.customer.events.sealed import Sealed
from shared.kit.decider import CancelDeadline, SetDeadline
from tests.leads.test_consent_rules import (
    CONSENTED,
    DAY,
    EVIDENCE,
    HOME,
    KEY,
    NEEDS,
    OVER,
    WEIGHTS,
    WITHDRAWN,
    WITHHELD,
    ZHANG,
    consent,
    given,
    home,
)

LATER = WITHDRAWN.occurred_at
NAME = f"customer-{ZHANG}/{CONTENT_KEY}/{KEY}"
DUE = SetDeadline(NAME, CONTENT_KEY, LATER, {"customer_id": str(ZHANG), "key_id": str(KEY)})
ERASE = EraseContent(ZHANG, "greetings", "enough", WEIGHTS, "li", LATER)
ERASED = ContentErased(ZHANG, "greetings", "asked", "enough", (KEY,), None, "li", LATER)


def test_s4_10_what_is_erased_ends_its_consent_and_withholds_what_others_were_told() -> None:
    erasing = given(CONSENTED, HOME, NEEDS).when(ERASE)
    erasing.then(WITHDRAWN, WITHHELD, ERASED).then_deadlines(OVER, DUE)


def test_what_is_withheld_already_is_erased_alone() -> None:
    given(CONSENTED, HOME, WITHDRAWN, WITHHELD).when(ERASE).then(ERASED).then_deadlines(DUE)


def test_without_a_purpose_everything_beyond_the_business_is_erased() -> None:
    other = UUID(int=7)
    birthday = replace(CONSENTED, purpose="birthday_care", until=None, sealed=Sealed(other, b"p. 4"))
    decided = given(birthday, CONSENTED, HOME, NEEDS).when(replace(ERASE, purpose=None)).decision
    erased = [one for one in decided.events if isinstance(one, ContentErased)]
    assert [(one.purpose, one.key_ids) for one in erased] == [
        ("birthday_care", (other,)),
        ("greetings", (KEY,)),
    ]
    after = CUSTOMER.fold((birthday, CONSENTED, HOME, NEEDS, *decided.events))
    assert (after.consents, after.sections, after.kept.purposes) == ({}, {"needs": NEEDS}, {})


def test_to_erase_twice_is_to_erase_once() -> None:
    erased = (CONSENTED, HOME, WITHDRAWN, WITHHELD, ERASED)
    given(*erased).when(ERASE).then_nothing()
    given(*erased).when(replace(ERASE, purpose=None)).then_nothing()


def test_what_was_never_recorded_cannot_be_erased() -> None:
    given(NEEDS).when(replace(ERASE, purpose=None)).then_rejected(NothingToErase)
    given(CONSENTED).when(replace(ERASE, purpose="greeting")).then_rejected(
        NothingToErase, purpose="greeting"
    )


def test_the_deadline_of_a_key_is_over_once_the_key_is_gone() -> None:
    gone = given(CONSENTED, WITHDRAWN, ERASED).when(ConfirmKeyGone(ZHANG, KEY))
    gone.then().then_deadlines(CancelDeadline(NAME))


def test_nothing_is_recorded_that_was_sealed_with_a_key_from_before_the_erasure() -> None:
    erased = (CONSENTED, HOME, WITHDRAWN, WITHHELD, ERASED)
    given(*erased).when(consent(now=LATER)).then_rejected(ContentKeyErased)
    another = Sealed(UUID(int=8), EVIDENCE.text)
    again = replace(CONSENTED, sealed=another, occurred_at=LATER)
    given(*erased).when(consent(evidence=another, given_at=LATER, now=LATER)).then(again)
    given(*erased, again).when(home(as_of=LATER, now=LATER)).then_rejected(ContentKeyErased)
    fresh = home(sealed=replace(another, text=b"x"), as_of=LATER + DAY, now=LATER + DAY)
    assert len(given(*erased, again).when(fresh).decision.events) == 1


TWO_YEARS = RetentionRule(2, "2026-12")
OVER_AT = LATER.replace(year=LATER.year + 2)
OVERDUE = EraseOverdue(ZHANG, TWO_YEARS, (), "leads:erasure", OVER_AT)


def test_s4_12_what_is_kept_for_too_long_is_erased_on_its_day_and_never_early() -> None:
    past = (CONSENTED, HOME, WITHDRAWN, WITHHELD)
    by_policy = ContentErased(
        ZHANG, "greetings", "retention", None, (KEY,), "2026-12", "leads:erasure", OVER_AT
    )
    given(*past).when(replace(OVERDUE, now=OVER_AT - A_MOMENT)).then_nothing()
    given(*past).when(OVERDUE).then(by_policy).then_deadlines(replace(DUE, due_at=OVER_AT))
    given(*past, by_policy).when(OVERDUE).then_nothing()


def test_s4_12_what_is_consented_to_has_no_end() -> None:
    given(CONSENTED, HOME).when(OVERDUE).then_nothing()
    again = replace(CONSENTED, occurred_at=LATER + DAY)
    given(CONSENTED, HOME, WITHDRAWN, WITHHELD, again).when(OVERDUE).then_nothing()


def test_a_key_that_came_back_goes_again_though_its_stream_knows_of_no_erasure() -> None:
    gone = given(CONSENTED, HOME).when(replace(OVERDUE, returned=(KEY,), now=LATER))
    gone.then().then_deadlines(DUE)
