"""Signing in at 4spaces: who is told the password, what is kept, and what a refusal says."""

import json
from collections.abc import AsyncIterator, Generator
from datetime import UTC, datetime, timedelta

import httpx
import pytest
from pydantic import ValidationError

from app.errors import Garbled, SignInNeeded, Unreachable, VendorError
from app.vendors.fourspaces.adapter import FOURSPACES
from app.vendors.fourspaces.sign_in import Credentials
from app.vendors.fourspaces.simulator import PASSWORD, TOKEN, USER, guid, practise
from tests.vendors.fourspaces import BASE, Desk, Market, seen


async def test_the_session_is_sent_with_what_follows_and_the_password_only_with_the_sign_in() -> None:
    desk = Desk(practise(Market()), path="/v1")
    desk.wire.answers["/v1/auth/credentials"] = httpx.Response(
        200,
        json={"sessionId": "abc", "bearerToken": "jwt"},
        headers=[("Set-Cookie", "ss-id=abc; path=/; HttpOnly"), ("Set-Cookie", "ss-pid=def; path=/")],
    )
    desk.wire.answers["/v1/shifts"] = httpx.Response(200, json={"shifts": []})
    desk.wire.answers["/v1/teams"] = httpx.Response(200, json={"teams": []})
    await desk.fetch()
    sign_in, shifts, teams = desk.wire.requests
    assert str(sign_in.url) == f"{BASE}/v1/auth/credentials"
    assert json.loads(sign_in.content) == {
        "provider": "credentials",
        "userName": USER,
        "password": PASSWORD,
        "rememberMe": True,
    }
    for request in (shifts, teams):
        assert request.headers["Cookie"] == "ss-id=abc; ss-pid=def"
        assert request.headers["Authorization"] == "Bearer jwt"
        assert PASSWORD not in str(request.headers)


async def test_a_session_without_cookies_is_carried_by_its_id() -> None:
    desk = Desk(practise(Market()))
    desk.wire.answers["/auth/credentials"] = httpx.Response(200, json={"sessionId": "abc"})
    desk.wire.answers["/shifts"] = httpx.Response(200, json={"shifts": []})
    desk.wire.answers["/teams"] = httpx.Response(200, json={})
    await desk.fetch()
    assert desk.wire.requests[1].headers["Cookie"] == "ss-id=abc"


async def test_a_bearer_token_needs_no_sign_in() -> None:
    desk = Desk(practise(Market()), {"bearer_token": f" {TOKEN}\n"})
    assert seen(await desk.fetch())
    assert desk.wire.calls == ["GET /shifts", "GET /teams"]


async def test_a_session_that_has_ended_is_renewed_once() -> None:
    now = [datetime(2026, 11, 21, 8, tzinfo=UTC)]
    desk = Desk(practise(Market(), clock=lambda: now[0]))
    async with desk.client() as client:
        await FOURSPACES.fetch_one(client, desk.account, f"{guid('shift', 1)}/2026-11-21")
        now[0] += timedelta(days=1)
        desk.wire.requests.clear()
        assert await FOURSPACES.fetch_one(client, desk.account, f"{guid('shift', 1)}/2026-11-21")
    assert desk.wire.calls == ["GET /shifts", "POST /auth/credentials", "GET /shifts", "GET /teams"]


def test_a_request_that_comes_late_uses_the_session_that_another_has_renewed() -> None:
    auth = FOURSPACES.auth(
        Desk(practise(Market())).account, Credentials.model_validate({"username": "u", "password": "p"})
    )

    def begun() -> tuple[Generator[httpx.Request, httpx.Response, None], httpx.Request]:
        flow = auth.auth_flow(httpx.Request("GET", f"{BASE}/shifts"))
        return flow, next(flow)

    def session(name: str, request: httpx.Request) -> httpx.Response:
        return httpx.Response(200, json={"sessionId": name}, request=request)

    first, sign_in = begun()
    assert first.send(session("old", sign_in)).headers["Cookie"] == "ss-id=old"
    early, _ = begun()
    late, _ = begun()
    sign_in = early.send(httpx.Response(401))
    assert sign_in.url.path == "/auth/credentials"
    assert early.send(session("new", sign_in)).headers["Cookie"] == "ss-id=new"
    again = late.send(httpx.Response(401))
    assert (again.url.path, again.headers["Cookie"]) == ("/shifts", "ss-id=new")


async def test_a_fresh_session_that_is_refused_is_not_asked_for_again() -> None:
    desk = Desk(practise(Market()))
    desk.wire.answers["/shifts"] = httpx.Response(401)
    with pytest.raises(SignInNeeded):
        await desk.fetch()
    assert desk.wire.calls == ["POST /auth/credentials", "GET /shifts"]


