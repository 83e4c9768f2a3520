"""What each way of failing means: a vendor's no, a lost answer, a request that never left."""

import asyncio
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.acting import (
    CREATE,
    FAULT,
    PAGE,
    PROBLEM,
    SAID,
    STATUS,
    Actor,
    Fate,
    Opened,
    Request,
    answer,
    breaking,
    over_a_socket,
    saying,
    something,
)
from tests.pulling import NAMES
from tests.servers import Served, free_port


@pytest.fixture
def open_desk(tmp_path: Path) -> Iterator[Opened]:
    with Opened(tmp_path) as opened:
        yield opened


REFUSALS: list[tuple[str, int, object]] = [
    ("trio", 400, PROBLEM),
    ("trio", 403, PROBLEM),
    ("trio", 401, PROBLEM),
    ("trio", 404, PROBLEM),
    ("trio", 409, PROBLEM),
    ("trio", 422, PROBLEM),
    ("trio", 429, PROBLEM),
    ("trio", 200, PROBLEM),
    ("shiftboard", 200, FAULT),
    ("shiftboard", 400, FAULT),
    ("shiftboard", 403, FAULT),
    ("fourspaces", 200, STATUS),
    ("fourspaces", 400, STATUS),
    ("fourspaces", 403, STATUS),
    ("fourspaces", 404, STATUS),
]


@pytest.mark.parametrize(("name", "status", "body"), REFUSALS)
async def test_a_vendors_no_is_told_in_its_own_words_and_is_final(
    open_desk: Opened, name: str, status: int, body: object
) -> None:
    actor = await open_desk(name)
    actor.lines[name].fate = saying(
        status, body, "application/problem+json" if name == "trio" else "application/json"
    )
    action, ref, raw = something(actor, name)
    before = actor.state()
    done = await actor.do(action, ref, raw)

    assert done.outcome == "refused"
    assert SAID in done.message
    intent = actor.intent(done.id)
    assert intent.finished_at is not None
    assert intent.attempts == 1
    assert len(actor.lines[name].acted) == 1
    assert actor.state() == before
    assert actor.intents(open_only=True) == []


UNKNOWNS: list[tuple[str, Fate, Fate]] = [
    (name, breaking(error), breaking(error, done=True))
    for name, error in (
        ("timed out", httpx.ReadTimeout),
        ("reset", httpx.ReadError),
        ("half sent", httpx.WriteError),
        ("truncated", httpx.RemoteProtocolError),
    )
]


LOST_AS: list[tuple[str, int, object, str, dict[str, str]]] = [
    ("408", 408, PROBLEM, "application/problem+json", {}),
    ("500", 500, PROBLEM, "application/problem+json", {}),
    ("502", 502, PAGE, "text/html", {}),
    ("503", 503, b"", "text/plain", {"retry_after": "0"}),
    ("504", 504, b"", "text/plain", {}),
    ("page", 200, PAGE, "text/html", {}),
    ("garbage", 200, b"\x00\xff{", "application/json", {}),
    ("empty", 200, b"", "application/json", {}),
    ("null", 200, b"null", "application/json", {}),
    ("list", 200, b"[]", "application/json", {}),
    ("nothing in it", 200, {}, "application/json", {}),
    ("too deep", 200, b"[" * 50_000, "application/json", {}),
    ("redirect", 302, b"", "text/html", {"location": "http://localhost/elsewhere"}),
    ("redirect of a post", 307, b"", "text/html", {"location": "/trio/shifts"}),
]
UNKNOWNS += [
    (
        name,
        saying(status, body, kind, False, **headers),
        saying(status, body, kind, True, **headers),
    )
    for name, status, body, kind, headers in LOST_AS
]


FEW = {"timed out", "500", "page", "nothing in it"}  # for the vendors that are not tried with all of them


@pytest.mark.parametrize(
    ("name", "fate", "fate_afterwards"),
    [
        pytest.param(name, before, after, id=f"{name}, {what}")
        for name in ("trio", "shiftboard", "fourspaces")
        for what, before, after in UNKNOWNS
        if name == "trio" or what in FEW
    ],
)
async def test_a_lost_answer_is_settled_by_looking_not_by_asking_again(
    open_desk: Opened, name: str, fate: Fate, fate_afterwards: Fate
) -> None:
    actor = await open_desk(name, shifts=20)
    line = actor.lines[name]
    line.fate = fate
    action, ref, raw = something(actor, name)
    done = await actor.do(action, ref, raw)

    assert done.outcome == "unknown", done.message
    assert "It is not known whether it was done" in done.message
    assert actor.intent(done.id).finished_at is None
    assert len(line.acted) == 1
    settled = await actor.settle(done.id)
    assert settled.state == "refused"
    assert settled.message is not None
    assert settled.message.startswith("It did not arrive, nothing was changed.")
    assert len(line.acted) == 1

    line.fate = fate_afterwards
    done = await actor.do(action, ref, raw)
    assert done.outcome == "succeeded", done.message
    assert "the answer was lost" in done.message
    assert len(line.acted) == 2
    assert actor.intents(open_only=True) == []


