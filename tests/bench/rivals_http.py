"""The purchase route as plain FastAPI has it: without a database, and with a transaction for each request.

Neither has keys, idempotency, problem documents, positions or traces; the second one stores and
queues the same rows as ours, statement by statement.
"""

import asyncio
import contextlib
import json
import socket
import sys
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import uvicorn
from fastapi import FastAPI, Request, Response
from pydantic import BaseModel

from shared.contracts.inbox import RecordPurchase
from tests.bench.stage import told

_POOL = 16


class Named(BaseModel):
    """The answer."""

    purchase_id: UUID
    customer_id: UUID


def bare() -> FastAPI:
    """Return the handler that validates, makes an id and answers."""
    app = FastAPI()

    @app.post("/v1/purchases", status_code=201)
    async def record(told: RecordPurchase, response: Response) -> Named:
        assert told.customer.id is not None
        response.headers["position"] = "none:0"
        return Named(purchase_id=uuid4(), customer_id=told.customer.id)

    @app.get("/constant")
    async def constant() -> dict[str, object]:
        return {"service": "bench", "ready": True}

    return app


def naive(url: str) -> FastAPI:
    """Return the handler whose unit of work is what comes to mind first."""
    pool: Any = None

    @contextlib.asynccontextmanager
    async def life(_: FastAPI) -> AsyncIterator[None]:
        nonlocal pool
        pool = await asyncpg.create_pool(url, min_size=_POOL, max_size=_POOL)
        yield
        await pool.close()

    app = FastAPI(lifespan=life)

    @app.post("/v1/purchases", status_code=201)
    async def record(told: RecordPurchase, request: Request, response: Response) -> Named:
        assert told.customer.id is not None
        named = Named(purchase_id=uuid4(), customer_id=told.customer.id)
        content = sha256(await request.body()).digest()
        async with pool.acquire() as connection, connection.transaction():
            response.headers["position"] = await _unit(
                connection, told, named, request.headers["idempotency-key"], content
            )
        return named

    return app


async def _unit(connection: Any, told: RecordPurchase, named: Named, name: str, content: bytes) -> str:
    key, stream, value = str(named.customer_id), f"purchase-{named.purchase_id}", told.model_dump_json()
    seen = await connection.fetchval("SELECT published FROM commands WHERE command_id = $1", name)
    if seen is not None:
        return f"leads:{seen}"
    number = await connection.fetchval(
        "INSERT INTO keys AS k (key, published) VALUES ($1, 1) "
        "ON CONFLICT (key) DO UPDATE SET published = k.published + 1 RETURNING published",
        key,
    )
    await connection.execute(
        "INSERT INTO commands (command_id, request_hash, stream, version, published, answer) "
        "VALUES ($1, $2, $3, 1, $4, '')",
        *(name, content, stream, number),
    )
    await connection.execute("INSERT INTO streams (stream, key, version) VALUES ($1, $2, 1)", stream, key)
    await connection.execute(
        "INSERT INTO events (stream, key, version, event_id, type, schema_version, data, metadata,"
        " occurred_at, sequence) VALUES ($1, $2, 1, $3, 'purchase-recorded', 1, $4, $5, $6, $7)",
        *(stream, key, uuid4(), value.encode(), b"{}", datetime.now(UTC), number),
    )
    await connection.execute(
        "INSERT INTO outbox (topic, key, sequence, headers, value) VALUES ('bench', $1, $2, $3, $4)",
        *(key, number, json.dumps({"ce_id": stream}), value.encode()),
    )
    return f"leads:{number}"


def main() -> None:
    """Serve until told to stop."""
    given = told()
    app = bare() if given["which"] == "bare" else naive(given["database"])
    listener = socket.create_server(("127.0.0.1", given["port"]), backlog=1_024)
    config = uvicorn.Config(app, loop="uvloop", http="httptools", log_level="error", access_log=False)
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    asyncio.Runner(loop_factory=config.get_loop_factory()).run(uvicorn.Server(config).serve([listener]))


if __name__ == "__main__":
    main()
