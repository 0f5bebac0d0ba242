"""The AsyncAPI 3.0 document of all topics, made from the contract classes."""

from typing import Any

from shared.contracts.base import Contract, dataschema
from shared.contracts.inbox import Incoming
from shared.contracts.registry import ACCEPTED, PUBLISHED
from shared.contracts.topics import PARTITIONS, RETENTION_MS, SERVICES, topic

_KAFKA_BINDING = "0.5.0"

Contracts = tuple[type[Contract], ...] | tuple[type[Incoming], ...]

_HEADERS = {
    "type": "object",
    "required": ["ce_specversion", "ce_id", "ce_source", "ce_type", "ce_subject", "ce_time"],
    "properties": {
        "ce_specversion": {"type": "string", "const": "1.0"},
        "ce_id": {"type": "string", "description": "the event's id, the same on every delivery"},
        "ce_source": {"type": "string", "description": "the service, such as /tuoke/leads"},
        "ce_type": {"type": "string"},
        "ce_subject": {"type": "string", "description": "the stream"},
        "ce_time": {"type": "string", "format": "date-time", "description": "when it happened"},
        "ce_recordedat": {"type": "string", "format": "date-time", "description": "when we learned it"},
        "ce_sequence": {"type": "string", "description": "1, 2, 3 … by source and key, without a hole"},
        "ce_dataschema": {"type": "string"},
        "ce_partitionkey": {"type": "string", "description": "the customer id"},
        "traceparent": {"type": "string", "description": "W3C Trace Context"},
    },
}

_INBOX_HEADERS = {
    "type": "object",
    "required": ["ce_specversion", "ce_id", "ce_source", "ce_type"],
    "properties": {
        "ce_specversion": {"type": "string", "const": "1.0"},
        "ce_id": {"type": "string", "description": "unique within ce_source; sending it again is harmless"},
        "ce_source": {"type": "string", "description": "the sending system"},
        "ce_type": {"type": "string"},
        "ce_dataschema": {"type": "string"},
        "traceparent": {"type": "string", "description": "W3C Trace Context"},
    },
}


def document() -> dict[str, Any]:
    """Return the whole document; what a service sends, and what its inbox receives."""
    channels: dict[str, Any] = {}
    operations: dict[str, Any] = {}
    messages: dict[str, Any] = {}
    for service in SERVICES:
        sent, accepted = PUBLISHED[service], ACCEPTED[service]
        for action, contracts in (("send", sent), ("receive", accepted)):
            if not contracts:
                continue
            address = topic(service, "v1" if action == "send" else "inbox.v1")
            channels[address] = _channel(address, contracts)
            operations[f"{service}-{action}"] = {
                "action": action,
                "channel": {"$ref": f"#/channels/{address}"},
            }
            headers = _HEADERS if action == "send" else _INBOX_HEADERS
            messages |= {contract.TYPE: _message(contract, headers) for contract in contracts}
    return {
        "asyncapi": "3.0.0",
        "info": {
            "title": "Tuoke 拓客",
            "version": "1",
            "description": "CloudEvents 1.0 in binary mode; the record's key is the customer id.",
            "license": {"name": "Apache-2.0"},
        },
        "defaultContentType": "application/json",
        "channels": channels,
        "operations": operations,
        "components": {"messages": messages},
    }


def _channel(address: str, contracts: Contracts) -> dict[str, Any]:
    return {
        "address": address,
        "messages": {c.TYPE: {"$ref": f"#/components/messages/{c.TYPE}"} for c in contracts},
        "bindings": {
            "kafka": {
                "topic": address,
                "partitions": PARTITIONS,
                "topicConfiguration": {"retention.ms": RETENTION_MS},
                "bindingVersion": _KAFKA_BINDING,
            }
        },
    }


def _message(contract: type[Contract] | type[Incoming], headers: dict[str, Any]) -> dict[str, Any]:
    return {
        "name": contract.TYPE,
        "summary": (contract.__doc__ or "").splitlines()[0],
        "contentType": "application/json",
        "headers": headers,
        "payload": {
            "schemaFormat": "application/schema+json;version=draft-2020-12",
            "schema": {"$ref": f"schemas/{schema_file(contract)}"},
        },
        "bindings": {"kafka": {"key": {"type": "string"}, "bindingVersion": _KAFKA_BINDING}},
    }


def schema_file(contract: type[Contract] | type[Incoming]) -> str:
    """Return the file name of a contract's JSON Schema, such as `leads.lead-captured.1.json`."""
    return (
        dataschema(contract.TYPE, contract.VERSION).removeprefix("urn:tuoke:schema:").replace(":", ".")
        + ".json"
    )
