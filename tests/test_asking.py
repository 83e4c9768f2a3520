"""From a wish to what can be sent: which action, whether its parameters fit, what speaks against it."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel

from app.account import Account
from app.asking import Asked, action_of, asked, doubled, faults, offered, why_not
from app.checks import OVERLAP, ROW, Finding, Severity
from app.domain import Intent, IntentState, Kept, Shift, Span, State
from app.errors import Unusable
from app.places import Places
from app.store.reader import Reader
from app.store.store import Store
from app.vendors import VENDORS
from app.vendors.trio.adapter import TRIO
from app.zones import Zones, zone
from tests.profiles import store_of
from tests.shifts import KEY, NOON, filled, person, shift

ADAM = person("Adam Jones", "47")
OPEN = shift(actions=("claim",))
HOUR = timedelta(hours=1)
CLAIM: dict[str, Any] = {"candidate_id": "47"}


def account(vendor: str = "trio") -> Account:
    """Return an account at a vendor, in Berlin."""
    made: BaseModel = VENDORS[vendor].settings()
    return Account(
        connection="trio-east" if vendor == "trio" else vendor,
        base_url="https://vendor.example",
        zones=Zones(zone("Europe/Berlin")),
        settings=made,
    )


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    store = store_of(Places.under(tmp_path).made(), KEY)
    yield store
    store.close()


def on(external_id: str, start: datetime, hours: float | None = 8, **fields: Any) -> Shift:
    """Return a shift on which Adam stands."""
    end = None if hours is None else start + timedelta(hours=hours)
    plain: dict[str, Any] = {"state": State.ASSIGNED, "assignments": (ADAM,), "facility": "Mercy General"}
    return shift(external_id, start=start, end=end, **{**plain, **fields})


def claim(reader: Reader, one: Shift = OPEN, **raw: object) -> Asked:
    """Return a wish to claim a shift as it is understood."""
    return asked(TRIO, Kept(shift=one, last_seen=NOON), "claim", raw, reader, account())


def intent(**fields: Any) -> Intent:
    """Return an open claim."""
    plain: dict[str, Any] = {
        "id": 1, "connection": "trio-east", "vendor": "trio", "external_id": "1", "action": "claim",
        "label": "Claim", "parameters": {}, "state": IntentState.UNKNOWN, "by": "Sam",
        "created_at": datetime(2026, 11, 21, 12, 5, tzinfo=UTC), "memory": {},
    }  # fmt: skip
    return Intent(**{**plain, **fields})


def test_what_can_be_granted_has_no_refusal_and_its_parameters(store: Store) -> None:
    filled(store, [OPEN])
    wish = claim(store.reader, candidate_id=" 47 ")
    assert (wish.action.key, wish.refusal, wish.findings, wish.objection(None)) == ("claim", None, (), None)
    assert wish.params.model_dump() == {"candidate_id": "47"}
    assert wish.shift == OPEN
    assert not wish.needs_reason


def test_what_is_blocked_or_gone_is_refused_and_not_checked_further(store: Store) -> None:
    filled(store, [on("2", OPEN.start), replace(OPEN, actions=())])
    blocked = claim(store.reader, replace(OPEN, actions=()), **CLAIM)
    assert blocked.refusal == "It is open, but Trio does not let this account claim it now."
    assert blocked.findings == ()
    gone = Kept(shift=OPEN, removed=True, last_seen=NOON)
    claim_ = action_of(TRIO, OPEN, "claim")
    assert why_not(claim_, gone) == "The shift is no longer visible at the vendor."
    assert asked(TRIO, gone, "claim", {}, store.reader, account()).refusal == why_not(claim_, gone)


@pytest.mark.parametrize(
    ("hours", "other", "lasts", "needed"),
    [
        (0, "overlaps", 8, True),
        (-7, "ends an hour in", 8, True),
        (11, "begins before its end", 8, True),
        (-8, "ends as it begins", 8, False),
        (12, "begins as it ends", 8, False),
        (0, "begins with it, without an end", None, True),
        (3, "begins within it, without an end", None, True),
        (-3, "began before it, without an end", None, False),
        (12, "begins as it ends, without an end", None, False),
        (-24, "is the day before", 8, False),
    ],
)
def test_an_overlap_of_the_same_person_needs_a_reason_and_nothing_else_does(
    store: Store, hours: int, other: str, lasts: float | None, needed: bool
) -> None:
    filled(store, [OPEN, on("2", OPEN.start + hours * HOUR, lasts)])
    wish = claim(store.reader, **CLAIM)
    assert wish.needs_reason is needed, other
    assert any(found.check == OVERLAP for found in wish.findings) is needed
    if needed:
        assert "Nothing was sent; give a reason to go on all the same." in (wish.objection(" ") or "")
    assert wish.objection("both agreed") is None
    assert claim(store.reader, candidate_id="48").remarks == ()
    (unchecked,) = claim(store.reader).remarks  # whose the key is, only the vendor knows
    assert "could not be checked" in unchecked
    assert claim(store.reader).objection(None) is None


def test_a_claim_for_whoever_the_account_is_is_held_against_what_they_do(store: Store) -> None:
    filled(store, [OPEN, on("2", OPEN.start)])
    kept = Kept(shift=OPEN, last_seen=NOON)
    assert asked(TRIO, kept, "claim", {}, store.reader, account(), itself="47").needs_reason
    assert not asked(TRIO, kept, "claim", {}, store.reader, account(), itself="48").findings


def test_two_for_nobody_in_particular_that_overlap_are_told(store: Store) -> None:
    filled(store, [OPEN])
    kept = Kept(shift=OPEN, last_seen=NOON)
    wish = asked(TRIO, kept, "claim", {}, store.reader, account(), [on("2", OPEN.start)])
    assert wish.remarks[0].startswith("Perhaps the same person is on another shift then:")
    assert wish.objection(None) is None


def test_what_a_recurring_shift_would_fill_is_held_against_what_its_members_do(store: Store) -> None:
    """Its own days count, not those of the shift beside which it is asked for."""
    own = account("fourspaces")
    tomorrow = datetime.combine(datetime.now(UTC).date() + timedelta(days=2), time(23), zone("Europe/Berlin"))
    here: dict[str, Any] = {"connection": "fourspaces", "vendor": "fourspaces", "timezone": "Europe/Berlin"}
    late = on("2", tomorrow, **here)
    filled(store, [late], span=Span(tomorrow.date(), tomorrow.date() + 2 * timedelta(days=1)))

    def create(**raw: object) -> Asked:
        night = {"name": "Nacht", "start": "22:00", "minutes": 480, **raw}
        return asked(VENDORS["fourspaces"], None, "create-shift", night, store.reader, own)

    wish = create(member_ids=[47])
    assert wish.needs_reason
    assert [found.refs for found in wish.findings if found.check == OVERLAP] == [("fourspaces", late.ref)]
    # Its own days are held against each other as well: there are more than six of them in a row.
    assert ROW in {found.check for found in wish.findings}
    assert "23:00 to 07:00 (fourspaces)" in wish.remarks[0]
    assert not create(member_ids=[48]).needs_reason
    noon = create(member_ids=[47], start="12:00")
    assert not any(found.check == OVERLAP for found in noon.findings)
    assert not create().findings


def test_of_a_shift_without_an_end_a_day_is_looked_at_but_only_its_beginning_counts(store: Store) -> None:
    endless = replace(OPEN, end=None)
    filled(store, [endless, on("2", OPEN.start - HOUR), on("3", OPEN.start + HOUR)])
    (remark,) = claim(store.reader, endless, **CLAIM).remarks
    assert "06:00 to 14:00" in remark


@pytest.mark.parametrize(
    "fields",
    [
        {"state": State.CANCELLED},
        {"assignments": (replace(ADAM, state=State.CANCELLED),)},
        {"assignments": (person("Adam Jones", "48"),)},
        {"connection": "trio-west"},
    ],
)
def test_who_is_not_on_it_is_not_double_booked(store: Store, fields: dict[str, Any]) -> None:
    filled(store, [OPEN, shift("9", start=OPEN.start + 30 * HOUR, assignments=(ADAM,))])
    filled(store, [on("2", OPEN.start, **fields)], connection=fields.get("connection", "trio-east"))
    assert not claim(store.reader, **CLAIM).needs_reason


def test_a_removed_shift_keeps_nobody_busy(store: Store) -> None:
    filled(store, [OPEN, on("2", OPEN.start)])
    store.mirror.remove("trio-east", ["2"], NOON)
    assert claim(store.reader, **CLAIM).findings == ()


def test_somebody_of_the_same_name_elsewhere_is_told_and_needs_no_reason(store: Store) -> None:
    filled(store, [OPEN, shift("9", start=OPEN.start + 30 * HOUR, assignments=(ADAM,))])
    filled(
        store,
        [on("2", OPEN.start, connection="west", assignments=(person("ADAM JONES", "9001"),))],
        connection="west",
    )
    wish = claim(store.reader, **CLAIM)
    assert wish.objection(None) is None
    (remark,) = wish.remarks
    assert remark.startswith("Somebody of the name Adam Jones is on another shift then: Mercy General")
    assert remark.endswith("(west).")


def test_what_blocks_no_reason_sets_aside() -> None:
    blocking = Finding(check="x", severity=Severity.BLOCK, person="A", refs=(), sentence="It must not be.")
    doubtful = replace(blocking, severity=Severity.CONFIRM, sentence="Is it wise?")
    informing = replace(blocking, severity=Severity.INFORM, sentence="It is so.")
    action = action_of(TRIO, OPEN, "claim")

    def wish(*findings: Finding) -> Asked:
        return Asked(action=action, kept=None, params=action.params(), findings=findings)

    assert wish(blocking, doubtful).objection("because") == "It must not be."
    assert not wish(blocking, doubtful).needs_reason
    assert wish(doubtful, doubtful, informing).objection("") == (
        "Is it wise? Nothing was sent; give a reason to go on all the same."
    )
    assert wish(doubtful).needs_reason
    assert wish(doubtful).objection("because") is None
    assert wish(informing).objection(None) is None
    assert wish(doubtful, doubtful, informing).remarks == ("Is it wise?", "It is so.")


def test_an_unknown_action_is_told_with_what_there_is() -> None:
    with pytest.raises(Unusable, match=r"Did you mean “release”\?"):
        action_of(TRIO, OPEN, "relaese")
    with pytest.raises(Unusable, match="There are: claim, confirm, decline, release"):
        action_of(TRIO, OPEN, "xyz")
    with pytest.raises(Unusable, match="Nothing can be done there"):
        action_of(TRIO, None, "claim")
    with pytest.raises(Unusable, match="has no actions"):
        action_of(VENDORS["utrac"], OPEN, "claim")


def test_each_fault_is_told_by_its_parameters_name() -> None:
    create = action_of(VENDORS["fourspaces"], None, "create-shift")
    told = faults(create, {"name": "", "start": "25:00", "minutes": 0, "colour": "red", "member_ids": ["x"]})
    assert told.keys() == {"name", "start", "minutes", "colour", "member_ids"}
    assert told["start"] == "should be a time of the day like 22:00, without seconds"
    assert told["colour"].startswith("There is no such parameter; there are: name, team_id, ")
    assert faults(create, {}) == dict.fromkeys(("name", "start", "minutes"), "It is needed.")
    whole = {"name": "N", "start": "22:00", "minutes": 1}
    assert faults(create, {**whole, "valid_from": "2026-12-02", "valid_to": "2026-12-01"}) == {
        "": "the last day is before the first one"
    }
    assert faults(create, whole) == {}
    confirm = action_of(TRIO, OPEN, "confirm")
    assert faults(confirm, {"x": 1}) == {"x": "There is no such parameter; there are: none."}


def test_every_action_is_offered_those_that_cannot_be_done_with_a_reason() -> None:
    kept = Kept(shift=OPEN, last_seen=NOON)
    reasons = {one.action.key: one.reason for one in offered(TRIO, kept, None)}
    assert reasons["claim"] is None
    assert all(reasons[key] for key in ("confirm", "decline", "release"))
    gone = offered(TRIO, replace(kept, removed=True), None)
    assert {one.reason for one in gone} == {"The shift is no longer visible at the vendor."}
    assert offered(TRIO, None, None) == []
    (create,) = offered(VENDORS["fourspaces"], None, None)
    assert (create.action.key, create.reason) == ("create-shift", None)


@pytest.mark.parametrize(
    ("state", "how"),
    [
        (IntentState.QUEUED, "withdraw it first"),
        (IntentState.HELD, "send or withdraw it first"),
        (IntentState.SENDING, "is on its way"),
        (IntentState.UNKNOWN, "it is not known whether it arrived"),
    ],
)
def test_while_the_end_of_one_is_open_nothing_else_goes(state: IntentState, how: str) -> None:
    one = intent(state=state)
    found = offered(TRIO, Kept(shift=OPEN, last_seen=NOON), one)
    assert all(how in (each.reason or "") for each in found)
    since = f"{one.created_at.astimezone():%H:%M}"
    assert doubled(one, "claim").startswith(f"The same was asked for this shift at {since} ")
    assert doubled(one, "release").startswith(f"“Claim” was asked for this shift at {since} ")
    assert doubled(one, "claim").endswith("Nothing was sent.")
