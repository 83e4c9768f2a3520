from tests.cli.desk import Desk
from tests.servers import free_port


def test_a_fresh_profile_has_nothing_to_hand_over(desk: Desk) -> None:
    told = desk.json("report", "handover")
    assert (told["changes"], told["waits"], told["unacknowledged"], told["soon_hours"]) == ([], [], 0, 12)
    assert "Changed: 0" in desk("report", "handover", "--since", "today")
    assert list(desk.places.config.parent.iterdir()) == []


def test_a_watch_is_handed_over(staffed: Desk) -> None:
    staffed("sync")
    told = staffed.json("report", "handover", "--within", "72")
    assert told["failing"] == []
    assert {one["state"] for one in told["unfilled"]} <= {"open", "pending"}
    assert told["unfilled"]
    said = staffed("report", "handover", "--within", "72")
    assert f"Starts within 72 hours, unfilled: {len(told['unfilled'])}" in said
    assert told["unfilled"][0]["ref"] in said


def test_a_vendor_that_is_silent_is_handed_over_too(staffed: Desk) -> None:
    staffed("sync")
    staffed.alter("trio", base_url=f"http://127.0.0.1:{free_port()}")
    staffed("sync", code=1)
    (failing,) = staffed.json("report", "handover")["failing"]
    assert failing["connection"] == "trio"
    assert "trio does not answer" in staffed("report", "handover")


def test_nonsense_is_wrong_use(desk: Desk) -> None:
    desk("report", "gossip", code=2)
    desk("report", "handover", "--since", "yesteryear", code=2)
    desk("report", "handover", "--within", "nan", code=2)
