"""Where a planted text is found: in every table of a database, in every record of every topic."""

import base64
from collections.abc import Sequence

import asyncpg
from aiokafka import AIOKafkaConsumer, ConsumerRecord, TopicPartition

from shared.contracts.topics import PARTITIONS


async def tables_with(connection: "asyncpg.Connection[asyncpg.Record]", planted: str) -> set[str]:
    """Return the tables, of every schema, of which a row holds the text: as such, or in its bytes.

    Bytes read as hexadecimal digits in a row's text, and may hold it in base64, at one of three offsets.
    """
    tables = await connection.fetch(
        "SELECT schemaname, tablename FROM pg_tables "
        "WHERE schemaname NOT IN ('pg_catalog', 'information_schema')"
    )
    wanted = [f"%{form}%" for form in _forms(planted)]
    found = set()
    for schema, table in tables:
        has_it = f'SELECT EXISTS (SELECT FROM "{schema}"."{table}" AS t WHERE t::text LIKE ANY ($1::text[]))'  # noqa: S608
        if await connection.fetchval(has_it, wanted):
            found.add(f"{schema}.{table}")
    return found


def _forms(planted: str) -> list[str]:
    raw = planted.encode()
    whole = [base64.b64encode(b"\0" * shift + raw).decode() for shift in range(3)]
    # What stands at the edges of a group of three depends on its neighbours.
    encoded = [text[4:-4] for text in whole]
    return [planted, raw.hex(), *encoded, *(text.encode().hex() for text in encoded)]


async def records_with(kafka: str, topics: Sequence[str], planted: str) -> set[str]:
    """Return the topics of which a record holds the text, in its value or in a header, to their ends."""
    consumer = AIOKafkaConsumer(bootstrap_servers=kafka, auto_offset_reset="earliest")
    wanted = [form.encode() for form in _forms(planted)]
    found = set()
    await consumer.start()
    try:
        parts = [TopicPartition(one, number) for one in topics for number in range(PARTITIONS)]
        consumer.assign(parts)
        for part, end in (await consumer.end_offsets(parts)).items():
            while await consumer.position(part) < end:
                for record in await _read(consumer):
                    said = b"".join((record.value or b"", *(value for _, value in record.headers)))
                    if any(form in said for form in wanted):
                        found.add(record.topic)
    finally:
        await consumer.stop()
    return found


async def _read(consumer: AIOKafkaConsumer) -> list["ConsumerRecord[bytes, bytes]"]:
    polled = await consumer.getmany(timeout_ms=200)
    return [record for records in polled.values() for record in records]
