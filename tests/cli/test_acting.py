"""actions, candidates, do: on a terminal and in scripts, at practice vendors on sockets."""

import io
from collections.abc import Iterator

import pytest

from app.domain import Intent
from app.places import Places
from app.secrets import Key
from app.store.reader import Reader
from app.vendors.trio.rendering import shift_number
from app.world import Need
from tests.acting import PAGE, SAID, calm, saying
from tests.cli.acting import CREATE, DONE, Shop, shop
from tests.cli.desk import KEY, Desk
from tests.servers import free_port

PROBLEM = {"title": "Bad Request", "status": 400, "detail": SAID}


@pytest.fixture
def trio(desk: Desk) -> Iterator[Shop]:
    with shop(desk, "trio") as made:
        yield made


@pytest.fixture
def shiftboard(desk: Desk) -> Iterator[Shop]:
    with shop(desk, "shiftboard") as made:
        yield made


@pytest.fixture
def fourspaces(desk: Desk) -> Iterator[Shop]:
    with shop(desk, "fourspaces") as made:
        yield made


def test_an_action_is_done_and_told_as_one_document(trio: Shop) -> None:
    ref = trio.where("claim")
    done = trio.desk.json("do", "claim", ref)
    assert done.keys() == DONE
    assert (done["ref"], done["action"], done["outcome"], done["result_ref"]) == (
        ref,
        "claim",
        "succeeded",
        None,
    )
    assert done["id"] == 1
    assert done["message"]
    assert done["shift"]["state"] == "pending"
    assert done["shift"]["ref"] == ref
    assert "could not be checked" in trio.desk.told  # nobody was named

    shown = trio.shift(ref)
    assert {name: shown[name] for name in done["shift"]} == done["shift"]
    (record,) = shown["outbox"]
    assert (record["id"], record["state"], record["attempts"]) == (1, "succeeded", 1)
    changes = trio.desk.json("changes")
    assert {one["kind"] for one in changes} == {"assigned", "status"}
    assert all(one["by"] and one["acknowledged_at"] for one in changes)
    assert trio.desk.json("changes", "--unacknowledged") == []
    assert trio.acted == 1


def test_in_a_table_it_is_told_as_facts(trio: Shop) -> None:
    ref = trio.where("claim")
    said = trio.desk("do", "claim", ref)
    assert "outcome  succeeded" in said
    assert f"callboard do decline {ref}" in said
    assert trio.desk("show", ref).count("succeeded") == 1


def test_ref_may_be_a_number_or_a_beginning_and_must_be_unique(trio: Shop) -> None:
    ref = trio.where("claim")
    number = trio.shift(ref)["number"]
    assert trio.desk.json("do", "claim", number)["ref"] == ref
    trio.desk("do", "claim", "trio:", code=2)
    assert "may mean several shifts" in trio.desk.told
    trio.desk("do", "claim", "nobody:1", code=2)
    assert "no connection “nobody”" in trio.desk.told
    trio.desk("do", "claim", "nonsense", code=2)
    assert len(trio.outbox("--all")) == 1


WRONG: list[tuple[str, tuple[str, ...], str]] = [
    ("teleport", (), "There is no action “teleport” here."),
    ("clam", (), "Did you mean “claim”?"),
    ("claim", ("candidate=1",), "candidate: There is no such parameter; there are: candidate_id."),
    ("claim", ("candidate_id=",), "candidate_id: "),
    ("claim", ("candidate_id=1", "candidate_id=2"), "candidate_id is given twice"),
    ("claim", ("candidate_id",), "“candidate_id” should be NAME=VALUE"),
    ("claim", ("=1",), "“=1” should be NAME=VALUE"),
]
UNFIT: list[tuple[tuple[str, ...], str]] = [
    ((), "name: It is needed."),
    (("name=N", "start=22:00"), "minutes: It is needed."),
    (("name=N", "start=22:00", "minutes=2881"), "minutes: "),
    (("name=N", "start=22:00", "minutes=0"), "minutes: "),
    (("name=N", "start=22:00", "minutes=long"), "minutes should be a whole number, not “long”."),
    (("name=N", "start=22:00", "minutes=1", "member_ids=1,x"), "member_ids should be a whole number"),
    (("name=N", "start=22:00", "minutes=1", "valid_from=tomorrow"), "valid_from should be a date"),
    (
        ("name=N", "start=22:00", "minutes=1", "valid_from=2026-12-02", "valid_to=2026-12-01"),
        "the last day is before the first one",
    ),
]


