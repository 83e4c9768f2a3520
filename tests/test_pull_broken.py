"""Pulls that break off, in every way and at every request: what is known stays as it was."""

import asyncio
import json
import re
import socket
from collections.abc import Iterator, Mapping
from datetime import timedelta
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from app.connection import Pulled
from app.domain import Span
from app.errors import SignInNeeded
from app.store.filters import Filter
from app.vendors.shiftboard import reading as shiftboard
from app.vendors.trio import adapter as trio
from app.vendors.trio import simulator as trio_simulator
from tests.pulling import NAMES, TODAY, Desk, Market
from tests.servers import (
    Answer,
    Rude,
    Served,
    bomb,
    cut_chunk,
    drip,
    endless,
    free_port,
    garbage,
    moved,
    nested,
    page,
    relay,
    reply,
    reset,
    silent,
    truncated,
)

# Long enough that a busy machine is not taken for a silent vendor; short where silence is the point.
PATIENT: dict[str, Any] = {"timeout": 30.0, "connect_timeout": 10.0, "idle_timeout": 20.0}
IMPATIENT: dict[str, dict[str, Any]] = {
    "silence": {**PATIENT, "idle_timeout": 1.0},
    "silence in mid answer": {**PATIENT, "idle_timeout": 1.0},
    "a drop at a time": {**PATIENT, "timeout": 1.5},
}
DAYS = Span(TODAY - timedelta(days=2), TODAY + timedelta(days=9))
REQUESTS = 3  # that every one of these pulls takes at least
TEAMS_MAY_LACK = {"403", "404", "another document"}  # their names are not for everybody

WAYS: Mapping[str, tuple[Answer, str]] = {
    "a web page": (page(), "web page|does not fit"),
    "an empty answer": (reply(200), "is empty|does not fit"),
    "a truncated answer": (truncated(), "broke off its answer"),
    "half a chunk": (cut_chunk(), "broke off its answer"),
    "half a document": (reply(200, b'{"items": [{"id": "1'), "does not fit"),
    "another document": (
        reply(200, b'{"hello": ["world"]}'),
        "does not fit|not the list|no list|neither a|gave neit",
    ),
    "no document": (reply(200, b"null"), "not the list|does not fit|neither a"),
    "a reset": (reset(), "reset the connection|broke off its answer"),
    "a reset in mid answer": (
        reset(b'HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n{"ite'),
        "reset the connection|broke off",
    ),
    "silence": (silent(), "sent nothing for 1 seconds"),
    "silence in mid answer": (
        silent(b'HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n{"ite'),
        "sent nothing for 1 seconds",
    ),
    "a drop at a time": (drip(), "did not answer within 1.5 seconds"),
    "no HTTP": (garbage(), "did not answer in HTTP"),
    "401": (reply(401), r"\(401\)"),
    "403": (reply(403, b'{"message": "no"}'), r"\(403\)"),
    "404": (reply(404), r"\(404\)"),
    "429": (reply(429, headers={"Retry-After": "3600"}), r"\(429\)"),
    "500": (reply(500, b"<html>oops</html>"), r"\(500\)"),
    "503": (reply(503), r"\(503\)"),
    "a redirect elsewhere": (moved("https://elsewhere.invalid/"), "redirects"),
    "too large an answer": (endless(), "larger than 64 MiB|does not fit"),
    "a bomb": (bomb(80 << 20), "larger than 64 MiB|does not fit"),
    "too deep an answer": (nested(), "nested too deeply|does not fit|not the list"),
}


class Settled:
    """A desk that has pulled its one vendor twice, and had news of it."""

    def __init__(self, name: str, folder: Path) -> None:
        self.name = name
        self.market = Market(name, shifts=70)
        self.desk = Desk(folder, self.market.practices)
        self.relay = relay(self.market.practices[name].app)
        asyncio.run(self._settle())

    async def _settle(self) -> None:
        await self.desk.good(self.name, span=DAYS)
        self.market.happen(40)
        await self.desk.good(self.name, span=DAYS)
        assert self.desk.feed()

    async def fails(self, url: str | None = None, **options: Any) -> str:
        """Return the sentence with which a pull fails that has to leave everything as it was."""
        before = self.desk.state()
        pulled = await self.desk.pull(self.name, url=url, span=DAYS, **{**PATIENT, **options})
        assert self.desk.state() == before
        return sentence(pulled, self.market.practices[self.name].secrets)


