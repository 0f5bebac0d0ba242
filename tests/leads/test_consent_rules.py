"""Consent's rules: given, withdrawn, lapsed at its end; what it covered is withheld once (S4-10)."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from services.leads.customer.decide import (
    CUSTOMER,
    ConsentMissing,
    ConsentNotNeeded,
    ConsentOutdated,
    ConsentOver,
    EndConsent,
    RecordConsent,
    RecordSection,
)
from services.leads.customer.decide.consent import CONSENT_ENDS
from services.leads.customer.decide.state import A_MOMENT
from services.leads.customer.events import (
    ConsentEnded,
    ConsentRecorded,
    SectionRecorded,
    SectionWithheld,
)
from services.leads.customer.events.erasure import ContentErased
from services.leads.customer.events.sealed import Sealed
from shared.kit.decider import CancelDeadline, SetDeadline
from shared.kit.plausible_time import TimeInFuture
from shared.policy import PolicyBook, default_book
from shared.policy.reading import sections_read
from tests.support.policies import book_json
from tests.support.spec import specify

given = specify(CUSTOMER)

ZHANG = UUID("0195a6d0-0000-7000-8000-000000000001")
NOW = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
DAY = timedelta(days=1)
UNTIL = NOW + 90 * DAY
NAME = f"customer-{ZHANG}/{CONSENT_ENDS}/greetings"
OVER = CancelDeadline(NAME)
WEIGHTS = {"needs": 2, "home": 2}

KEY = UUID("0195a6d0-0000-7000-8000-00000000000a")
EVIDENCE, CONTENT = Sealed(KEY, b"p. 3"), Sealed(KEY, "围棋".encode())
CONSENTED = ConsentRecorded(ZHANG, "greetings", "2026-01", "paper", None, UNTIL, "li", NOW, EVIDENCE)
HOME = SectionRecorded(
    *(ZHANG, "home", 1, {"staff": 7}, 1.0, 0.5, "li", "2026-12", "greetings", ("staff",), NOW, CONTENT),
)
NEEDS = SectionRecorded(ZHANG, "needs", 1, {"needs": ["tea"]}, 0.5, 0.75, "li", None, "business", None, NOW)
WITHDRAWN = ConsentEnded(ZHANG, "greetings", "withdrawn", "enough", "li", NOW + DAY)
WITHHELD = SectionWithheld(ZHANG, "home", 1, 0.25, True, "2026-12", "greetings", "li", NOW + DAY)


def consent(**changes: Any) -> RecordConsent:
    command = RecordConsent(ZHANG, "greetings", "2026-01", "paper", EVIDENCE, UNTIL, WEIGHTS, "li", NOW, NOW)
    return replace(command, **changes)


def end(**changes: Any) -> EndConsent:
    command = EndConsent(ZHANG, "greetings", "withdrawn", "enough", WEIGHTS, "li", NOW + DAY)
    return replace(command, **changes)


def home(**changes: Any) -> RecordSection:
    command = RecordSection(
        customer_id=ZHANG,
        section="home",
        section_version=1,
        content={"staff": 7},
        filled=1.0,
        weights=WEIGHTS,
        recorded_by="li",
        policy_version="2026-12",
        purpose="greetings",
        told=("staff",),
        as_of=NOW,
        now=NOW,
        sealed=CONTENT,
    )
    return replace(command, **changes)


def test_a_consent_is_recorded_and_ends_by_itself_at_its_date() -> None:
    given().when(consent()).then(CONSENTED).then_deadlines(
        SetDeadline(NAME, CONSENT_ENDS, UNTIL, {"customer_id": str(ZHANG), "purpose": "greetings"})
    )


def test_a_consent_without_a_date_stands_until_it_is_withdrawn() -> None:
    given(CONSENTED).when(consent(until=None)).then(replace(CONSENTED, until=None)).then_deadlines(OVER)


def test_the_same_consent_told_again_is_no_news() -> None:
    given(CONSENTED).when(consent()).then_nothing()


@pytest.mark.parametrize(
    ("changes", "rejection"),
    [
        ({"purpose": "business"}, ConsentNotNeeded),
        ({"until": NOW}, ConsentOver),
        ({"given_at": NOW + DAY}, TimeInFuture),
    ],
)
def test_a_consent_that_means_nothing_is_refused(changes: Any, rejection: Any) -> None:
    given().when(consent(**changes)).then_rejected(rejection)


def test_without_a_consent_in_force_nothing_is_recorded_under_its_purpose() -> None:
    given(CONSENTED).when(home()).then(HOME)
    given().when(home()).then_rejected(ConsentMissing, section="home", consent="greetings")
    late = home(now=UNTIL, as_of=UNTIL)
    given(CONSENTED).when(late).then_rejected(ConsentMissing, consent="greetings")
    given(CONSENTED, WITHDRAWN).when(home()).then_rejected(ConsentMissing)


def test_the_same_content_is_no_news_though_nobody_reads_what_is_sealed() -> None:
    given(CONSENTED, HOME).when(home()).then_nothing()
    other = Sealed(KEY, "象棋".encode())
    given(CONSENTED, HOME).when(home(sealed=other)).then(replace(HOME, sealed=other))


def test_what_made_the_file_complete_is_told_to_be_gone_though_nobody_heard_what_it_said() -> None:
    untold = replace(HOME, told=(), content={})
    given(CONSENTED, untold, NEEDS).when(end()).then(WITHDRAWN, WITHHELD).then_deadlines(OVER)
    weightless = {**WEIGHTS, "home": 0}
    gone = replace(WITHHELD, was_told=False, completeness=0.5)
    given(CONSENTED, untold, NEEDS).when(end(weights=weightless)).then(WITHDRAWN, gone).then_deadlines(OVER)


def test_a_consent_withdrawn_withholds_what_it_covered_and_nothing_else() -> None:
    given(CONSENTED, HOME, NEEDS).when(end()).then(WITHDRAWN, WITHHELD).then_deadlines(OVER)
    after = CUSTOMER.fold((CONSENTED, HOME, NEEDS, WITHDRAWN, WITHHELD))
    assert (after.sections, after.consents) == ({"needs": NEEDS}, {})


def test_to_withdraw_what_is_withdrawn_changes_nothing() -> None:
    given(CONSENTED, WITHDRAWN).when(end()).then_nothing()
    given(CONSENTED, WITHDRAWN).when(end(cause="lapsed")).then().then_deadlines(OVER)


def test_a_consent_lapses_at_its_end_and_never_early() -> None:
    lapsed = ConsentEnded(ZHANG, "greetings", "lapsed", None, "li", UNTIL)
    given(CONSENTED).when(end(cause="lapsed", reason=None, now=UNTIL)).then(lapsed).then_deadlines(OVER)
    longer = replace(CONSENTED, until=UNTIL + DAY)
    given(CONSENTED, longer).when(end(cause="lapsed", now=UNTIL)).then().then_deadlines(
        SetDeadline(NAME, CONSENT_ENDS, UNTIL + DAY, {"customer_id": str(ZHANG), "purpose": "greetings"})
    )


def test_a_new_consent_does_not_hide_that_the_last_one_lapsed_while_nobody_worked() -> None:
    after = UNTIL + DAY
    again = consent(until=None, given_at=after, now=after)
    given(CONSENTED, HOME).when(again).then(
        ConsentEnded(ZHANG, "greetings", "lapsed", None, "li", after),
        replace(WITHHELD, completeness=0.0, occurred_at=after),
        replace(CONSENTED, until=None, occurred_at=after),
    ).then_deadlines(OVER)


def test_a_consent_from_before_the_customers_last_word_brings_nothing_back() -> None:
    resent = consent(until=UNTIL + DAY, now=NOW + 2 * DAY)
    given(CONSENTED, WITHDRAWN).when(resent).then_rejected(
        ConsentOutdated, since=WITHDRAWN.occurred_at.isoformat()
    )
    anew = replace(resent, given_at=WITHDRAWN.occurred_at)
    given(CONSENTED, WITHDRAWN).when(anew).then(
        replace(CONSENTED, until=UNTIL + DAY, occurred_at=WITHDRAWN.occurred_at)
    )
    later = replace(CONSENTED, until=None, occurred_at=NOW + DAY)
    given(CONSENTED, later).when(resent).then_rejected(ConsentOutdated, since=later.occurred_at.isoformat())


def test_a_consent_from_before_it_was_asked_to_erase_brings_nothing_back() -> None:
    lapsed = ConsentEnded(ZHANG, "greetings", "lapsed", None, "li", UNTIL)
    asked = ContentErased(ZHANG, "greetings", "asked", "来信", (KEY,), None, "wang", UNTIL + DAY)
    resent = consent(until=None, now=UNTIL + 2 * DAY, evidence=Sealed(ZHANG, b"p. 3"))
    given(CONSENTED, lapsed, asked).when(resent).then_rejected(ConsentOutdated)
    # What only lapsed, or was kept long enough, was never taken back.
    told = replace(CONSENTED, until=None, sealed=resent.evidence)
    given(CONSENTED, lapsed).when(resent).then(told)
    given(CONSENTED, lapsed, replace(asked, cause="retention")).when(resent).then(told)


def test_what_withholds_a_section_comes_after_it_whatever_the_senders_clock_said() -> None:
    ahead = replace(HOME, occurred_at=NOW + 2 * DAY)
    (_, withheld) = given(CONSENTED, ahead).when(end()).decision.events
    assert isinstance(withheld, SectionWithheld)
    assert withheld.occurred_at > ahead.occurred_at


def test_a_book_puts_to_use_what_its_signals_and_conditions_name() -> None:
    risks = {"margin", "market_control", "customer_contact", "replacement"}
    by_default = {"birthday": {"day"}, "dealer_risks": risks}
    assert sections_read(default_book()) == by_default
    changed = book_json("2", NOW)
    rule = next(iter(changed["obligations"]["rules"].values()))
    rule["when"] = "has(sections.home) && sections['home'].staff > 5"
    assert sections_read(PolicyBook.model_validate(changed)) == by_default | {"home": {"staff"}}


def test_what_is_told_under_a_new_consent_comes_after_what_was_withheld() -> None:
    again = replace(CONSENTED, occurred_at=NOW + DAY)
    since = WITHHELD.occurred_at + A_MOMENT
    anew = home(now=NOW + 2 * DAY, as_of=NOW)
    before = (CONSENTED, HOME, WITHDRAWN, WITHHELD, again)
    given(*before).when(anew).then(replace(HOME, occurred_at=since))
    given(*before, replace(HOME, occurred_at=since)).when(anew).then_nothing()