def settings(*pairs: str) -> list[str]:
    """Return parameters as they are typed."""
    return [word for pair in pairs for word in ("--set", pair)]


def test_wrong_use_is_two_says_why_and_leaves_no_trace(trio: Shop) -> None:
    ref = trio.where("claim")
    for action, pairs, why in WRONG:
        assert trio.desk("do", action, ref, *settings(*pairs), "--format", "json", code=2) == ""
        assert why in trio.desk.told
    assert trio.outbox("--all") == []
    assert trio.acted == 0


def test_parameters_that_do_not_fit_are_told_by_name(fourspaces: Shop) -> None:
    for pairs, why in UNFIT:
        fourspaces.desk("do", "create-shift", "fourspaces", *settings(*pairs), code=2)
        assert why in fourspaces.desk.told
    assert fourspaces.outbox("--all") == []
    assert fourspaces.acted == 0


def test_a_recurring_shift_is_made_at_a_connection(fourspaces: Shop) -> None:
    done = fourspaces.desk.json("do", "create-shift", "fourspaces", *CREATE, "--set", "member_ids=")
    assert (done["ref"], done["outcome"]) == ("fourspaces", "succeeded")
    assert done["result_ref"] == done["shift"]["ref"]
    assert done["shift"]["title"] == "Nachtdienst"
    (record,) = fourspaces.outbox("--all")
    assert record["ref"] == "fourspaces"
    assert record["parameters"] == {"name": "Nachtdienst", "start": "22:00", "minutes": 480, "member_ids": []}
    assert "succeeded" in fourspaces.desk(
        "do", "create-shift", "fourspaces", *CREATE, "--set", "valid_to=2026-12-31"
    )


def test_a_refusal_is_one_with_the_vendors_words(trio: Shop) -> None:
    for n, status in enumerate((400, 401, 403, 404, 409, 429), 1):
        trio.lines["trio"].fate = saying(status, {**PROBLEM, "status": status}, "application/problem+json")
        done = trio.desk.json("do", "claim", trio.where("claim"), code=1)
        assert (done["id"], done["outcome"]) == (n, "refused")
        assert SAID in done["message"]
        assert done["shift"]["state"] == "open"
    assert trio.outbox() == []


def test_what_nobody_knows_is_three_and_reconcile_finds_it_out(trio: Shop) -> None:
    ref = trio.where("claim")
    for n, fate in enumerate((saying(500, PROBLEM), saying(200, PAGE, "text/html"), saying(408)), 1):
        trio.lines["trio"].fate = fate
        done = trio.desk.json("do", "claim", ref, code=3)
        assert done["outcome"] == "unknown"
        assert done["shift"]["state"] == "open"
        trio.lines["trio"].fate = calm
        assert trio.desk.json("do", "claim", ref, code=1)["id"] is None

        (row,) = trio.desk.json("reconcile")
        assert row.keys() == {"id", "ref", "action", "state", "message"}
        assert (row["id"], row["ref"], row["action"], row["state"]) == (done["id"], ref, "claim", "refused")
        assert row["message"].startswith("It did not arrive, nothing was changed.")
        assert trio.acted == n
    assert trio.desk.json("do", "claim", ref)["outcome"] == "succeeded"


def test_what_was_done_in_spite_of_a_lost_answer_is_seen(trio: Shop) -> None:
    trio.lines["trio"].fate = saying(502, PAGE, "text/html", done=True)
    done = trio.desk.json("do", "claim", trio.where("claim"))
    assert (done["outcome"], done["shift"]["state"]) == ("succeeded", "pending")
    assert trio.acted == 1


