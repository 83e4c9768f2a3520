"""Asking a vendor, as the tests of app/http.py do it."""

import json
from collections.abc import AsyncGenerator, Awaitable, Callable

import httpx
import pytest

from app.errors import VendorError
from app.http import Client, Limits, Reply
from app.way import USUAL, Way
from tests.servers import Answer, Rude

SECRET = "s3cret key/+"
QUICK = Limits(timeout=10.0, connect=1.0, idle=1.0)


class Key(httpx.Auth):
    """Sends the secret as a header, as two of the vendors want it."""

    def __init__(self, secret: str = SECRET) -> None:
        self.secret = secret

    async def async_auth_flow(self, request: httpx.Request) -> AsyncGenerator[httpx.Request, httpx.Response]:
        request.headers["X-API-Key"] = self.secret
        yield request


def message(body: bytes) -> str | None:
    """Return the vendor's own words: they stand under “message”."""
    said = json.loads(body)
    return said.get("message") if isinstance(said, dict) else None


def client(url: str, *, limits: Limits = QUICK, auth: httpx.Auth | None = None, way: Way = USUAL) -> Client:
    """Return a client as a connection has it, only less patient."""
    return Client(url, auth=auth or Key(), words=message, secrets=[SECRET], limits=limits, way=way)


async def failure(asked: Awaitable[Reply]) -> VendorError:
    """Return what a request failed with; it must be one of ours and speak in a plain sentence."""
    with pytest.raises(VendorError) as caught:
        await asked
    said = str(caught.value)
    assert said.endswith((".", "?", "…")) or ":" in said
    assert said.isprintable()
    assert SECRET not in said
    assert "<" not in said
    return caught.value


async def met_with(answer: Answer, *, limits: Limits = QUICK) -> VendorError:
    """Return what a request fails with that is answered so."""
    with Rude(answer) as server:
        async with client(server.url, limits=limits) as vendor:
            return await failure(vendor.get("/shifts"))


async def hello(
    scope: dict[str, object], receive: object, send: Callable[[dict[str, object]], Awaitable[None]]
) -> None:
    """Answer every request with a small JSON object; an ASGI app."""
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": b'{"hello": true}'})
