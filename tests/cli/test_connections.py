import io
import stat

import pytest

from app.secrets import Secrets
from tests.cli.desk import Desk
from tests.servers import Rude, reply

ADD = ("connections", "add", "trio-east", "--vendor", "trio", "--base-url", "https://trio.example/api")
LONDON = ("--timezone", "Europe/London")
ROW = {
    "name", "vendor", "base_url", "timezone", "enabled", "window_back", "window_ahead", "poll_every",
    "portal_url", "shifts", "rejected", "as_of", "failing_since", "error", "problem",
}  # fmt: skip


class Terminal(io.StringIO):
    """Somebody sits at it."""

    def isatty(self) -> bool:
        return True


def test_a_connection_is_added_with_its_secrets_and_listed(desk: Desk) -> None:
    added = desk.json(*ADD, *LONDON, "--secrets-stdin", typed="api_key=swordfish\n")
    (listed,) = desk.json("connections", "list")
    assert added == listed
    assert set(listed) == ROW
    assert (listed["name"], listed["vendor"], listed["poll_every"]) == ("trio-east", "trio", 60)
    assert Secrets(desk.places).read("trio-east", ["api_key"]) == {"api_key": "swordfish"}


def test_no_secret_is_shown_or_stands_in_a_readable_file(desk: Desk) -> None:
    desk(*ADD, *LONDON, "--secrets-stdin", "--verbose", typed="api_key=swordfish\n")
    seen = desk.said + desk.told
    for command in (["connections", "list"], ["doctor", "--offline"]):
        seen += desk(*command) + desk.told + desk(*command, "--format", "json")
    assert "swordfish" not in seen
    for path in desk.places.config.parent.rglob("*"):
        if path.is_file():
            assert b"swordfish" not in path.read_bytes(), path
            assert stat.S_IMODE(path.stat().st_mode) == 0o600, path
        else:
            assert stat.S_IMODE(path.stat().st_mode) == 0o700, path


def test_further_keys_are_kept_as_numbers_truths_or_text(desk: Desk) -> None:
    further = (
        "--set",
        "window_ahead=14",
        "--set",
        "enabled=false",
        "--portal-url",
        "https://p.example/{external_id}",
    )
    row = desk.json(*ADD, *LONDON, *further)
    assert (row["window_ahead"], row["enabled"]) == (14, False)
    assert row["portal_url"] == "https://p.example/{external_id}"
    assert "window_ahead = 14" in desk.places.connections_file.read_text()


def test_without_a_zone_the_machines_is_written_down_and_told(desk: Desk) -> None:
    desk.patch.setenv("TZ", "America/Chicago")
    assert desk.json(*ADD)["timezone"] == "America/Chicago"
    assert "America/Chicago, this machine's" in desk.told
    assert 'timezone = "America/Chicago"' in desk.places.connections_file.read_text()


def test_without_secrets_it_is_added_and_says_how_to_enter_them(desk: Desk) -> None:
    desk(*ADD, *LONDON)
    assert "secrets are still missing: callboard connections secrets trio-east" in desk.told
    assert "CALLBOARD_SECRET_TRIO_EAST_API_KEY" in desk.told


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (("add", "Trio East"), "cannot be a connection's name"),
        (("add", "-x"), "required"),
        (("--vendor", "trioo"), "“vendor” should be one of these: fourspaces"),
        (("--base-url", "http://trio.example"), "must begin with https://"),
        (("--base-url", "trio.example"), "should be an address"),
        (("--base-url", "https://ann:swordfish@trio.example"), "must not hold a user name or password"),
        (("--timezone", "Mars/Olympus"), "is “Mars/Olympus”, which is no time zone; write one like"),
        (("--set", "poll_evry=20"), "did you mean “poll_every”?"),
        (("--set", "poll_every=2"), "greater than or equal to 10"),
        (("--set", "poll_every"), "should be NAME=VALUE"),
    ],
)
def test_what_is_wrong_adds_nothing(desk: Desk, change: tuple[str, str], words: str) -> None:
    typed = [*ADD, *LONDON]
    if change[0] in typed:
        typed[typed.index(change[0]) + 1] = change[1]
    else:
        typed += change
    desk(*typed, code=2)
    assert words in desk.told
    assert "swordfish" not in desk.told
    assert not desk.places.connections_file.exists()


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("username=ann\n", "Trio knows no secret “username”, only api_key"),
        ("swordfish\n", "Line 1 of the secrets should be FIELD=VALUE"),
        ("api_key=sword\tfish\n", "was not added"),
    ],
)
def test_secrets_that_cannot_be_right_add_nothing(desk: Desk, typed: str, words: str) -> None:
    desk(*ADD, *LONDON, "--secrets-stdin", code=2, typed=typed)
    assert words in desk.told
    assert "fish" not in desk.told
    assert not desk.places.connections_file.exists()


def test_nothing_stays_of_one_whose_secrets_cannot_be_kept(desk: Desk) -> None:
    desk.places.made().secrets_file.mkdir()
    desk(*ADD, *LONDON, "--secrets-stdin", code=1, typed="api_key=swordfish\n")
    assert desk.json("connections", "list") == []


def test_into_a_file_that_cannot_be_understood_nothing_is_added(desk: Desk) -> None:
    desk.configure("[connections\n")
    desk(*ADD, *LONDON, "--secrets-stdin", code=2, typed="api_key=swordfish\n")
    assert "Mend it first" in desk.told
    assert Secrets(desk.places).read("trio-east", ["api_key"]) == {}


