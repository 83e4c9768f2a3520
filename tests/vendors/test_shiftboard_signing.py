"""Shiftboard's signatures: the documented example, what it refutes, and what its server lets in."""

import base64
import hmac
import json
import logging
from collections.abc import Mapping
from datetime import date
from urllib.parse import parse_qs, quote, urlencode, urlsplit

import httpx
import pytest
from pydantic import ValidationError

from app.account import Account, NoSettings
from app.http import Client
from app.vendors.shiftboard.adapter import SHIFTBOARD, Credentials
from app.vendors.shiftboard.signing import Signing, signature, signed_by_get
from app.vendors.shiftboard.simulator import practise
from app.world import World
from app.zones import Zones, zone

KEY = "Xuzh+MDxcW9/CLPD1Z2wiSX51LVrQrStEZPQWk0P"  # the document's example
BASE = "http://127.0.0.1:4100"
PRACTICE = practise(World(1, today=date(2026, 11, 21), shifts=20))
ACCESS = PRACTICE.secrets["access_key_id"]
ECHO = b'{"id":1,"jsonrpc":"2.0","method":"system.echo","params":{"n":7}}'


@pytest.mark.parametrize(
    ("method", "params", "expected"),
    [
        ("echo", "{ }", "gJ5Oy1E5W4u9XpjWyMoJytlScU8="),
        ("system.echo", "{}", "AncoGeL5G2HJCdIqVa/BIvikbUE="),
        ("system.echo", '{"n":7}', "tPg25T/ZL7AQ/DQR1pgF5+1BBak="),
    ],
)
def test_a_get_signs_its_method_and_the_text_of_its_params(method: str, params: str, expected: str) -> None:
    assert signature(KEY, signed_by_get(method, params)) == expected


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ('{"id":1,"jsonrpc":"2.0","method":"system.echo","params":{}}', "kE+t04d13+hRBlCDCt8z603JYUI="),
        (
            '{"id": 1, "jsonrpc": "2.0", "method": "system.echo", "params": {}}',
            "OAt0bDWpt9yu38gFmbLYeKw2ZJk=",
        ),
        ('[{"id":1,"jsonrpc":"2.0","method":"system.echo","params":{}}]', "WrZOhCGLscMj3bol3TJ68k11BWg="),
    ],
)
def test_a_post_signs_its_body_byte_for_byte(body: str, expected: str) -> None:
    assert signature(KEY, body.encode()) == expected


def test_neither_other_spacing_nor_the_base64_text_nor_a_decoded_key_gives_the_documented_signature() -> None:
    documented = "gJ5Oy1E5W4u9XpjWyMoJytlScU8="
    assert signature(KEY, signed_by_get("echo", "{}")) == "nxHptB6OaoGRfKNjcIbJLz1m/pY=" != documented
    assert signature(KEY, signed_by_get("echo", "eyB9")) == "AKzOLCPf+Bes51pVR6Xy8nZ+M0s=" != documented
    decoded = hmac.digest(base64.b64decode(KEY), signed_by_get("echo", "{ }"), "sha1")
    assert base64.b64encode(decoded).decode() == "zywbKQXp7LVRZJLsIxZetYVEQr4=" != documented
    assert signature(KEY, signed_by_get("echo", "{ }")) == documented


def test_a_request_carries_access_key_and_signature_percent_encoded_in_its_query() -> None:
    body = b'{"id":1,"jsonrpc":"2.0","method":"system.echo","params":{}}'
    request = httpx.Request("POST", f"{BASE}/servola/api/api.cgi", content=body)
    signed = next(Signing(ACCESS, KEY).auth_flow(request))
    assert signed.url.raw_path == (
        f"/servola/api/api.cgi?access_key_id={ACCESS}&signature=kE%2Bt04d13%2BhRBlCDCt8z603JYUI%3D".encode()
    )
    assert signed.content == body


async def test_the_signature_key_never_leaves_and_no_address_with_a_signature_is_logged(
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    seen: list[httpx.Request] = []

    async def answer(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return httpx.Response(200, json={})

    account = Account(
        connection="sb", base_url=BASE, zones=Zones(zone("America/New_York")), settings=NoSettings()
    )
    auth = SHIFTBOARD.auth(account, Credentials.model_validate(PRACTICE.secrets))
    async with Client(
        BASE, auth=auth, words=SHIFTBOARD.words, transport=httpx.MockTransport(answer)
    ) as client:
        await client.post(BASE, content=ECHO, reads=True)
    (request,) = seen
    assert KEY not in f"{request.url}{request.headers}{request.content!r}"
    assert quote(KEY, safe="") not in str(request.url)
    assert ACCESS not in caplog.text
    assert "signature" not in caplog.text


@pytest.mark.parametrize("key", ["", "  ", "Schlüssel", "two\nlines"])
def test_a_key_that_cannot_be_one_is_not_accepted_as_credentials(key: str) -> None:
    with pytest.raises(ValidationError):
        Credentials.model_validate({"access_key_id": ACCESS, "signature_key": key})


def test_a_key_pasted_with_a_line_break_is_the_key() -> None:
    pasted = Credentials.model_validate({"access_key_id": f" {ACCESS}\n", "signature_key": f"{KEY}\n"})
    assert pasted.signature_key.get_secret_value() == KEY
    assert pasted.access_key_id.get_secret_value() == ACCESS


async def ask(
    verb: str,
    fields: Mapping[str, str] | None = None,
    *,
    query: str = "",
    content: bytes = b"",
    headers: Mapping[str, str] | None = None,
) -> dict[str, object]:
    """Return the practice server's answer to a request put together by hand."""
    url = f"{BASE}/?{query or urlencode(fields or {})}"
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app=PRACTICE.app)) as client:
        answer = await client.request(verb, url, content=content, headers=dict(headers or {}))
    assert answer.status_code == 200
    told = answer.json()
    assert isinstance(told, dict)
    return told


