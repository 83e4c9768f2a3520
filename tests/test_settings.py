from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

from app import connections_file, settings
from app.errors import Failed, Unusable
from app.places import Places
from app.settings import ConnectionSettings, Settings, credentials, load, save
from app.vendors import VENDORS
from app.zones import zone

GOOD = """\
# the agency's own account
[connections.trio-east]
vendor = "trio"
base_url = "https://trio.example/api/"   # as they wrote it
timezone = "America/New_York"
window_back = 3

[connections.trio-east.zones]
"Mercy General" = "America/Chicago"
CA = "America/Los_Angeles"
"""


@pytest.fixture
def places() -> Places:
    return Places.find().made()


def loaded(places: Places, text: str) -> Settings:
    places.connections_file.write_text(text, "utf-8")
    return load(places, VENDORS)


def table(name: str, **values: Any) -> str:
    """Return a table that is right but for the values given; None leaves a key out."""
    good = {"vendor": "trio", "base_url": "https://trio.example", "timezone": "Europe/London"}
    lines = [f"{key} = {value!r}" for key, value in {**good, **values}.items() if value is not None]
    return "\n".join([f"[connections.{name}]", *lines, ""]).replace("True", "true")


def test_no_file_is_no_connections(places: Places) -> None:
    assert load(places, VENDORS) == Settings()


def test_a_connection_is_read_with_what_is_usual(places: Places) -> None:
    found = loaded(places, GOOD)
    assert found.problems == []
    trio = found.connections["trio-east"]
    assert (trio.base_url, trio.window_back, trio.window_ahead) == ("https://trio.example/api", 3, 60)
    assert (trio.enabled, trio.timeout, trio.connect_timeout, trio.idle_timeout) == (True, 30, 5, 10)
    assert (trio.settle_after, trio.keep_past, trio.portal_url) == (10, 90, None)
    zones = trio.account().zones
    assert zones.of("MERCY GENERAL", "CA") == zone("America/Chicago")
    assert zones.of("Elsewhere", "CA") == zone("America/Los_Angeles")
    assert zones.of() == zone("America/New_York")
    assert trio.limits().idle == 10


@pytest.mark.parametrize(
    ("vendor", "seconds"), [("trio", 60), ("shiftboard", 20), ("utrac", 120), ("fourspaces", 300)]
)
def test_each_vendor_is_asked_as_often_as_it_bears(places: Places, vendor: str, seconds: float) -> None:
    assert loaded(places, table("x", vendor=vendor)).connections["x"].poll_every == seconds


def test_a_vendors_own_keys_are_known_for_it_alone(places: Places) -> None:
    found = loaded(
        places, table("rota", vendor="fourspaces", end_time="offset") + table("other", end_time="offset")
    )
    assert found.connections["rota"].extra.model_dump()["end_time"] == "offset"
    assert [problem.key for problem in found.problems] == ["end_time"]


@pytest.mark.parametrize(
    ("values", "key", "words"),
    [
        ({"vendor": None}, "vendor", "“vendor” is missing. Add one of these: fourspaces, shiftboard"),
        ({"vendor": "trioo"}, "vendor", "should be one of these"),
        ({"vendor": 7}, "vendor", "should be one of these"),
        ({"base_url": None}, "base_url", "“base_url” is missing; add a line such as base_url = \"https://"),
        ({"timezone": None}, "timezone", "“timezone” is missing; add a line such as timezone ="),
        ({"base_url": "trio.example"}, "base_url", "should be an address such as https://"),
        ({"base_url": "ftp://trio.example"}, "base_url", "should be an address"),
        ({"base_url": "https://"}, "base_url", "should be an address"),
        ({"base_url": "https://trio.example:99999"}, "base_url", "should be an address"),
        ({"base_url": "https://trio.example/a b"}, "base_url", "should be an address"),
        ({"base_url": "http://trio.example"}, "base_url", "must begin with https://"),
        ({"base_url": "http://127.0.0.1.example"}, "base_url", "must begin with https://"),
        ({"base_url": "https://trio.example?key=1"}, "base_url", "must end before any “?”"),
        ({"base_url": 7}, "base_url", "should be a valid string"),
        ({"timezone": "Europe/Londn"}, "timezone", "is “Europe/Londn”, which is no time zone; write"),
        ({"timezone": "../../etc/passwd"}, "timezone", "no time zone"),
        ({"poll_every": 9}, "poll_every", "should be greater than or equal to 10"),
        ({"poll_every": float("nan")}, "poll_every", "should be"),
        ({"poll_every": "60"}, "poll_every", "should be a valid number"),
        ({"window_back": -1}, "window_back", "should be greater than or equal to 0"),
        ({"window_back": True}, "window_back", "should be a valid integer"),
        ({"portal_url": "javascript:alert(1)"}, "portal_url", "should be an address"),
        ({"zones": {}} | {"window_bck": 7}, "window_bck", "is not a known key; did you mean “window_back”?"),
        ({"zzz": 7}, "zzz", "is not a known key; remove it"),
    ],
)  # fmt: skip
def test_a_fault_is_told_with_file_key_and_remedy_and_the_others_load(
    places: Places, values: dict[str, Any], key: str, words: str
) -> None:
    found = loaded(places, table("bad", **values) + table("good"))
    assert list(found.connections) == ["good"]
    (problem,) = found.problems
    assert (problem.connection, problem.key) == ("bad", key)
    assert words in problem.sentence
    assert f"[connections.bad] in {places.connections_file}: “{key}”" in problem.sentence


