"""What becomes of a request when a status, a connection or its security goes wrong."""

import asyncio
import socket
import ssl
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app import way
from app.errors import Garbled, Refused, SignInNeeded, TimedOut, Unreachable, VendorError
from app.http import Limits, retry_after
from app.way import Way
from tests import servers
from tests.asking import SECRET, client, failure, hello, met_with
from tests.servers import Answer, Rude, Served


@pytest.mark.parametrize(
    ("status", "kind", "sentence"),
    [
        (400, Refused, "The vendor refused the request (400): Not today."),
        (401, SignInNeeded, "The vendor does not accept these credentials (401): Not today."),
        (403, Refused, "The vendor does not allow this to the account (403): Not today."),
        (404, Refused, "The vendor refused the request (404): Not today."),
        (409, Refused, "The vendor refused the request (409): Not today."),
        (429, Unreachable, "The vendor asks for fewer requests (429): Not today."),
        (500, Unreachable, "The vendor's server reports a fault (500): Not today."),
        (503, Unreachable, "The vendor's server reports a fault (503): Not today."),
        (304, Garbled, "The vendor redirects (304) where no redirect can be followed."),
    ],
)
async def test_a_status_becomes_the_error_of_the_next_step_in_the_vendors_own_words(
    status: int, kind: type[VendorError], sentence: str
) -> None:
    body = b"" if status == 304 else b'{"message": "Not today."}'
    error = await met_with(servers.reply(status, body))
    assert type(error) is kind
    assert str(error) == sentence


@pytest.mark.parametrize("status", [400, 401, 403, 404, 429, 500, 502])
async def test_a_web_page_instead_of_an_error_is_not_quoted(status: int) -> None:
    error = await met_with(servers.page(status))
    assert str(error).endswith(f"({status}).")


async def test_a_status_that_the_caller_expects_is_an_answer() -> None:
    with Rude(servers.reply(404, b"gone")) as server:
        async with client(server.url) as vendor:
            reply = await vendor.get("/shifts/1", allow={404})
    assert (reply.status, reply.body) == (404, b"gone")


async def test_an_answer_without_a_body_is_an_answer() -> None:
    with Rude(servers.reply(204)) as server:
        async with client(server.url) as vendor:
            assert (await vendor.get("/shifts/1")).status == 204


async def test_a_request_carries_the_credential_the_query_and_the_exact_bytes() -> None:
    with Rude() as server:
        async with client(server.url + "/v2/") as vendor:
            await vendor.get("/shifts", params={"page": 2})
            await vendor.post("rpc", content=b'{"id" : 1}')
    read, posted = server.requests
    assert (read.method, read.target, read.headers["x-api-key"]) == ("GET", "/v2/shifts?page=2", SECRET)
    assert (posted.target, posted.body, posted.headers["content-type"]) == (
        "/v2/rpc",
        b'{"id" : 1}',
        "application/json",
    )


async def test_a_wish_to_wait_shortly_is_granted_once_within_the_request() -> None:
    busy = servers.reply(429, b"", {"Retry-After": "0"})
    with Rude(busy, servers.reply(200, b"{}")) as server:
        async with client(server.url) as vendor:
            assert (await vendor.get("/shifts")).status == 200
    with Rude(busy, busy) as server:
        async with client(server.url) as vendor:
            assert isinstance(await failure(vendor.get("/shifts")), Unreachable)
    assert len(server.requests) == 2


async def test_a_wish_to_wait_long_is_handed_to_the_caller_at_once() -> None:
    with Rude(servers.reply(503, b"", {"Retry-After": "120"})) as server:
        async with client(server.url) as vendor:
            error = await failure(vendor.get("/shifts"))
    assert isinstance(error, Unreachable)
    assert error.retry_after == 120
    assert len(server.requests) == 1