async def test_a_wrong_password_is_told_in_their_words_and_is_never_repeated_in_them() -> None:
    wrong = "wrong-password-1"
    desk = Desk(practise(Market()), {"username": USER, "password": wrong})
    with pytest.raises(SignInNeeded, match="Invalid Username or Password"):
        await desk.fetch()
    assert desk.wire.calls == ["POST /auth/credentials"]
    desk.wire.answers["/auth/credentials"] = httpx.Response(
        401, json={"responseStatus": {"errorCode": "Unauthorized", "message": f"no user with {wrong}"}}
    )
    with pytest.raises(SignInNeeded, match="no user with") as caught:
        await desk.fetch()
    assert wrong not in str(caught.value)


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (
            httpx.Response(200, json={"responseStatus": {"errorCode": "Unauthorized", "message": "no"}}),
            SignInNeeded,
        ),
        (
            httpx.Response(403, json={"responseStatus": {"errorCode": "Locked", "message": "locked"}}),
            SignInNeeded,
        ),
        (httpx.Response(302, headers={"Location": "https://elsewhere.example/auth"}), Garbled),
        (httpx.Response(200, text="<html>Welcome</html>"), Garbled),
        (httpx.Response(200, content=b"[" * 100_000), Garbled),
        (httpx.Response(200, json={}), Garbled),
        (httpx.Response(200, json={"bearerToken": "é\n"}), Garbled),
        (httpx.Response(200, json={"sessionId": "a\r\nX: y"}), Garbled),
        (httpx.Response(200, json={"bearerToken": "x" * 70_000}), Garbled),
        (httpx.Response(503, text="<html>down</html>"), Unreachable),
    ],
)
async def test_a_sign_in_that_goes_wrong_has_the_error_that_fits(
    answer: httpx.Response, error: type[VendorError]
) -> None:
    desk = Desk(practise(Market()))
    desk.wire.answers["/auth/credentials"] = answer
    with pytest.raises(error) as caught:
        await desk.fetch()
    assert "<" not in str(caught.value)
    assert PASSWORD not in str(caught.value)
    assert desk.wire.calls == ["POST /auth/credentials"]


@pytest.mark.parametrize("status", [404, 405])
async def test_a_host_without_a_path_for_passwords_is_signed_in_at_its_general_one(status: int) -> None:
    desk = Desk(practise(Market()))
    desk.wire.answers["/auth/credentials"] = httpx.Response(status)
    desk.wire.answers["/auth"] = httpx.Response(200, json={"sessionId": "abc"})
    desk.wire.answers["/shifts"] = httpx.Response(200, json={"shifts": []})
    desk.wire.answers["/teams"] = httpx.Response(200, json={})
    await desk.fetch()
    assert desk.wire.calls == ["POST /auth/credentials", "POST /auth", "GET /shifts", "GET /teams"]
    assert json.loads(desk.wire.requests[1].content)["provider"] == "credentials"


async def test_a_host_with_neither_way_to_sign_in_says_so() -> None:
    desk = Desk(practise(Market()))
    desk.wire.answers["/auth/credentials"] = desk.wire.answers["/auth"] = httpx.Response(404)
    with pytest.raises(SignInNeeded, match="no sign-in by user name and password"):
        await desk.fetch()


async def test_a_sign_in_that_is_to_wait_says_for_how_long() -> None:
    desk = Desk(practise(Market()))
    desk.wire.answers["/auth/credentials"] = httpx.Response(429, headers={"Retry-After": "120"})
    with pytest.raises(Unreachable) as caught:
        await desk.fetch()
    assert caught.value.retry_after == 120


async def test_a_refusal_of_a_session_may_be_endless() -> None:
    async def endless() -> AsyncIterator[bytes]:
        while True:
            yield b"x" * 65_536

    now = [datetime(2026, 11, 21, 8, tzinfo=UTC)]
    desk = Desk(practise(Market(), clock=lambda: now[0]))
    async with desk.client() as client:
        await client.get("/shifts")
        desk.wire.answers["/shifts"] = httpx.Response(401, content=endless())
        desk.wire.answers["/auth/credentials"] = httpx.Response(401)
        with pytest.raises(SignInNeeded):
            await client.get("/shifts")


@pytest.mark.parametrize(
    "given",
    [
        {},
        {"username": "a"},
        {"password": "b"},
        {"username": "a", "password": ""},
        {"username": "a", "password": "b", "bearer_token": "c"},
        {"username": "a", "bearer_token": "c"},
        {"bearer_token": "two words"},
        {"bearer_token": "tök"},
        {"api_key": "k"},
    ],
)
def test_credentials_are_one_way_of_signing_in_and_whole(given: dict[str, str]) -> None:
    with pytest.raises(ValidationError) as caught:
        Credentials.model_validate(given)
    assert "bearer_token" in str(caught.value) or "api_key" in str(caught.value)