def test_all_faults_of_a_connection_are_told_at_once(places: Places) -> None:
    found = loaded(places, table("bad", base_url=None, timezone="Mars", tiemout=3))
    assert {problem.key for problem in found.problems} == {"base_url", "timezone", "tiemout"}


def test_a_password_in_an_address_is_refused_and_not_repeated(places: Places) -> None:
    (problem,) = loaded(places, table("bad", base_url="https://ann:swordfish@trio.example")).problems
    assert "must not hold a user name or password" in problem.sentence
    assert "swordfish" not in problem.sentence


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "127.1.2.3", "[::1]"])
def test_plain_http_is_for_this_machine(places: Places, host: str) -> None:
    assert "x" in loaded(places, table("x", base_url=f"http://{host}:4000/trio")).connections


def test_a_bad_zone_of_a_facility_is_a_fault(places: Places) -> None:
    (problem,) = loaded(places, GOOD.replace("America/Chicago", "Chicago")).problems
    assert problem.key == "zones.Mercy General"


@pytest.mark.parametrize("name", ["Trio", "-x", "a_b", '"a b"', '"x\\u0007"'])
def test_a_name_has_small_letters_digits_and_hyphens(places: Places, name: str) -> None:
    found = loaded(places, table(name) + table("good"))
    assert list(found.connections) == ["good"]
    assert "cannot be a connection's name" in found.problems[0].sentence


def test_a_name_given_twice_costs_only_its_own(places: Places) -> None:
    found = loaded(places, table("good") + table("twin") + "\n" + table("twin"))
    assert list(found.connections) == ["good"]
    (problem,) = found.problems
    assert problem.connection == "twin"
    assert "[connections.twin] stands there more than once, at the lines 5 and 10" in problem.sentence


def test_a_line_that_is_no_toml_costs_only_its_own(places: Places) -> None:
    found = loaded(places, table("bad") + "window_back = = 7\n" + GOOD)
    assert list(found.connections) == ["trio-east"]
    assert found.connections["trio-east"].zones["CA"] == "America/Los_Angeles"
    (problem,) = found.problems
    assert problem.connection == "bad"
    assert "at line 5" in problem.sentence


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"\xff\xfe", "is not UTF-8 text, at line 1"),
        (b"connections = 3", "“connections” should be tables"),
        (b"[connections]\nx = 3", "“x” should be a table"),
        (b"[connection.x]\nvendor = 'trio'", "“connection” is not known here"),
        (b"a = " + b"[" * 100_000, "cannot be read"),
        (b"= 3", "cannot be read"),
        (b"connections.x.timeout = " + b"1" * 5000, "cannot be read"),
    ],
)
def test_a_file_that_is_something_else_is_told(places: Places, content: bytes, words: str) -> None:
    places.connections_file.write_bytes(content)
    found = load(places, VENDORS)
    assert found.connections == {}
    assert words in found.problems[0].sentence
    assert str(places.connections_file) in found.problems[0].sentence