def test_nothing_leaves_for_a_vendor_that_is_down(trio: Shop) -> None:
    ref = trio.where("claim")
    trio.desk.alter("trio", base_url=f"http://127.0.0.1:{free_port()}/trio")
    done = trio.desk.json("do", "claim", ref, code=1)
    assert done["outcome"] == "refused"
    assert "refuses connections" in done["message"]
    assert "Nothing was sent." in done["message"]
    waiting = trio.desk.json("do", "claim", ref, "--queue", code=4)
    assert waiting["outcome"] == "queued"
    assert trio.acted == 0


def test_a_blocked_action_says_why_and_sends_nothing(trio: Shop) -> None:
    ref = trio.where("claim")
    done = trio.desk.json("do", "release", ref, "--yes", code=1)
    assert (done["id"], done["outcome"]) == (None, "refused")
    assert done["message"] == "Nobody stands on it, so there is nothing to release. Nothing was sent."
    assert done["shift"]["ref"] == ref
    assert trio.acted == 0


def test_what_can_be_done_is_listed_from_the_cache(trio: Shop) -> None:
    ref = trio.where("claim")
    trio.desk.alter("trio", base_url="http://127.0.0.1:9/trio")
    found = trio.desk.json("actions", ref)
    assert {"claim", "confirm", "decline", "release"} <= {one["name"] for one in found}
    assert all(one.keys() >= {"name", "label", "enabled", "reason", "parameters"} for one in found)
    by_name = {one["name"]: one for one in found}
    assert (by_name["claim"]["enabled"], by_name["claim"]["reason"]) == (True, None)
    assert by_name["confirm"]["enabled"] is False
    assert by_name["confirm"]["reason"] == "Nobody has claimed it yet."
    assert by_name["claim"]["parameters"]["properties"].keys() == {"candidate_id"}
    assert all(one["enabled"] is (one["reason"] is None) for one in found)
    assert "Nobody has claimed it yet." in trio.desk("actions", ref)


def test_while_one_is_open_nothing_else_is_enabled(trio: Shop) -> None:
    ref = trio.where("claim")
    trio.lines["trio"].fate = saying(500)
    trio.desk("do", "claim", ref, code=3)
    found = trio.desk.json("actions", ref)
    assert not any(one["enabled"] for one in found)
    assert all("it is not known whether it arrived" in one["reason"] for one in found)


def test_of_a_vendor_that_only_reads_nothing_is_listed_and_nothing_is_done(desk: Desk) -> None:
    with shop(desk, "utrac") as made:
        ref = desk.json("shifts")[0]["ref"]
        assert desk.json("actions", ref) == []
        assert desk.json("actions", "utrac") == []
        desk("do", "confirm", ref, code=2)
        assert "has no actions" in desk.told
        assert made.outbox("--all") == []


def test_of_a_connection_itself_its_own_actions_are_listed(fourspaces: Shop) -> None:
    (create,) = fourspaces.desk.json("actions", "fourspaces")
    assert (create["name"], create["enabled"], create["reason"]) == ("create-shift", True, None)
    assert {"name", "team_id", "start", "end", "minutes", "valid_from", "valid_to", "member_ids"} == set(
        create["parameters"]["properties"]
    )
    fourspaces.desk("actions", "nowhere:1", code=2)


def test_who_can_take_a_shift_is_asked_of_the_vendor(shiftboard: Shop) -> None:
    ref = shiftboard.where("assign", "shiftboard")
    found = shiftboard.desk.json("candidates", ref)
    assert all(one.keys() == {"id", "name", "eligible", "reasons"} for one in found)
    eligible = [one["eligible"] for one in found]
    assert eligible == sorted(eligible, reverse=True)
    assert {True, False} == set(eligible)
    assert all(bool(one["reasons"]) is not one["eligible"] for one in found)
    able = next(one["id"] for one in found if one["eligible"])
    done = shiftboard.desk.json(
        "do", "assign", ref, "--set", f"person_id={able}", "--set", "publish=true", "--reason", "x"
    )
    assert done["outcome"] == "succeeded"
    assert shiftboard.outbox("--all")[0]["parameters"] == {"person_id": able, "publish": True}
    assert able in shiftboard.desk("candidates", done["result_ref"] or ref)


def test_where_a_vendor_has_no_such_list_the_people_it_has_shown_are_named(trio: Shop) -> None:
    found = trio.desk.json("candidates", trio.where("claim"))
    assert found
    assert all(one["eligible"] is None and one["reasons"] == [] for one in found)
    assert [one["name"] for one in found] == sorted(one["name"] for one in found)


