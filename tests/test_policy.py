"""What an administrator lays down holds, is told, and cannot be changed by a user."""

import json
from pathlib import Path

import pytest

from app import policy, settings
from app.cli import main
from app.errors import Unusable
from app.places import Places
from app.vendors import VENDORS
from app.way import Way, proxy_amiss
from tests.test_settings import table

LAID_DOWN = """\
proxy = "http://proxy.example:3128"
certificates = "/etc/callboard/authority.pem"
keep_past = 30

[connections.trio-east]
vendor = "trio"
base_url = "https://trio.example"
timezone = "Europe/London"
"""


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "policy.toml"
    monkeypatch.setattr(policy, "path", lambda: path)
    return path


@pytest.fixture
def places() -> Places:
    return Places.find().made()


def test_without_a_policy_nothing_is_locked(file: Path, places: Places) -> None:
    places.connections_file.write_text(table("north"), "utf-8")
    found = settings.load(places, VENDORS).connections["north"]
    assert (found.keep_past, found.way()) == (90, Way())
    assert policy.load().locked("north") == {}


def test_a_connection_that_is_laid_down_is_there_without_a_file_of_the_users(
    file: Path, places: Places
) -> None:
    file.write_text(LAID_DOWN, "utf-8")
    found = settings.load(places, VENDORS)
    assert found.problems == []
    trio = found.connections["trio-east"]
    assert (trio.base_url, trio.keep_past) == ("https://trio.example", 30)
    assert trio.way() == Way("http://proxy.example:3128", "/etc/callboard/authority.pem")


@pytest.mark.parametrize(
    ("text", "told"),
    [("connections = 1", "should be tables"), ("[connections]\neast = 1", "should be a table")],
)
def test_connections_that_are_no_tables_are_told(file: Path, text: str, told: str) -> None:
    file.write_text(f"keep_past = 30\n{text}", "utf-8")
    found = policy.load()
    assert [told in one.sentence for one in found.problems] == [True]
    assert found.shared == {"keep_past": 30}


def test_a_policy_that_a_user_has_put_there_is_not_in_force(
    file: Path, places: Places, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As Windows tells it: there anybody may make folders below ProgramData."""
    monkeypatch.setattr(policy, "is_administrators", lambda path: False)
    file.write_text(LAID_DOWN, "utf-8")
    found = settings.load(places, VENDORS)
    assert found.connections == {}
    assert "does not belong to the administrators" in found.problems[0].sentence


def test_what_is_laid_down_for_all_holds_for_a_users_own_connection(file: Path, places: Places) -> None:
    file.write_text(LAID_DOWN, "utf-8")
    places.connections_file.write_text(table("north", proxy="none", keep_past=900), "utf-8")
    found = settings.load(places, VENDORS).connections["north"]
    assert (found.proxy, found.keep_past) == ("http://proxy.example:3128", 30)


def test_a_user_may_change_what_is_not_locked_and_nothing_else(file: Path, places: Places) -> None:
    file.write_text(LAID_DOWN, "utf-8")
    kept = settings.save(places, VENDORS, "trio-east", {"base_url": "https://trio.example", "window_back": 3})
    assert kept.window_back == 3
    assert "base_url" not in places.connections_file.read_text("utf-8")  # it stays the policy's
    with pytest.raises(Unusable, match=r"policy\.toml lays down its base_url"):
        settings.save(places, VENDORS, "trio-east", {"base_url": "https://elsewhere.example"})
    with pytest.raises(Unusable, match=r"policy\.toml lays it down"):
        settings.drop(places, "trio-east")
    assert "trio-east" in settings.load(places, VENDORS).connections


def test_other_connections_can_be_ruled_out(file: Path, places: Places) -> None:
    places.connections_file.write_text(table("north"), "utf-8")
    file.write_text("only_these = true\n" + LAID_DOWN, "utf-8")
    found = settings.load(places, VENDORS)
    assert list(found.connections) == ["trio-east"]
    assert [problem.connection for problem in found.problems] == ["north"]
    with pytest.raises(Unusable, match="allows no connections but its own"):
        settings.save(places, VENDORS, "south", {"vendor": "trio"})


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("proxy = 3\nkeep_past = 30", "“proxy” should be a text"),
        ("proxi = 'none'\nkeep_past = 30", "“proxi” is not known here"),
        ("keep_past = true", "“keep_past” should be a number"),
        ("[connections.North]\n", "“North” cannot be a connection's name"),
    ],
)
def test_a_fault_in_a_policy_costs_only_itself(file: Path, text: str, said: str) -> None:
    file.write_text(text, "utf-8")
    found = policy.load()
    assert [said in problem.sentence and str(file) in problem.sentence for problem in found.problems] == [
        True
    ]
    assert found.shared == ({"keep_past": 30} if "30" in text else {})


def test_a_policy_that_cannot_be_read_is_told_by_doctor(
    file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file.write_text("proxy = \n", "utf-8")
    assert main(["doctor", "--offline", "--format", "json"]) == 2
    told = json.loads(capsys.readouterr().out)
    assert str(file) in told["problems"][0]
    assert told["policy"]["found"] is True


def test_doctor_tells_what_is_locked(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file.write_text(LAID_DOWN, "utf-8")
    main(["doctor", "--offline", "--format", "json"])
    told = json.loads(capsys.readouterr().out)["policy"]
    assert (told["file"], told["keep_past"], told["connections"]) == (str(file), 30, ["trio-east"])
    main(["doctor", "--offline"])
    assert str(file) in capsys.readouterr().out


def test_the_example_for_administrators_is_a_policy_without_a_fault(file: Path, places: Places) -> None:
    example = Path(__file__).parents[1] / "packaging" / "policy.toml.example"
    file.write_bytes(example.read_bytes())
    assert policy.load().problems == []
    file.write_text(example.read_text("utf-8").replace("# ", "").partition("=====\n")[2], "utf-8")
    assert settings.load(places, VENDORS).problems == []
    assert policy.load().connections


@pytest.mark.parametrize("text", ["ftp://proxy.example", "proxy.example:3128", "http://u:p@proxy.example"])
def test_a_proxy_is_an_address_without_a_password(text: str) -> None:
    assert proxy_amiss(text)
    assert not proxy_amiss("http://proxy.example:3128")
