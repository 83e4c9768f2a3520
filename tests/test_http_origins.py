"""A credential goes to the connection's own server and to nobody else."""

from pathlib import Path

import pytest

from app import http, way
from app.errors import Garbled, Unusable
from app.http import is_loopback, origin
from tests import servers
from tests.asking import SECRET, client, failure, met_with
from tests.servers import Rude


async def test_a_redirect_within_the_origin_is_followed_with_the_credential() -> None:
    with Rude(servers.moved("/v3/shifts"), servers.reply(200, b"{}")) as server:
        async with client(server.url) as vendor:
            assert (await vendor.get("/shifts", params={"page": 1})).status == 200
    assert [request.target for request in server.requests] == ["/shifts?page=1", "/v3/shifts"]
    assert server.requests[1].headers["x-api-key"] == SECRET


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
async def test_a_redirect_to_another_server_is_not_followed(status: int) -> None:
    with Rude() as thief, Rude(servers.moved(thief.url + "/shifts", status)) as server:
        async with client(server.url) as vendor:
            error = await failure(vendor.get("/shifts"))
    assert type(error) is Garbled
    assert str(error) == "The vendor redirects to another server; the redirect was not followed."
    assert thief.requests == []


@pytest.mark.parametrize("target", ["https://127.0.0.1/", "//elsewhere.invalid/x", "ftp://127.0.0.1/x"])
async def test_a_redirect_to_another_scheme_host_or_port_is_not_followed(target: str) -> None:
    assert "another server" in str(await met_with(servers.moved(target)))


async def test_a_redirect_to_nonsense_is_garbled() -> None:
    error = await met_with(servers.moved("http://[half/an/address"))
    assert type(error) is Garbled
    assert str(error) == "The vendor redirects to an address that is not one."


@pytest.mark.parametrize("proxy", ["socks5://127.0.0.1:1", "ftp://127.0.0.1"])
def test_a_proxy_that_cannot_be_used_is_named_by_its_variable(
    proxy: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ALL_PROXY", proxy)
    with pytest.raises(Unusable, match="ALL_PROXY names cannot be used"):
        client("https://vendor.example")
    client("http://127.0.0.1:1")  # this machine is asked without


def test_certificates_that_cannot_be_read_are_named_by_their_variable(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "none.pem"))
    way._tls.cache_clear()
    with pytest.raises(Unusable, match="SSL_CERT_FILE"):
        client("https://vendor.example")


async def test_a_redirect_in_a_circle_ends() -> None:
    with Rude(then=servers.moved("/shifts")) as server:
        async with client(server.url) as vendor:
            error = await failure(vendor.get("/shifts"))
    assert str(error) == "The vendor redirects in a circle."
    assert len(server.requests) == http.REDIRECTS


async def test_a_redirect_is_not_followed_with_a_request_that_may_change_something() -> None:
    with Rude(servers.moved("/elsewhere", 307)) as server:
        async with client(server.url) as vendor:
            error = await failure(vendor.post("/claim", content=b"{}"))
    assert type(error) is Garbled
    assert len(server.requests) == 1


async def test_a_link_to_another_server_is_refused_before_a_byte_is_sent() -> None:
    with Rude() as thief, Rude() as server:
        async with client(server.url) as vendor:
            error = await failure(vendor.get(thief.url + "/shifts?page=2"))
            await vendor.get(server.url + "/shifts?page=2")
    assert str(error) == "The vendor's answer links to another server; the link was not followed."
    assert thief.requests == []
    assert [request.target for request in server.requests] == ["/shifts?page=2"]


@pytest.mark.parametrize(
    ("link", "same"),
    [
        ("/shifts", True),
        ("?page=2", True),
        ("https://API.example.com:443/trio/shifts", True),
        ("http://api.example.com/trio", False),
        ("https://api.example.com:8443/", False),
        ("https://api.example.com.evil.example/", False),
        ("https://api.example.com@evil.example/", False),
        ("https://evil.example\\@api.example.com:1/", False),
        ("//evil.example/x", False),
        ("javascript:alert(1)", False),
        ("https://api.example.com:port/", False),
        ("https://[half", False),
    ],
)
def test_only_the_same_scheme_host_and_port_are_the_same_origin(link: str, same: bool) -> None:
    assert client("https://api.example.com/trio").same_origin(link) is same


def test_paths_are_below_the_base_address() -> None:
    vendor = client("https://api.example.com/trio/")
    assert vendor.url("/shifts") == vendor.url("shifts") == "https://api.example.com/trio/shifts"
    assert vendor.url("?page=2") == "https://api.example.com/trio?page=2"
    assert vendor.url("https://api.example.com/x") == "https://api.example.com/x"
    assert vendor.url("") == "https://api.example.com/trio/"


@pytest.mark.parametrize("url", ["ftp://api.example.com", "api.example.com", "https://", "file:///etc/x"])
def test_anything_but_http_is_no_origin(url: str) -> None:
    with pytest.raises(ValueError, match="not an http address"):
        origin(url)


def test_loopback_is_this_machine_only() -> None:
    assert all(map(is_loopback, ("localhost", "LOCALHOST", "127.0.0.1", "127.9.9.9", "::1")))
    assert not any(map(is_loopback, ("10.0.0.1", "localhost.example", "0.0.0.0", "::", "api.example.com")))
