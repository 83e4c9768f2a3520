"""outbox, reconcile: what waits, is held and is not known, and how it comes to its end."""

import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import apsw
import pytest

from app.places import Places
from app.secrets import Key
from app.store.reader import DESK
from app.vendors.trio.rendering import shift_number
from tests.acting import calm, saying
from tests.cli.acting import Shop, shop
from tests.cli.desk import KEY, Desk
from tests.servers import free_port

SCHEMAS = Path(__file__).parents[1] / "store" / "schemas"
INTENT = {
    "id", "ref", "action", "parameters", "state", "attempts", "created_at", "finished_at", "message",
}  # fmt: skip
DOWN = "http://127.0.0.1:{}/trio"


@pytest.fixture
def trio(desk: Desk) -> Iterator[Shop]:
    with shop(desk, "trio") as made:
        yield made


def queued(trio: Shop) -> str:
    """Let a claim wait, and return its shift's ref; the vendor answers again."""
    ref = trio.where("claim")
    up = trio.address
    trio.desk.alter("trio", base_url=DOWN.format(free_port()))
    assert trio.desk.json("do", "claim", ref, "--queue", code=4)["outcome"] == "queued"
    trio.desk.alter("trio", base_url=up)
    return ref


def moved(trio: Shop, ref: str) -> None:
    """Have a shift begin an hour later, by somebody at its vendor."""
    number = shift_number(ref.partition(":")[2])
    assert number is not None
    trio.market.world.needs["trio"][number].start += timedelta(hours=1)


def test_an_empty_outbox_is_an_empty_list_and_makes_no_file(desk: Desk) -> None:
    assert desk.json("outbox") == []
    assert desk.json("outbox", "--all") == []
    assert desk.json("reconcile") == []
    assert not desk.places.desk.exists()
    desk("outbox", "send", "1", code=2)
    assert "There is no intent 1 in the outbox." in desk.told
    desk("outbox", "withdraw", "1", code=2)
    desk("outbox", "send", "first", code=2)


def test_what_waits_is_listed_and_goes_out_when_it_is_sent(trio: Shop) -> None:
    ref = queued(trio)
    (waiting,) = trio.outbox()
    assert waiting.keys() >= INTENT
    assert (waiting["id"], waiting["ref"], waiting["action"]) == (1, ref, "claim")
    assert (waiting["parameters"], waiting["state"], waiting["finished_at"]) == ({}, "queued", None)
    assert datetime.fromisoformat(waiting["created_at"]).utcoffset() == timedelta()
    assert "it waits until the vendor can be reached" in waiting["message"]
    table = trio.desk("outbox")
    assert "queued" in table
    assert ref[:20] in table
    assert trio.shift(ref)["state"] == "open"  # the cache is what the vendor said

    sent = trio.desk.json("outbox", "send", "1")
    assert (sent["state"], sent["attempts"]) == ("succeeded", waiting["attempts"] + 1)
    assert sent["finished_at"] is not None
    assert trio.shift(ref)["state"] == "pending"
    assert trio.outbox() == []
    assert [one["state"] for one in trio.outbox("--all")] == ["succeeded"]
    trio.desk("outbox", "send", "1", code=2)
    assert "1 does not wait: it is succeeded. Nothing was sent." in trio.desk.told
    trio.desk("outbox", "withdraw", "1", code=2)
    assert trio.acted == 1


def test_what_still_cannot_be_sent_goes_on_waiting_with_four(trio: Shop) -> None:
    queued(trio)
    trio.desk.alter("trio", base_url=DOWN.format(free_port()))
    assert trio.desk.json("outbox", "send", "1", code=4)["state"] == "queued"
    assert trio.acted == 0


def test_what_waits_can_be_taken_back(trio: Shop) -> None:
    ref = queued(trio)
    withdrawn = trio.desk.json("outbox", "withdraw", "1")
    assert (withdrawn["state"], withdrawn["message"]) == ("withdrawn", "Withdrawn; nothing was sent.")
    assert trio.outbox() == []
    trio.desk("outbox", "send", "1", code=2)
    assert trio.desk.json("do", "claim", ref)["id"] == 2
    assert [one["id"] for one in trio.outbox("--all")] == [2, 1]


def test_what_was_asked_for_on_another_shift_than_it_is_now_is_held_and_can_be_sent_all_the_same(
    trio: Shop,
) -> None:
    ref = queued(trio)
    moved(trio, ref)
    held = trio.desk.json("outbox", "send", "1", code=1)
    assert held["state"] == "held"
    assert held["message"] == "The shift has changed since this was asked for. Nothing was sent; it is held."
    assert trio.acted == 0
    (row,) = trio.outbox()
    assert row["state"] == "held"
    assert set(row["before"]) == set(row["after"]) == {"start"}
    assert row["before"]["start"] != row["after"]["start"]
    assert trio.desk.json("do", "claim", ref, code=1)["message"].endswith("Nothing was sent.")
    assert trio.desk.json("outbox", "send", "1")["state"] == "succeeded"
    assert trio.acted == 1


