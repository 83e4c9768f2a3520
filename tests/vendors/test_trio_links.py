"""Where Trio's links lead: kept as a path where that is its own server, told apart where it is not."""

from zoneinfo import ZoneInfo

import pytest

from app.account import Account, NoSettings
from app.vendors.trio import links
from app.zones import Zones


def account(base_url: str = "https://trio.test/trio") -> Account:
    return Account(
        connection="t", base_url=base_url, zones=Zones(ZoneInfo("America/New_York")), settings=NoSettings()
    )


@pytest.mark.parametrize(
    ("link", "address"),
    [
        ("https://trio.test/trio/shifts/1/x?y=z", "https://trio.test/trio/shifts/1/x?y=z"),
        ("https://TRIO.test:443/trio/x?y=z#part", "https://trio.test/trio/x?y=z"),
        ("https://trio.test", "https://trio.test/"),
        ("https://who:secret@trio.test/x", "https://trio.test/x"),
        ("//trio.test/x", "https://trio.test/x"),
        ("/trio/shifts/1/x", "https://trio.test/trio/shifts/1/x"),
        ("/shifts/1/x", "https://trio.test/trio/shifts/1/x"),
        ("shifts/1/x", "https://trio.test/trio/shifts/1/x"),
        ("https://trio.test//elsewhere.test/x", "https://trio.test//elsewhere.test/x"),
    ],
)
def test_a_link_to_its_own_server_is_kept_as_a_path_from_the_root(link: str, address: str) -> None:
    kept = links.kept(link, account())

    assert kept is not None
    assert links.is_own(kept)
    assert links.absolute(kept, account()) == address


@pytest.mark.parametrize(
    "link",
    [
        "https://elsewhere.test/x",
        "http://trio.test/x",
        "https://trio.test:8443/x",
        "https://trio.test.elsewhere.test/x",
        "https://trio.test@elsewhere.test/x",
        "//elsewhere.test/trio/x",
        "https://trio.test\\@elsewhere.test/x",
    ],
)
def test_a_link_to_another_server_is_told_apart(link: str) -> None:
    kept = links.kept(link, account())

    assert kept is not None
    assert not links.is_own(kept)
    assert "//" in links.absolute(kept, account())


@pytest.mark.parametrize(
    "link",
    [
        "mailto:a@trio.test",
        "javascript:alert(1)",
        "http://[",
        "//[x",
        "https://trio.test/a b",
        "/a\nb",
        "/\u202e",
    ],
)
def test_what_is_no_address_is_no_link(link: str) -> None:
    assert links.kept(link, account()) is None


def test_an_address_without_a_path_below_it_is_understood_too() -> None:
    bare = account("http://127.0.0.1:4000")

    assert links.kept("http://127.0.0.1:4000/x", bare) == "/x"
    assert links.kept("/x", bare) == "/x"
    assert links.absolute("/x", bare) == "http://127.0.0.1:4000/x"