async def test_a_request_that_may_change_something_is_never_sent_twice() -> None:
    with Rude(servers.reply(503, b"", {"Retry-After": "0"})) as server:
        async with client(server.url) as vendor:
            await failure(vendor.post("/claim"))
            assert len(server.requests) == 1
            await vendor.post("/rpc", reads=True)


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("120", 120),
        ("1.5", 1.5),
        ("Sat, 21 Nov 2026 20:01:00 GMT", 60),
        ("Sat, 21 Nov 2026 15:01:00 -0500", 60),
        ("Sat, 21 Nov 2026 19:00:00 GMT", 0),
        ("-5", None),
        ("soon", None),
        ("", None),
        ("NaN", None),
        ("Mon, 01 Jan 99999999999999999999 00:00:00 GMT", None),
    ],
)
def test_retry_after_is_a_number_or_a_date(text: str, seconds: float | None) -> None:
    assert retry_after({"retry-after": text}, datetime(2026, 11, 21, 20, 0, tzinfo=UTC)) == seconds


@given(st.text() | st.from_regex(r"\A[A-Z][a-z]{2}, \d+ [A-Z][a-z]{2} \d+ \d+:\d+:\d+ [+-]?\w+\Z"))
def test_no_retry_after_header_is_fatal(text: str) -> None:
    wish = retry_after({"retry-after": text})
    assert wish is None or wish >= 0


@pytest.mark.parametrize(
    "answer",
    [servers.truncated(), servers.cut_chunk(), servers.garbage(), servers.garbage(b"")],
    ids=["content-length", "chunked", "not http", "nothing"],
)
async def test_an_answer_that_breaks_off_is_unreachable(answer: Answer) -> None:
    error = await met_with(answer)
    assert type(error) is Unreachable
    assert str(error) == "The vendor's server broke off its answer, or did not answer in HTTP."