def test_what_is_held_can_be_taken_back(trio: Shop) -> None:
    ref = queued(trio)
    moved(trio, ref)
    trio.desk("outbox", "send", "1", code=1)
    assert trio.desk.json("outbox", "withdraw", "1")["state"] == "withdrawn"
    assert trio.acted == 0


def test_a_lost_answer_of_what_waited_is_three(trio: Shop) -> None:
    queued(trio)
    trio.lines["trio"].fate = saying(500)
    assert trio.desk.json("outbox", "send", "1", code=3)["state"] == "unknown"
    trio.lines["trio"].fate = calm
    assert trio.desk.json("reconcile")[0]["state"] == "refused"
    assert trio.acted == 1


def test_reconcile_waits_until_a_reading_may_be_believed(trio: Shop) -> None:
    trio.desk.alter("trio", settle_after=1)
    trio.lines["trio"].fate = saying(500)
    trio.desk("do", "claim", trio.where("claim"), code=3)
    began = time.monotonic()
    assert trio.desk.json("reconcile")[0]["state"] == "refused"
    assert time.monotonic() - began > 0.3
    assert trio.desk.json("reconcile") == []


def test_somebody_who_has_asked_the_vendor_says_what_became_of_it(
    trio: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.acting.BY_HAND_AFTER", 0)
    trio.lines["trio"].fate = saying(500)
    ref = trio.where("claim")
    trio.desk("do", "claim", ref, code=3)
    trio.desk("outbox", "decide", "1", "perhaps", code=2)
    assert trio.desk.json("outbox", "decide", "1", "not-done", code=1)["state"] == "refused"
    trio.desk("outbox", "decide", "1", "done", code=2)
    assert "there is nothing to decide" in trio.desk.told
    trio.desk("do", "claim", ref, code=3)
    assert trio.desk.json("outbox", "decide", "2", "done")["state"] == "succeeded"
    assert trio.outbox() == []


def test_reconcile_is_three_while_anything_stays_unknown_and_the_others_are_settled(desk: Desk) -> None:
    with shop(desk, "trio", "shiftboard") as made:
        for name, action in (("trio", "claim"), ("shiftboard", "acknowledge")):
            made.lines[name].fate = saying(500)
            desk("do", action, made.where(action, name), code=3)
        up = made.address
        desk.alter("trio", base_url=DOWN.format(free_port()))
        rows = desk.json("reconcile", code=3)
        assert [(one["id"], one["state"]) for one in rows] == [(1, "unknown"), (2, "refused")]
        assert [one["id"] for one in made.outbox()] == [1]

        desk.patch.delenv("CALLBOARD_SECRET_TRIO_API_KEY")
        assert desk.json("reconcile", code=3)[0]["state"] == "unknown"
        assert "api_key" in desk.told
        desk.patch.setenv("CALLBOARD_SECRET_TRIO_API_KEY", made.market.practices["trio"].secrets["api_key"])
        desk.alter("trio", base_url=up)
        assert "refused" in desk("reconcile")
        assert desk.json("outbox") == []


def test_the_outbox_is_there_without_the_mirror(trio: Shop) -> None:
    queued(trio)
    for file in trio.desk.places.data.glob("callboard.db*"):
        file.unlink()
    assert [one["state"] for one in trio.outbox()] == ["queued"]
    assert trio.desk.json("shifts") == []


def test_a_connection_that_is_gone_keeps_its_record(trio: Shop) -> None:
    queued(trio)
    trio.desk("connections", "remove", "trio")
    assert [one["state"] for one in trio.outbox()] == ["queued"]
    trio.desk("outbox", "send", "1", code=2)
    assert "trio" in trio.desk.told
    assert trio.desk.json("outbox", "withdraw", "1")["state"] == "withdrawn"


def test_a_profile_of_the_first_version_gets_an_outbox(trio: Shop) -> None:
    old(trio.desk.places)
    assert trio.outbox() == []
    assert trio.desk.json("do", "claim", trio.where("claim"))["outcome"] == "succeeded"
    assert len(trio.outbox("--all")) == 1
    assert trio.desk.json("doctor")["problems"] == []


def old(places: Places) -> None:
    """Put a desk's file of the first version in the place of this one."""
    for file in places.data.glob("desk.db*"):
        if not file.name.endswith(".fingerprint"):
            file.unlink()
    db = apsw.Connection(str(places.desk))
    db.pragma("key", Key(KEY).pragma)
    db.pragma("journal_mode", "wal")
    db.execute((SCHEMAS / "desk-1.sql").read_text("utf-8"))
    db.pragma("application_id", DESK.application_id)
    db.pragma("user_version", 1)
    db.close()
    places.desk.chmod(0o600)