def test_candidates_of_a_vendor_that_is_down_are_a_failure(shiftboard: Shop) -> None:
    ref = shiftboard.where("assign", "shiftboard")
    shiftboard.desk.alter("shiftboard", base_url=f"http://127.0.0.1:{free_port()}")
    shiftboard.desk("candidates", ref, code=1)
    assert "refuses connections" in shiftboard.desk.told


class Terminal(io.StringIO):
    """A standard input at which somebody sits."""

    def isatty(self) -> bool:
        return True


def test_a_dangerous_action_asks_on_a_terminal_and_takes_only_a_clear_yes(trio: Shop) -> None:
    ref = trio.where("decline")
    for typed in ("n\n", "\n", "", "yep\n"):
        trio.desk.patch.setattr("sys.stdin", Terminal(typed))
        done = trio.desk.json("do", "decline", ref, code=1)
        assert "Decline: " in trio.desk.told
        assert "Go on? [y/N] " in trio.desk.told
        assert (done["id"], done["outcome"]) == (None, "refused")
        assert done["message"] == "You did not agree; nothing was sent."
    assert trio.acted == 0
    assert trio.outbox("--all") == []
    trio.desk.patch.setattr("sys.stdin", Terminal("YES\n"))
    assert trio.desk.json("do", "decline", ref)["outcome"] == "succeeded"


def test_it_does_not_ask_with_yes_nor_where_nobody_sits_nor_for_what_is_harmless(trio: Shop) -> None:
    trio.desk.patch.setattr("sys.stdin", Terminal(""))
    assert trio.desk.json("do", "decline", trio.where("decline"), "--yes")["outcome"] == "succeeded"
    assert trio.desk.json("do", "claim", trio.where("claim"))["outcome"] == "succeeded"
    trio.desk.patch.setattr("sys.stdin", io.StringIO(""))
    assert trio.desk.json("do", "decline", trio.where("decline"))["outcome"] == "succeeded"
    assert "Go on" not in trio.desk.told


def test_what_a_check_finds_is_told_and_needs_a_reason(trio: Shop) -> None:
    taken = next(
        one
        for one in trio.desk.json("shifts", "--from", "+2")
        if one["assignments"] and one["state"] in {"assigned", "confirmed"}
    )
    ref = trio.where("claim")
    need, other = need_behind(trio, taken["ref"]), need_behind(trio, ref)
    other.start, other.end, other.role, other.site = need.start, need.end, need.role, need.site
    trio.desk("sync")
    who = ("--set", f"candidate_id={taken['assignments'][0]['person_id']}")

    refused = trio.desk.json("do", "claim", ref, *who, code=1)
    assert (refused["id"], refused["outcome"]) == (None, "refused")
    assert "is on another shift then" in refused["message"]
    assert trio.acted == 0
    done = trio.desk.json("do", "claim", ref, *who, "--reason", "both agreed")
    assert done["outcome"] == "succeeded"
    assert "is on another shift then" in trio.desk.told
    (on_record,) = intents(trio.desk.places)
    assert on_record.reason == "both agreed"


def need_behind(trio: Shop, ref: str) -> Need:
    """Return what the market knows of a shift of Trio's."""
    number = shift_number(ref.partition(":")[2])
    assert number is not None
    return trio.market.world.needs["trio"][number]


def intents(places: Places) -> list[Intent]:
    """Return the intents on record."""
    reader = Reader.open(places, Key(KEY))
    try:
        return reader.intents()
    finally:
        reader.close()


def test_a_shift_that_the_cache_does_not_know_is_read_first(trio: Shop) -> None:
    ref = trio.where("claim")
    trio.desk.places.mirror.unlink()
    done = trio.desk.json("do", "claim", ref)
    assert (done["outcome"], done["ref"]) == ("succeeded", ref)
    unknown = trio.desk.json("do", "claim", "trio:497f6eca-6276-4993-bfeb-53cbbbba6f08", code=1)
    assert (unknown["id"], unknown["outcome"], unknown["shift"]) == (None, "refused", None)
