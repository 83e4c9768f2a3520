"""What is read of an answer, and what of it is repeated to the user."""

import json
from collections.abc import AsyncGenerator

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, TypeAdapter

from app.body import LARGEST
from app.errors import Garbled, SignInNeeded
from app.http import Limits, Reply
from app.quoting import quoted
from tests import servers
from tests.asking import SECRET, Key, client, failure, message, met_with
from tests.servers import Answer, Rude


class Items(BaseModel):
    items: dict[str, int]


@pytest.mark.parametrize(
    ("answer", "sentence"),
    [
        (servers.reply(200), "The vendor's answer is empty."),
        (servers.reply(200, b" \n"), "The vendor's answer is empty."),
        (servers.page(), "The vendor answered with a web page instead of data."),
        (servers.reply(200, b"\xef\xbb\xbf<html>"), "The vendor answered with a web page instead of data."),
        (servers.reply(200, b'{"items": '), "The vendor's answer does not fit: Invalid JSON: EOF while"),
        (servers.reply(200, b'{"items": {"a": "x"}}'), "The vendor's answer does not fit: Input should be"),
        (servers.reply(200, b"\xff\xfe"), "The vendor's answer does not fit: Invalid JSON"),
        (servers.nested(), "The vendor's answer does not fit: Invalid JSON: recursion limit exceeded"),
    ],
)
async def test_a_body_that_does_not_fit_is_garbled(answer: Answer, sentence: str) -> None:
    with Rude(answer) as server:
        async with client(server.url) as vendor:
            reply = await vendor.get("/shifts")
    with pytest.raises(Garbled) as caught:
        reply.read(TypeAdapter(Items))
    assert str(caught.value).startswith(sentence)


def test_what_does_not_fit_is_described_in_a_short_plain_sentence() -> None:
    hostile = json.dumps({"items": {"\x1b[31m\u202e" + "k" * 100_000: "x"}}).encode()
    with pytest.raises(Garbled) as caught:
        Reply(200, {}, hostile, "").read(TypeAdapter(Items))
    assert str(caught.value).isprintable()
    assert len(str(caught.value)) < 400


def test_a_byte_order_mark_before_the_data_is_skipped() -> None:
    body = b'\xef\xbb\xbf{"items": {"a": 1}}'
    assert Reply(200, {}, body, "").read(TypeAdapter(Items)).items == {"a": 1}


async def test_a_compressed_answer_is_unpacked() -> None:
    with Rude(servers.bomb(1 << 20)) as server:
        async with client(server.url) as vendor:
            assert (await vendor.get("/shifts")).body == b" " * (1 << 20)
    assert server.requests[0].headers["accept-encoding"] == "gzip"


@pytest.mark.parametrize(
    "answer",
    [servers.endless(), servers.bomb(LARGEST + (1 << 20)), servers.reply(200, b" " * (LARGEST + 1))],
    ids=["endless", "bomb", "one byte too many"],
)
async def test_an_answer_larger_than_64_mib_is_refused_while_it_streams(answer: Answer) -> None:
    error = await met_with(answer, limits=Limits())
    assert type(error) is Garbled
    assert str(error) == "The vendor's answer is larger than 64 MiB; it was not read."


async def test_an_answer_of_64_mib_is_read() -> None:
    with Rude(servers.bomb(LARGEST)) as server:
        async with client(server.url, limits=Limits()) as vendor:
            assert len((await vendor.get("/shifts")).body) == LARGEST


async def test_layers_of_compression_are_not_unpacked() -> None:
    error = await met_with(servers.bomb(64 << 20, layers=2))
    assert str(error) == "The vendor's answer is compressed in a way that was not asked for."


@pytest.mark.parametrize("body", [b"not gzip at all", b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03\xab"])
async def test_a_damaged_compressed_answer_is_garbled(body: bytes) -> None:
    error = await met_with(servers.reply(200, body, {"Content-Encoding": "gzip"}))
    assert type(error) is Garbled
    assert str(error) == "The vendor's answer is damaged: it could not be decompressed."


async def test_an_endless_answer_to_the_sign_in_is_refused_too() -> None:
    class SignIn(httpx.Auth):
        requires_response_body = True

        async def async_auth_flow(
            self, request: httpx.Request
        ) -> AsyncGenerator[httpx.Request, httpx.Response]:
            yield httpx.Request("POST", request.url.join("/auth"))
            yield request

    with Rude(servers.endless()) as server:
        async with client(server.url, auth=SignIn(), limits=Limits()) as vendor:
            error = await failure(vendor.get("/shifts"))
    assert "larger than 64 MiB" in str(error)
    assert [request.target for request in server.requests] == ["/auth"]


@pytest.mark.parametrize(
    "said",
    [
        f"key {SECRET} is unknown",
        "key s3cret%20key%2F%2B is unknown",
        "key s3\u200bcret k\x00ey/+ is unknown",
        "key s3cret  key/+ is unknown",
    ],
    ids=["verbatim", "in a URL", "with invisible characters", "spaced out"],
)
async def test_a_secret_that_the_vendor_repeats_is_not_shown(said: str) -> None:
    error = await met_with(servers.reply(401, json.dumps({"message": said}).encode()))
    assert str(error) == "The vendor does not accept these credentials (401): key … is unknown"


@pytest.mark.parametrize("secret", ["two\nlines", "not text: \udcff"])
async def test_a_credential_that_cannot_be_sent_asks_for_another(secret: str) -> None:
    with Rude() as server:
        async with client(server.url, auth=Key(secret)) as vendor:
            error = await failure(vendor.get("/shifts"))
    assert type(error) is SignInNeeded
    assert secret not in str(error)
    assert server.requests == []


@pytest.mark.parametrize(
    "said", ["<b>No</b> way", "so <script", "<!-- x", "No<br/>way", "x </p"], ids=lambda said: said
)
def test_markup_is_never_quoted(said: str) -> None:
    assert quoted(message, json.dumps({"message": said}).encode()) is None


def test_a_plain_text_is_quoted_as_it_is() -> None:
    assert quoted(message, b"Maintenance until 06:00\r\n") == "Maintenance until 06:00"
    assert quoted(message, b"\xff\x00") is None


def test_a_comparison_is_not_markup() -> None:
    assert quoted(message, b'{"message": "hours < 40 and rest > 8"}') == "hours < 40 and rest > 8"


def test_a_quotation_is_one_plain_line_of_at_most_1000_characters() -> None:
    said = quoted(message, json.dumps({"message": "no\r\n\tway\x1b[31m\u202e " + "x" * 5000}).encode())
    assert said is not None
    assert said.startswith("no way[31m x")
    assert len(said) == 1000


@given(st.binary())
def test_no_body_is_fatal_to_a_quotation(body: bytes) -> None:
    said = quoted(message, body)
    assert said is None or said.isprintable()


def test_words_of_the_wrong_type_are_no_quotation() -> None:
    assert quoted(message, b'{"message": {"deep": 1}}') is None
    assert quoted(message, b'{"message": 7}') is None