def sentence(pulled: Pulled, secrets: Mapping[str, str]) -> str:
    """Return what a failed pull says, which is fit for the screen, without the connection's name."""
    assert not pulled.ok
    assert (pulled.added, pulled.changed, pulled.removed) == (0, 0, 0)
    said = pulled.error or ""
    assert said.startswith(f"{pulled.connection}: ")
    assert said.isprintable()
    assert len(said) < 1200
    assert "Traceback" not in said
    assert "<" not in said
    for secret in secrets.values():
        assert secret not in said
    return said.partition(": ")[2]


@pytest.fixture(scope="module", params=NAMES)
def settled(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Settled]:
    """Yield a desk with a history of one vendor, whose answers come in several pages."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(trio_simulator, "PAGE", 20)
        patch.setattr(shiftboard, "BATCH", 5)
        found = Settled(request.param, tmp_path_factory.mktemp("settled"))
        with found.desk:
            yield found


async def test_a_good_pull_asks_several_times(settled: Settled) -> None:
    with Rude(then=settled.relay) as server:
        await settled.desk.good(settled.name, url=server.url, span=DAYS)
    assert len(server.requests) >= REQUESTS


@pytest.mark.parametrize("way", WAYS)
async def test_a_pull_that_breaks_off_at_any_request_leaves_everything_as_it_was(
    settled: Settled, way: str
) -> None:
    answer, cause = WAYS[way]
    settled.market.happen(2)
    slow = way in {"silence", "silence in mid answer", "a drop at a time", "too large an answer", "a bomb"}
    for k in range(REQUESTS - 1 if slow else 0, REQUESTS):
        if settled.name == "fourspaces" and way in TEAMS_MAY_LACK and k == REQUESTS - 1:
            continue
        with Rude(*[settled.relay] * k, then=answer) as server:
            said = await settled.fails(server.url, **IMPATIENT.get(way, {}))
        assert re.search(cause, said), (k, said)
        assert k < len(server.requests) <= k + 2
        # and it is on record for the window, until a pull goes well
        (health,) = settled.desk.store.reader.health()
        assert health.error == f"{settled.name}: {said}"
        assert health.failing_since is not None
    await settled.desk.good(settled.name, span=DAYS)
    (health,) = settled.desk.store.reader.health()
    assert (health.error, health.failing_since) == (None, None)


@pytest.mark.parametrize("way", ["a reset", "half a document", "401", "503"])
async def test_a_first_pull_that_breaks_off_leaves_nothing_and_the_next_one_fills_the_cache(
    settled: Settled, way: str, tmp_path: Path
) -> None:
    with Desk(tmp_path, settled.market.practices) as desk:
        for k in range(REQUESTS - 1):
            with Rude(*[settled.relay] * k, then=WAYS[way][0]) as server:
                pulled = await desk.pull(settled.name, url=server.url, span=DAYS, **PATIENT)
            assert not pulled.ok
            assert desk.state() == []
        await desk.good(settled.name, span=DAYS)
        await settled.desk.good(settled.name, span=DAYS)
        visible = set(settled.desk.shifts())
        assert desk.shifts().keys() == visible
        assert desk.store.reader.listing(Filter(connections=frozenset({settled.name}))).total == len(visible)


async def test_a_name_that_is_not_found(settled: Settled, monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(*_: object, **__: object) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    said = await settled.fails("https://callboard.invalid")
    assert said == "The name callboard.invalid could not be found (DNS); is the network up?"


async def test_a_port_where_nobody_listens(settled: Settled) -> None:
    said = await settled.fails(f"http://127.0.0.1:{free_port()}")
    assert said == "The vendor's server refuses connections; is it running?"


async def test_a_lock_that_cannot_be_made(settled: Settled) -> None:
    lock = settled.desk.places.data / f"pull-{settled.name}.lock"
    lock.unlink()
    lock.mkdir()
    try:
        said = await settled.fails()
    finally:
        lock.rmdir()
    assert said.startswith(f"{lock} cannot be used")


async def test_a_certificate_that_nobody_signed(settled: Settled) -> None:
    with Served(settled.market.practices[settled.name].app, tls=True) as server:
        said = await settled.fails(server.url)
    assert said.startswith("The certificate of 127.0.0.1 is not trusted")


async def test_a_server_without_tls_where_some_is_expected(settled: Settled) -> None:
    with Served(settled.market.practices[settled.name].app) as server:
        said = await settled.fails(server.url.replace("http:", "https:"))
    assert "TLS" in said


async def test_a_vendor_that_repeats_the_secrets_in_its_error(settled: Settled) -> None:
    secrets = settled.market.practices[settled.name].secrets
    words = "We do not like " + " and ".join(secrets.values())
    body = json.dumps(
        {"message": words, "detail": words, "responseStatus": {"errorCode": words, "message": words},
         "error": {"message": words}}
    )  # fmt: skip
    with Rude(then=reply(400, body.encode())) as server:
        said = await settled.fails(server.url)  # which looks for the secrets
    assert "We do not like …" in said


async def test_credentials_that_are_not_accepted_are_told_from_a_server_at_fault(settled: Settled) -> None:
    wrong = dict.fromkeys(settled.market.practices[settled.name].secrets, "wrong")
    before = settled.desk.state()
    pulled = await settled.desk.pull(settled.name, secrets=wrong, span=DAYS)
    assert isinstance(pulled.cause, SignInNeeded)
    assert sentence(pulled, {})
    assert settled.desk.state() == before


async def test_a_short_retry_after_is_waited_out(settled: Settled) -> None:
    busy = reply(503, headers={"Retry-After": "0"})
    with Rude(settled.relay, busy, then=settled.relay) as server:
        await settled.desk.good(settled.name, url=server.url, span=DAYS)


async def test_a_retry_after_beyond_ten_seconds_is_not_waited_for(settled: Settled) -> None:
    busy = reply(429, headers={"Retry-After": "11"})
    with Rude(settled.relay, busy, then=settled.relay) as server:
        assert "fewer requests (429)" in await settled.fails(server.url)
    assert len(server.requests) == 2


async def test_a_vendor_that_is_busy_again_after_its_retry_after_ends_the_pull(settled: Settled) -> None:
    busy = reply(503, headers={"Retry-After": "0"})
    with Rude(settled.relay, busy, busy, then=settled.relay) as server:
        assert "(503)" in await settled.fails(server.url)
    assert len(server.requests) == 3


async def test_a_request_that_timed_out_is_not_repeated_within_the_pull(settled: Settled) -> None:
    with Rude(settled.relay, silent(), then=settled.relay) as server:
        assert "sent nothing" in await settled.fails(server.url, **IMPATIENT["silence"])
    assert len(server.requests) == 2


@pytest.mark.parametrize(
    ("settled", "lie", "cause"),
    [
        ("trio", {"links": {"next": "?page=1"}}, "in a circle"),
        ("trio", {"links": {"next": "?page=2"}}, "in a circle"),
        ("trio", {"links": {"next": "https://elsewhere.invalid/shifts"}}, "another server"),
        ("trio", {"items": [], "links": None}, r"counts \d+ shifts and lists 0"),
        ("shiftboard", {"page": {"next": {"start": 1, "batch": 5}}}, "in a circle"),
        ("shiftboard", {"page": {"next": "on and on"}}, "cannot be"),
        ("shiftboard", {"shifts": []}, r"says that there are \d+ shifts, and shows 0"),
        ("shiftboard", {"shifts": "none"}, "does not fit"),
    ],
    indirect=["settled"],
)
async def test_a_listing_that_lies_about_its_pages(
    settled: Settled, lie: dict[str, object], cause: str
) -> None:
    settled.market.twist = lambda operation, payload: lied(payload, lie)
    try:
        assert re.search(cause, said := await settled.fails()), said
    finally:
        settled.market.twist = None


def lied(payload: dict[str, Any], lie: dict[str, object]) -> dict[str, Any]:
    """Return a page with some of its members replaced, wherever the vendor has them."""
    result = payload.get("result")
    if isinstance(result, dict):
        return {**payload, "result": result | lie if "shifts" in result else result}
    return payload | lie if "items" in payload else payload


@pytest.mark.parametrize("settled", ["trio", "shiftboard"], indirect=True)
async def test_a_listing_that_never_ends(settled: Settled, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trio, "MOST_PAGES", 20)
    monkeypatch.setattr(shiftboard, "MOST_PAGES", 20)
    numbers = count(2)

    def onward(operation: str, payload: dict[str, Any]) -> dict[str, Any]:
        if operation == "GET /shifts":
            return lied(payload, {"links": {"next": f"?page=1&again={next(numbers)}"}})
        return lied(payload, {"page": {"next": {"start": 1, "batch": 5, "again": next(numbers)}}})

    settled.market.twist = onward
    try:
        assert "20 pages" in await settled.fails()
    finally:
        settled.market.twist = None
