"""A CloudEvents 1.0 message as it rides on Kafka in binary mode.

The attributes are `ce_*` record headers, the JSON data is the record's value and the record's key
is the customer id (CloudEvents Kafka protocol binding 1.0.2, section 3.2).
"""

from datetime import datetime

import msgspec


class Message(msgspec.Struct, frozen=True, gc=False):
    """One published fact, decoded as far as its envelope; `data` stays the bytes that were sent.

    `sequence` counts what `source` has published for `key`: 1, 2, 3 … without a hole, so a
    consumer can tell a loss from silence. It is None only on inbox topics, whose senders do not
    number. `time` is when the fact happened, `recorded_at` when the source learned it; both aware UTC.
    It holds no containers, so the collector need not track it.
    """

    id: str
    source: str
    type: str
    subject: str
    key: str
    sequence: int | None
    time: datetime
    recorded_at: datetime
    dataschema: str
    data: bytes
    traceparent: str | None = None
