"""What notify says about its endpoints: through the outbox, in the transaction that makes it true."""

from datetime import datetime
from uuid import UUID

import msgspec

from shared.contracts.envelope import Message
from shared.contracts.notify import DisableReason, EndpointDisabled
from shared.kit import tracing
from shared.kit.ids import event_id
from shared.kit.kafka.records import to_headers
from shared.kit.postgres.pool import Connection
from shared.kit.projection.compose import PUBLISH_CTES, numbered

SOURCE = "notify"
# The kit's own CTEs for publishing from a statement; here nothing else is in the statement.
_PUBLISH = numbered(f"WITH {PUBLISH_CTES.strip()} SELECT count(*) FROM out_rows")  # noqa: S608 -- both texts are constants


async def publish_disabled(  # noqa: PLR0913 -- each is one fact of the message
    connection: Connection, topic: str, endpoint: UUID, version: int, reason: DisableReason, *, at: datetime
) -> None:
    """The outbox holds `EndpointDisabled`, if the caller's transaction commits."""
    contract = EndpointDisabled(endpoint_id=endpoint, reason=reason, disabled_at=at)
    message = Message(
        id=str(event_id(f"{contract.TYPE}:{endpoint}", version)),
        source=SOURCE,
        type=contract.TYPE,
        subject=f"endpoint-{endpoint}",
        key=contract.key,
        sequence=None,  # given by the statement, as the endpoint's next
        time=at,
        recorded_at=at,
        dataschema=contract.dataschema(),
        data=contract.model_dump_json().encode(),
        traceparent=tracing.traceparent(),
    )
    columns = {
        "out_key": [message.key],
        "out_topic": [topic],
        "out_headers": [msgspec.json.encode(to_headers(message)).decode()],
        "out_value": [message.data],
    }
    await connection.fetchval(_PUBLISH.text, *_PUBLISH.bind(columns))