@pytest.mark.parametrize("first", [b"", b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{"])
async def test_a_reset_connection_is_named(first: bytes) -> None:
    error = await met_with(servers.reset(first))
    assert type(error) is Unreachable
    assert str(error) == "The vendor's server reset the connection."


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
async def test_a_refused_connection_is_named(host: str) -> None:
    async with client(f"http://{host}:{servers.free_port()}") as vendor:
        error = await failure(vendor.get("/shifts"))
    assert str(error) == "The vendor's server refuses connections; is it running?"


async def test_an_unknown_name_is_a_dns_failure(monkeypatch: pytest.MonkeyPatch) -> None:
    def nobody(*_: object, **__: object) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", nobody)
    async with client("http://callboard.invalid") as vendor:
        error = await failure(vendor.get("/shifts"))
    assert type(error) is Unreachable
    assert str(error) == "The name callboard.invalid could not be found (DNS); is the network up?"


async def test_a_name_that_cannot_be_one_is_a_failure_in_plain_words() -> None:
    async with client(f"http://{'a' * 64}.invalid") as vendor:
        await failure(vendor.get("/shifts"))


@pytest.mark.parametrize("first", [b"", b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{"])
async def test_silence_times_out(first: bytes) -> None:
    error = await met_with(servers.silent(first))
    assert type(error) is TimedOut
    assert str(error) == "The vendor's server sent nothing for 1 seconds."


async def test_an_answer_that_drips_is_cut_off_by_the_time_for_all_of_it() -> None:
    error = await met_with(servers.drip(0.02), limits=Limits(timeout=0.3, connect=5, idle=5))
    assert type(error) is TimedOut
    assert str(error) == "The vendor did not answer within 0.3 seconds."


async def test_a_server_that_never_completes_the_tls_handshake_times_out() -> None:
    with Rude() as server:
        async with client(server.url.replace("http:", "https:")) as vendor:
            error = await failure(vendor.get("/shifts"))
    assert type(error) is TimedOut
    assert str(error) == "The vendor's server could not be reached within 1 seconds."


async def test_a_request_that_timed_out_is_not_repeated() -> None:
    with Rude(servers.silent()) as server:
        async with client(server.url) as vendor:
            await failure(vendor.get("/shifts"))
    assert len(server.requests) == 1


async def test_one_clients_failure_leaves_its_next_request_alone() -> None:
    with Rude(servers.reset(), servers.truncated(), servers.silent(), then=servers.relay(hello)) as server:
        async with client(server.url) as vendor:
            for _ in range(3):
                await failure(vendor.get("/shifts"))
            assert (await vendor.get("/shifts")).body == b'{"hello": true}'


async def test_cancelling_a_request_is_no_failure_of_the_vendor() -> None:
    with Rude(servers.silent()) as server:
        async with client(server.url, limits=Limits()) as vendor:
            with pytest.raises(TimeoutError):
                async with asyncio.timeout(0.05):
                    await vendor.get("/shifts")


async def test_a_certificate_that_nobody_signed_is_not_trusted() -> None:
    with Served(hello, tls=True) as server:
        async with client(server.url, limits=Limits()) as vendor:
            error = await failure(vendor.get("/"))
    assert type(error) is Unreachable
    assert str(error).startswith("The certificate of 127.0.0.1 is not trusted: self-signed certificate")


@pytest.mark.parametrize("by", ["store", "bundle"])
async def test_an_authority_in_the_systems_own_store_is_trusted(
    monkeypatch: pytest.MonkeyPatch, by: str
) -> None:
    for name in way.ONLY:
        monkeypatch.delenv(name, raising=False)
    with Served(hello, tls=True) as server:
        if by == "store":  # as Windows hands it over, and OpenSSL's own folder
            file = str(server.certificate)
            monkeypatch.setattr(
                ssl.SSLContext,
                "load_default_certs",
                lambda context, purpose: context.load_verify_locations(file),
            )
        else:
            monkeypatch.setattr(way, "BUNDLES", ("/nowhere.crt", str(server.certificate)))
        way._tls.cache_clear()
        try:
            async with client(server.url, limits=Limits()) as vendor:
                assert (await vendor.get("/")).body == b'{"hello": true}'
        finally:
            way._tls.cache_clear()


async def test_a_bad_certificate_in_windows_store_spoils_no_other(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    for name in way.ONLY:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(way, "BUNDLES", ())
    with Served(hello, tls=True) as server:
        good = ssl.PEM_cert_to_DER_cert(server.certificate.read_text("ascii"))
        server_auth = ssl.Purpose.SERVER_AUTH.oid
        held = {
            "CA": [(b"nonsense", "x509_asn", True), (b"nonsense", "pkcs_7_asn", True)],
            "ROOT": [(b"nonsense", "x509_asn", {server_auth}), (good, "x509_asn", {server_auth})],
        }
        monkeypatch.setattr(ssl, "enum_certificates", held.__getitem__, raising=False)
        monkeypatch.setattr(
            ssl.SSLContext,
            "load_default_certs",
            lambda context, purpose: context.load_verify_locations(cadata=b"nonsense" + good),
        )
        way._tls.cache_clear()
        try:
            async with client(server.url, limits=Limits()) as vendor:
                assert (await vendor.get("/")).body == b'{"hello": true}'
        finally:
            way._tls.cache_clear()
    assert "holds one that cannot be read" in caplog.text


async def test_a_certificate_of_an_authority_that_the_user_trusts_is_accepted(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with Served(hello, tls=True) as server:
        monkeypatch.setenv("SSL_CERT_FILE", str(server.certificate))
        way._tls.cache_clear()
        try:
            async with client(server.url, limits=Limits()) as vendor:
                assert (await vendor.get("/")).body == b'{"hello": true}'
        finally:
            way._tls.cache_clear()


async def test_a_server_without_tls_is_told_from_an_untrusted_one() -> None:
    with Served(hello) as server:
        async with client(server.url.replace("http:", "https:"), limits=Limits()) as vendor:
            error = await failure(vendor.get("/"))
    assert str(error) == "No secure (TLS) connection to 127.0.0.1 could be made."


async def test_an_authority_and_a_proxy_can_be_set_by_hand() -> None:
    with Served(hello, tls=True) as server:
        trusted = Way("none", str(server.certificate))
        async with client(server.url, limits=Limits(), way=trusted) as vendor:
            assert (await vendor.get("/")).body == b'{"hello": true}'


async def test_what_goes_elsewhere_goes_through_the_proxy_that_was_named() -> None:
    with Rude(servers.silent()) as proxy:
        named = Way(proxy.url)
        async with client("https://vendor.example", limits=Limits(idle=0.2), way=named) as vendor:
            await failure(vendor.get("/"))
    assert (proxy.requests[0].method, proxy.requests[0].target) == ("CONNECT", "vendor.example:443")