def test_a_second_connection_of_a_name_is_refused(desk: Desk) -> None:
    desk(*ADD, *LONDON)
    before = desk.places.connections_file.read_text()
    desk(*ADD, "--timezone", "UTC", code=2)
    assert "There is a connection “trio-east” already" in desk.told
    assert desk.places.connections_file.read_text() == before


def test_a_faulty_connection_is_listed_with_its_problem_beside_the_good_ones(desk: Desk) -> None:
    desk(*ADD, *LONDON)
    text = desk.places.connections_file.read_text()
    desk.configure(text + '[connections.bad]\nvendor = "utrac"\ntimezone = "UTC"\n')
    good, bad = desk.json("connections", "list", code=2)
    assert (good["name"], good["problem"]) == ("trio-east", None)
    assert set(bad) == ROW
    assert (bad["name"], bad["vendor"]) == ("bad", "utrac")
    assert "“base_url” is missing" in bad["problem"]
    assert bad["problem"] in desk.told


def test_new_secrets_take_the_place_of_all_old_ones(desk: Desk) -> None:
    add = ("connections", "add", "rota", "--vendor", "fourspaces", "--base-url", "https://4.example", *LONDON)
    desk(*add, "--secrets-stdin", typed="username=ann\npassword=pw\n")
    desk("connections", "secrets", "rota", "--secrets-stdin", typed="bearer_token=abc\n")
    secrets = Secrets(desk.places)
    assert secrets.read("rota", ["username", "password", "bearer_token"]) == {"bearer_token": "abc"}
    desk("connections", "secrets", "rota", "--secrets-stdin", typed="username=ann\n", code=2)
    assert secrets.read("rota", ["username", "password", "bearer_token"]) == {"bearer_token": "abc"}


def test_on_a_terminal_each_secret_is_asked_for_without_showing_it(desk: Desk) -> None:
    answers = {"username: ": "ann", "password: ": " pw ", "bearer_token: ": ""}
    desk.patch.setattr("app.cli.connections.getpass", answers.pop)
    desk.patch.setattr("sys.stdin", Terminal())
    add = ("connections", "add", "rota", "--vendor", "fourspaces", "--base-url", "https://4.example", *LONDON)
    desk(*add)
    assert answers == {}
    secrets = Secrets(desk.places).read("rota", ["username", "password", "bearer_token"])
    assert secrets == {"username": "ann", "password": "pw"}


def test_without_a_terminal_nobody_is_asked_for_secrets(desk: Desk) -> None:
    desk(*ADD, *LONDON)
    desk("connections", "secrets", "trio-east", code=2, typed="")
    assert "--secrets-stdin" in desk.told


def test_removing_forgets_the_secrets_and_keeps_the_cache_unless_told(staffed: Desk) -> None:
    staffed("sync", "--connection", "utrac")
    cached = len(staffed.json("shifts"))
    assert staffed.json("connections", "remove", "utrac") == {"name": "utrac", "cached": cached}
    assert len(staffed.json("shifts", "--connection", "utrac")) == cached
    assert "utrac" not in staffed.places.connections_file.read_text()
    assert staffed.json("connections", "remove", "utrac", "--cache") == {"name": "utrac", "cached": 0}
    assert staffed.json("shifts") == []
    staffed("connections", "remove", "utrac", code=2)


def test_a_connection_is_removed_even_where_the_cache_cannot_be_read(staffed: Desk) -> None:
    staffed("sync", "--connection", "trio")
    staffed.patch.setenv("CALLBOARD_DB_KEY", "another")
    staffed("connections", "remove", "trio", "--cache", code=2)
    assert "made with another key" in staffed.told
    staffed("connections", "remove", "trio")
    assert "trio" not in staffed.places.connections_file.read_text()


def test_removing_forgets_secrets_on_file(desk: Desk) -> None:
    desk(*ADD, *LONDON, "--secrets-stdin", typed="api_key=swordfish\n")
    desk("connections", "remove", "trio-east")
    assert Secrets(desk.places).read("trio-east", ["api_key"]) == {}
    assert desk.json("connections", "list") == []


@pytest.mark.parametrize("command", ["remove", "test", "secrets"])
def test_an_unknown_name_is_wrong_use(desk: Desk, command: str) -> None:
    desk(*ADD, *LONDON)
    desk("connections", command, "trio-west", code=2)
    assert "There is no connection “trio-west”. Did you mean “trio-east”?" in desk.told


@pytest.mark.parametrize("name", ["trio", "shiftboard", "utrac", "fourspaces"])
def test_testing_says_what_the_vendor_tells(staffed: Desk, name: str) -> None:
    answer = staffed.json("connections", "test", name)
    assert set(answer) == {"connection", "ok", "account", "facts", "error"}
    assert answer["ok"] is True
    assert answer["account"] or answer["facts"]


def test_testing_with_a_wrong_secret_fails_with_a_sentence(staffed: Desk) -> None:
    staffed.patch.setenv("CALLBOARD_SECRET_TRIO_API_KEY", "swordfish")
    answer = staffed.json("connections", "test", "trio", code=1)
    assert answer["ok"] is False
    assert answer["error"].startswith("trio: The vendor does not accept these credentials (401)")
    assert "swordfish" not in answer["error"] + staffed.told


def test_testing_without_secrets_sends_nothing(desk: Desk) -> None:
    with Rude(then=reply(200, b"{}")) as vendor:
        desk("connections", "add", "x", "--vendor", "trio", "--base-url", vendor.url, *LONDON)
        desk("connections", "test", "x", code=2)
        assert vendor.requests == []
    assert "its api_key is missing" in desk.told
