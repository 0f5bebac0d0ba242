"""What leads says of consents that are over, and of what is erased."""

from datetime import UTC, datetime
from uuid import UUID

from shared.contracts.consents import ConsentRecorded, ConsentWithdrawn, ContentErased
from tests.leads.following import DAY

ZHANG = UUID("0195a6d0-0000-7000-8000-000000000001")
NOW = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)

OVER = ConsentWithdrawn(customer_id=ZHANG, purpose="greetings", cause="lapsed", ended_at=NOW)
OTHER_OVER = OVER.model_copy(update={"purpose": "birthday_care", "ended_at": NOW + DAY})
AGAIN = ConsentRecorded(
    customer_id=ZHANG, purpose="greetings", text_version="2", channel="paper", given_at=NOW + DAY
)
ERASED = ContentErased(
    customer_id=ZHANG, purpose="greetings", cause="asked", key_ids=(ZHANG,), erased_at=NOW + DAY
)