def test_a_byte_order_mark_and_windows_lines_do_no_harm(places: Places) -> None:
    places.connections_file.write_bytes(b"\xef\xbb\xbf" + GOOD.replace("\n", "\r\n").encode())
    assert list(load(places, VENDORS).connections) == ["trio-east"]


def test_saving_keeps_comments_order_and_what_is_not_named(places: Places) -> None:
    loaded(places, GOOD + table("last"))
    save(places, VENDORS, "trio-east", {"window_back": None, "enabled": False, "timezone": "Europe/Paris"})
    text = places.connections_file.read_text()
    assert text.startswith("# the agency's own account\n[connections.trio-east]")
    assert "# as they wrote it" in text
    assert "window_back" not in text
    trio = load(places, VENDORS).connections["trio-east"]
    assert (trio.enabled, trio.timezone, trio.zones["CA"]) == (False, "Europe/Paris", "America/Los_Angeles")
    assert list(load(places, VENDORS).connections) == ["trio-east", "last"]


def test_a_first_connection_makes_a_private_file(places: Places) -> None:
    values = {"vendor": "trio", "base_url": "https://trio.example", "timezone": "UTC", "zones": {"CA": "UTC"}}
    assert isinstance(save(places, VENDORS, "new", values), ConnectionSettings)
    assert load(places, VENDORS).connections["new"].zones == {"CA": "UTC"}
    assert places.connections_file.stat().st_mode & 0o777 == 0o600


def test_what_would_be_wrong_is_not_saved(places: Places) -> None:
    loaded(places, GOOD)
    with pytest.raises(Unusable, match=r"“trio-east” was not saved: “poll_every” should be greater"):
        save(places, VENDORS, "trio-east", {"poll_every": 1})
    assert places.connections_file.read_text() == GOOD


def test_a_file_that_cannot_be_understood_is_not_rewritten(places: Places) -> None:
    loaded(places, "= 3\n" + GOOD)
    with pytest.raises(Unusable, match="Mend it first"):
        save(places, VENDORS, "trio-east", {"enabled": False})
    with pytest.raises(Unusable, match="Mend it first"):
        settings.drop(places, "trio-east")
    assert places.connections_file.read_text() == "= 3\n" + GOOD


def test_dropping_takes_the_connection_with_all_its_tables(places: Places) -> None:
    loaded(places, table("first") + GOOD + table("last"))
    settings.drop(places, "trio-east")
    settings.drop(places, "never-there")
    assert list(load(places, VENDORS).connections) == ["first", "last"]
    assert "Mercy" not in places.connections_file.read_text()


def test_a_link_to_the_file_stays_a_link(places: Places, tmp_path: Path) -> None:
    real = tmp_path / "dotfiles.toml"
    real.write_text(GOOD)
    places.connections_file.symlink_to(real)
    settings.drop(places, "trio-east")
    assert places.connections_file.is_symlink()
    assert "trio-east" not in real.read_text()


def test_a_folder_in_the_files_place_is_told(places: Places) -> None:
    places.connections_file.mkdir()
    assert "cannot be read" in load(places, VENDORS).problems[0].sentence
    with pytest.raises(Failed, match="stands as it was"):
        connections_file.write(places.connections_file, "x", {})


def test_secrets_become_credentials() -> None:
    made = credentials(VENDORS["trio"], "x", {"api_key": "swordfish"})
    assert made.api_key == SecretStr("swordfish")  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("vendor", "secrets", "words"),
    [
        ("trio", {}, "“my-trio” cannot sign in: its api_key is missing"),
        ("shiftboard", {}, "its access_key_id and signature_key are missing"),
        ("fourspaces", {"username": "swordfish"}, "either a username and a password, or a bearer_token"),
        ("trio", {"api_key": "k", "apikey": "swordfish"}, "Trio knows no secret “apikey”, only api_key"),
    ],
)
def test_what_is_missing_is_named_with_the_remedy_and_no_secret(
    vendor: str, secrets: dict[str, str], words: str
) -> None:
    with pytest.raises(Unusable) as caught:
        credentials(VENDORS[vendor], "my-trio", secrets)
    assert words in str(caught.value)
    assert "callboard connections secrets my-trio" in str(caught.value)
    assert "CALLBOARD_SECRET_MY_TRIO_" in str(caught.value)
    assert "swordfish" not in str(caught.value)