def of_get(params: str, told: str, **more: str) -> dict[str, str]:
    return {
        "id": "885",
        "jsonrpc": "2.0",
        "method": "system.echo",
        "params": params,
        "signature": told,
        "access_key_id": ACCESS,
        **more,
    }


STANDARD = base64.b64encode(b'{"n":7}').decode()
SIGNED = signature(KEY, signed_by_get("system.echo", '{"n":7}'))


@pytest.mark.parametrize(
    ("params", "told"),
    [
        (STANDARD, SIGNED),
        (base64.urlsafe_b64encode(b'{"n":7}').decode(), SIGNED.replace("+", "-").replace("/", "_")),
        (STANDARD.rstrip("="), SIGNED.replace("+", "-").replace("/", "_").rstrip("=")),
        (STANDARD[:4] + "\n" + STANDARD[4:] + "\n", SIGNED),
    ],
)
async def test_a_get_is_let_in_in_every_encoding_that_clients_use(params: str, told: str) -> None:
    answer = await ask("GET", of_get(params, told))
    assert answer["result"] == {"n": 7}
    assert answer["id"] == "885"


async def test_a_plus_that_became_a_space_on_its_way_is_a_plus() -> None:
    assert "+" in SIGNED
    query = "&".join(f"{name}={value}" for name, value in of_get(STANDARD, SIGNED).items())
    assert (await ask("GET", query=query))["result"] == {"n": 7}


async def test_key_and_signature_may_travel_in_cookies() -> None:
    fields = of_get(STANDARD, SIGNED)
    cookies = (
        f"access_key_id={fields.pop('access_key_id')}; signature={quote(fields.pop('signature'), safe='')}"
    )
    unquoted = cookies.replace("%2B", "+").replace("%2F", "/").replace("%3D", "=")
    assert (await ask("GET", fields, headers={"Cookie": unquoted}))["result"] == {"n": 7}


async def test_a_form_that_is_signed_like_a_get_is_let_in() -> None:
    answer = await ask(
        "POST",
        content=urlencode(of_get(STANDARD, SIGNED)).encode(),
        headers={"Content-Type": "application/x-www-form-urlencoded"},
    )
    assert answer["result"] == {"n": 7}


async def test_a_changed_byte_a_wrong_key_and_an_unknown_access_key_are_not_let_in() -> None:
    good = {"access_key_id": ACCESS, "signature": signature(KEY, ECHO)}
    assert (await ask("POST", good, content=ECHO))["result"] == {"n": 7}
    for fields, content in (
        (good, ECHO.replace(b"7", b"8")),
        (good, ECHO + b"\n"),
        ({**good, "signature": signature(KEY[::-1], ECHO)}, ECHO),
        ({**good, "signature": ""}, ECHO),
        ({**good, "access_key_id": ACCESS[::-1]}, ECHO),
        ({}, ECHO),
    ):
        answer = await ask("POST", fields, content=content)
        assert "result" not in answer
        assert answer["id"] is None


@pytest.mark.parametrize(
    "body",
    [
        b"{",
        b'{"id":1,"jsonrpc":"2.0","method":"system.echo","params":{"n":NaN}}',
        b'{"id":1,"jsonrpc":"2.0","method":"system.echo","params":{},}',
        b'{"id":1,"jsonrpc":"2.0","method":"system.echo"}',
        b'{"id":1,"jsonrpc":"2.0","method":"system.echo","params":[]}',
        b'{"id":1,"jsonrpc":"1.0","method":"system.echo","params":{}}',
        b'{"id":1,"jsonrpc":"2.0","method":"shift.steal","params":{}}',
        b'{"id":1,"jsonrpc":"2.0","method":"shift.list","params":{"page":{"batch":1001}}}',
        b"[]",
        b"7",
    ],
)
async def test_what_is_no_call_is_answered_with_an_error(body: bytes) -> None:
    answer = await ask("POST", {"access_key_id": ACCESS, "signature": signature(KEY, body)}, content=body)
    assert "error" in answer
    assert "result" not in answer


async def test_a_batch_is_answered_call_by_call_but_for_calls_without_an_id() -> None:
    def call(number: object, method: str, **params: object) -> dict[str, object]:
        named = {} if number is None else {"id": number}
        return {**named, "jsonrpc": "2.0", "method": method, "params": params}

    body = json.dumps(
        [call(1, "system.whoami"), call(None, "system.echo", n=1), call("two", "shift.get", id=1)]
    ).encode()
    query = urlencode({"access_key_id": ACCESS, "signature": signature(KEY, body)})
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app=PRACTICE.app)) as client:
        answers = (await client.post(f"{BASE}/api/api.cgi?{query}", content=body)).json()
    assert [answer["id"] for answer in answers] == ["1", "two"]
    assert answers[0]["result"] == {"account": "2"}
    assert answers[1]["error"]["code"] == "shift_not_found"


def test_the_vectors_address_is_the_documented_one() -> None:
    address = (
        "https://api.shiftdata.com/?id=885&jsonrpc=2.0&method=echo&params=eyB9"
        "&signature=gJ5Oy1E5W4u9XpjWyMoJytlScU8%3D&access_key_id=57a67b3b-34e4-4c07-a8ca-e7ecb77a7f33"
    )
    fields = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
    text = base64.b64decode(fields["params"]).decode()
    assert signature(KEY, signed_by_get(fields["method"], text)) == fields["signature"]