async def test_an_answer_about_another_shift_is_no_answer(open_desk: Opened) -> None:
    actor = await open_desk()
    mine = actor.where("claim")
    other = actor.where("confirm")

    async def mixed_up(request: Request) -> None:
        transport = httpx.ASGITransport(app=actor.practices["trio"].app)
        key = actor.practices["trio"].secrets["api_key"]
        async with httpx.AsyncClient(transport=transport, base_url="http://localhost/trio") as client:
            told = await client.get(f"/shifts/{other.external_id}", headers={"X-API-Key": key})
        assert told.status_code == 200
        await answer(request.send, 200, told.content, {"content-type": "application/json"})

    actor.lines["trio"].fate = mixed_up
    done = await actor.do("claim", mine.ref)
    assert done.outcome == "unknown"
    assert "another shift" in done.message
    assert (await actor.settle(done.id)).state == "refused"


NEVER_LEFT = [httpx.ConnectError, httpx.ConnectTimeout, httpx.ProxyError, httpx.PoolTimeout]


@pytest.mark.parametrize("error", NEVER_LEFT)
@pytest.mark.parametrize("name", ["trio", "shiftboard", "fourspaces"])
async def test_what_never_left_is_refused_and_says_that_nothing_was_sent(
    open_desk: Opened, name: str, error: type[httpx.TransportError]
) -> None:
    actor = await open_desk(name, shifts=20)
    actor.lines[name].fate = breaking(error)
    action, ref, raw = something(actor, name)
    before = actor.state()
    done = await actor.do(action, ref, raw)

    assert done.outcome == "refused"
    assert done.message.count("othing was sent") == 1
    assert actor.state() == before

    waiting = await actor.do(action, ref, raw, queue=True)
    assert waiting.outcome == "queued"
    assert "it waits until the vendor can be reached" in waiting.message
    assert actor.intent(waiting.id).finished_at is None


@pytest.mark.parametrize("queue", [False, True])
async def test_a_closed_port_and_an_untrusted_certificate_let_nothing_out(
    open_desk: Opened, queue: bool
) -> None:
    for n in range(2):
        actor = await open_desk()
        if n:
            with Served(actor.practices["trio"].app, tls=True) as server:
                done = await over_a_socket(actor, server.url, queue=queue)
        else:
            done = await over_a_socket(actor, f"http://127.0.0.1:{free_port()}", queue=queue)
        assert done.outcome == ("queued" if queue else "refused")
        assert "othing was sent" in done.message


def signing_in(actor: Actor, status: int, body: object) -> None:
    """Have the sign-in of 4spaces answered so."""
    app = actor.practices["fourspaces"].app

    async def guarded(scope: Any, receive: Any, send: Any) -> None:
        if scope["path"].startswith("/auth"):
            await answer(send, status, json.dumps(body).encode(), {"content-type": "application/json"})
        else:
            await app(scope, receive, send)

    actor.lines["fourspaces"].app = guarded


@pytest.mark.parametrize("queue", [False, True])
async def test_a_sign_in_that_fails_sends_nothing(open_desk: Opened, queue: bool) -> None:
    actor = await open_desk("fourspaces")
    line = actor.lines["fourspaces"]
    signing_in(actor, 401, STATUS)
    done = await actor.do("create-shift", "fourspaces", CREATE, queue=queue)
    assert done.outcome == "refused"
    assert SAID in done.message
    assert done.message.endswith("Nothing was sent.")

    signing_in(actor, 503, STATUS)
    done = await actor.do("create-shift", "fourspaces", CREATE, queue=queue)
    assert done.outcome == ("queued" if queue else "refused")
    assert actor.intent(done.id).sent_at is None
    assert line.acted == []


async def test_what_is_not_known_before_sending_is_not_sent(open_desk: Opened) -> None:
    actor = await open_desk("fourspaces")
    actor.market.twist = lambda operation, payload: {} if operation == "GET /shifts" else payload
    done = await actor.do("create-shift", "fourspaces", CREATE)
    assert done.outcome == "refused"
    assert "othing was sent" in done.message
    assert actor.lines["fourspaces"].acted == []


async def test_a_slow_vendor_is_given_up_and_looked_at(open_desk: Opened) -> None:
    actor = await open_desk()

    async def is_slow(request: Request) -> None:
        await request.be_done()
        await asyncio.sleep(3600)

    actor.lines["trio"].fate = is_slow
    shift = actor.where("claim")
    async with actor.talk("trio", timeout=0.2) as talk:
        done = await actor.acting.do(talk, shift.external_id, "claim", {})
    assert done.outcome == "succeeded"
    assert [one.state.value for one in actor.told] == ["sending", "unknown", "succeeded"]


def test_every_vendor_that_acts_is_tried_here() -> None:
    assert [name for name in NAMES if name != "utrac"] == ["trio", "shiftboard", "fourspaces"]
