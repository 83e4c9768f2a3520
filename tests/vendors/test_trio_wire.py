"""What Trio's JSON means, without a network."""

import json
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.account import Account, NoSettings
from app.domain import Assignment, Offer, Rate, Shift, State
from app.http import Reply
from app.vendor import Reject, Sighting
from app.vendors.trio import answers, wire
from app.vendors.trio.adapter import TRIO
from app.zones import Zones, seconds_between

NEW_YORK, CHICAGO = ZoneInfo("America/New_York"), ZoneInfo("America/Chicago")
ID = "497f6eca-6276-4993-bfeb-53cbbbba6f08"
YEAR_2020 = datetime.fromisoformat("2020-01-01T00:00:00")  # a wall clock's
ACCOUNT = Account(
    connection="trio-east",
    base_url="https://trio.test/trio",
    zones=Zones(NEW_YORK, {"mercy west": CHICAGO, "ca": ZoneInfo("America/Los_Angeles")}),
    settings=NoSettings(),
)

# The document's example, with values in the place of "string".
EXAMPLE: dict[str, Any] = {
    "recruiter": {
        "name": "Rae Porter",
        "company": "Trio",
        "email": "user@example.com",
        "phoneNumber": "+1 555 0100",
    },
    "notes": "Park at gate 3.",
    "id": ID,
    "number": 20417,
    "address": {"line1": "1 Main St", "line2": "", "city": "Albany", "state": "NY", "zip": "12207"},
    "schedule": {"id": ID, "name": "Winter"},
    "scheduleClient": {"id": ID, "name": "Mercy Group"},
    "facility": {"id": ID, "name": "Mercy General"},
    "unit": {"id": ID, "name": "4 West"},
    "profession": "RN",
    "specialty": "ICU",
    "start": "2026-12-01T07:00:00",
    "end": "2026-12-01T19:00:00",
    "periodOfWork": "Day",
    "duration": 12,
    "status": {"id": 4, "name": "Confirmed"},
    "rateType": "Bill",
    "rate": {"rateType": {"id": ID, "name": "Bill"}, "isOnCall": True, "billRate": 85},
    "availableActions": [
        {"name": "Withdraw Submission", "link": "https://trio.test/w", "precedence": 2},
        {"name": "RELEASE", "link": "https://trio.test/r", "precedence": 1},
    ],
    "shiftDetailUrl": "https://portal.test/shifts/20417",
    "candidate": {"id": "c-47", "name": "Adam Jones"},
    "segment": {"id": 1, "name": "Days"},
    "shiftType": {"id": 2, "name": "Per diem"},
}
LISTED = {name: value for name, value in EXAMPLE.items() if name not in ("recruiter", "notes")}


def reply(answer: Any) -> Reply:
    body = answer if isinstance(answer, bytes) else json.dumps(answer).encode()
    return Reply(200, {}, body, "https://trio.test/trio/shifts")


def read(*records: Any, names: dict[str, str] | None = None) -> tuple[list[Sighting], list[Reject]]:
    page = answers.listing(reply({"items": list(records)}))
    made, rejects = wire.sightings(page.records, ACCOUNT, names or {})
    return made, [*page.rejects, *rejects]


def shown(**changes: Any) -> Shift:
    [sighting], [] = read(LISTED | changes)
    return sighting.shift


def refused(record: Any) -> str:
    [], [reject] = read(record)
    return reject.reason


def test_the_documented_example_is_read_whole() -> None:
    [sighting], _ = read(EXAMPLE)

    assert sighting.absent == frozenset()
    assert sighting.shift == Shift(
        connection="trio-east",
        vendor="trio",
        external_id=ID,
        number="20417",
        state=State.CONFIRMED,
        vendor_status="Confirmed",
        title="RN, ICU",
        role="RN",
        specialty="ICU",
        facility="Mercy General",
        unit="4 West",
        client="Mercy Group",
        address="1 Main St, Albany, NY 12207",
        start=datetime(2026, 12, 1, 7, tzinfo=NEW_YORK),
        end=datetime(2026, 12, 1, 19, tzinfo=NEW_YORK),
        timezone="America/New_York",
        positions=1,
        filled=1,
        rate=Rate(amount=Decimal("85.00"), kind="Bill", on_call=True),
        assignments=(
            Assignment(
                key="c-47", person="Adam Jones", person_id="c-47", status="Confirmed", state=State.CONFIRMED
            ),
        ),
        actions=("release", "withdraw-submission"),
        notes="Park at gate 3.",
        url="https://portal.test/shifts/20417",
        offers=(
            Offer(name="RELEASE", link="/r", precedence=1),
            Offer(name="Withdraw Submission", link="/w", precedence=2),
        ),
        details=(
            ("Schedule", "Winter"),
            ("Segment", "Days"),
            ("Shift type", "Per diem"),
            ("Period of work", "Day"),
            ("Duration, as given", "12"),
            ("Recruiter", "Rae Porter"),
            ("Recruiter company", "Trio"),
            ("Recruiter e-mail", "user@example.com"),
            ("Recruiter telephone", "+1 555 0100"),
        ),
    )


def test_a_shift_needs_no_more_than_its_id_and_start() -> None:
    bare = {"id": ID, "start": "2026-12-01T07:00:00"}

    [sparse], _ = read(bare)
    [empty], _ = read(dict.fromkeys(LISTED) | bare)

    assert sparse == empty
    assert (sparse.shift.end, sparse.shift.state, sparse.shift.vendor_status) == (None, State.UNKNOWN, None)
    assert (sparse.shift.title, sparse.shift.assignments, sparse.shift.actions) == (None, (), ())


@pytest.mark.parametrize(
    ("name", "state"),
    [
        ("Open", State.OPEN),
        ("OFFERED", State.PENDING),
        ("filled", State.ASSIGNED),
        ("In Progress", State.WORKED),
        ("Canceled", State.CANCELLED),
        ("Awaiting Moon", State.UNKNOWN),
    ],
)
def test_a_status_is_shown_as_written_and_mapped_without_case(name: str, state: State) -> None:
    shift = shown(status={"id": 9, "name": name})

    assert (shift.vendor_status, shift.state) == (name, state)
    assert shift.filled == (1 if state in (State.ASSIGNED, State.WORKED) else 0)


def test_a_released_shift_is_open_only_while_it_can_be_claimed() -> None:
    released = {"id": 6, "name": "Released"}
    claim = [{"name": "CLAIM", "link": None, "precedence": 1}]

    assert shown(status=released, availableActions=claim).state is State.OPEN
    assert shown(status=released, availableActions=[]).state is State.CANCELLED


def test_a_status_that_came_as_a_bare_id_is_looked_up() -> None:
    nameless = LISTED | {"status": {"id": 4, "name": None}}

    [known], _ = read(nameless, names={"4": "Confirmed"})
    [unknown], _ = read(nameless)

    assert (known.shift.vendor_status, known.shift.state) == ("Confirmed", State.CONFIRMED)
    assert (unknown.shift.vendor_status, unknown.shift.state) == ("4", State.UNKNOWN)


def test_the_zone_is_the_facilitys_own_or_its_states() -> None:
    by_name = shown(facility={"id": ID, "name": "Mercy West"}, address={"state": "CA"})
    by_state = shown(address={"state": "CA"})

    assert (by_name.timezone, by_name.start.utcoffset()) == ("America/Chicago", timedelta(hours=-6))
    assert (by_state.timezone, by_state.start.utcoffset()) == ("America/Los_Angeles", timedelta(hours=-8))


def test_a_stamp_with_an_offset_is_an_instant() -> None:
    shift = shown(start="2026-12-01T12:00:00Z", end="2026-12-01T18:30:00.1234567-05:00")

    assert shift.start == datetime(2026, 12, 1, 7, tzinfo=NEW_YORK)
    assert shift.end == datetime(2026, 12, 1, 18, 30, tzinfo=NEW_YORK)
    assert shift.start.tzinfo == NEW_YORK


def test_an_offset_at_one_end_only_is_understood() -> None:
    shift = shown(start="2026-12-01T12:00:00Z", end="2026-12-01T19:00:00")

    assert shift.end is not None
    assert seconds_between(shift.start, shift.end) == 12 * 3600


def test_an_hour_that_occurs_twice_is_the_one_after_the_start() -> None:
    shift = shown(start="2026-11-01T05:30:00Z", end="2026-11-01T01:15:00")

    assert shift.end is not None
    assert seconds_between(shift.start, shift.end) == 45 * 60


@given(
    start=st.integers(0, 15 * 365 * 86_400).map(lambda seconds: YEAR_2020 + timedelta(seconds=seconds)),
    minutes=st.integers(180, 24 * 60),
)
def test_a_night_keeps_its_wall_clock_and_never_ends_before_it_begins(start: datetime, minutes: int) -> None:
    end = start + timedelta(minutes=minutes)

    shift = shown(start=start.isoformat(), end=end.isoformat())

    assert shift.end is not None
    length = seconds_between(shift.start, shift.end) / 60
    assert abs(length - minutes) <= 60  # an hour more or less when the clocks change
    assert abs(shift.start.replace(tzinfo=None) - start) <= timedelta(hours=1)
    if shift.start.utcoffset() == shift.end.utcoffset():
        assert length == minutes


def test_the_hour_that_occurs_twice_makes_a_night_longer() -> None:
    shift = shown(start="2026-10-31T19:00:00", end="2026-11-01T07:00:00")

    assert shift.end is not None
    assert seconds_between(shift.start, shift.end) == 13 * 3600


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"end": "2026-12-01T06:00:00"}, "ends"),
        ({"start": "2026-12-01T12:00:00Z", "end": "2026-12-01T06:00:00"}, "ends"),
        ({"start": "tomorrow"}, "“tomorrow” is not a date"),
        ({"start": 1_796_112_000}, "at start"),
        ({"start": None}, "at start"),
        ({"start": "0001-01-01T00:00:00"}, "plausible"),
        ({"start": "9999-12-31T23:59:59Z", "end": None}, "plausible"),
        ({"id": "20417"}, "is not the id of a Trio shift"),
        ({"id": 20417}, "at id"),
        ({"notes": "x" * 1_000_000}, "at notes"),
        ({"rate": {"billRate": float("nan")}}, "billRate"),
        ({"rate": {"billRate": 1e300}}, "billRate"),
        ({"duration": float("inf")}, "at duration"),
        ({"facility": "Mercy General"}, "at facility"),
        ({"availableActions": [{"name": 7}]}, "availableActions"),
    ],
)
def test_an_impossible_record_costs_itself_only(changes: dict[str, Any], reason: str) -> None:
    good, rejects = read(LISTED, LISTED | changes, LISTED)

    assert len(good) == 2
    assert reason in rejects[0].reason
    assert 0 < len(rejects[0].record) <= 2000


@pytest.mark.parametrize("record", [None, 7, "text", [], {}])
def test_what_is_no_record_at_all_is_set_aside(record: Any) -> None:
    assert refused(record)


def test_text_is_kept_verbatim_whatever_it_contains() -> None:
    shift = shown(profession="<b>RN</b>\u0000\u202e")

    assert shift.role == "<b>RN</b>\u0000\u202e"


@pytest.mark.parametrize(
    ("rate", "amount"),
    [(85, "85.00"), (85.5, "85.50"), ("85.125", "85.125"), (0, "0.00"), (None, None)],
)
def test_a_rate_has_two_decimals_at_least(rate: Any, amount: str | None) -> None:
    shift = shown(rate={"rateType": None, "isOnCall": None, "billRate": rate}, rateType="Weekend")

    if amount is None:
        assert shift.rate is None
        assert ("Rate type", "Weekend") in shift.details
    else:
        assert shift.rate == Rate(amount=Decimal(amount), kind="Weekend")
        assert str(shift.rate.amount) == amount


@pytest.mark.parametrize(
    "link", [None, "", "javascript:alert(1)", "file:///etc/passwd", "/shifts/1", "https://[", "https://a b"]
)
def test_only_a_web_address_is_opened(link: str | None) -> None:
    assert shown(shiftDetailUrl=link).url is None


def test_a_configured_portal_stands_in_for_a_missing_address() -> None:
    account = Account(
        connection="t",
        base_url="https://trio.test",
        zones=Zones(NEW_YORK),
        settings=NoSettings(),
        portal_url="https://portal.test/{external_id}",
    )
    [record] = answers.listing(reply([LISTED | {"shiftDetailUrl": None}])).records

    assert wire.sighting(record, account, {}).shift.url == f"https://portal.test/{ID}"


def test_a_candidate_without_a_name_is_known_by_id() -> None:
    assert shown(candidate={"id": 47, "name": " "}).assignments[0].person == "47"
    assert shown(candidate={"id": None, "name": None}).assignments == ()


def test_an_id_is_the_same_in_every_spelling() -> None:
    assert shown(id=ID.upper()).external_id == shown(id=f"{{{ID}}}").external_id == ID


def test_a_list_without_notes_and_recruiter_keeps_those_that_are_known() -> None:
    [whole], _ = read(EXAMPLE)
    [listed], _ = read(LISTED | {"duration": 13})

    merged = TRIO.merge(whole.shift, listed)

    assert listed.absent == {"notes"}
    assert merged.notes == "Park at gate 3."
    assert ("Duration, as given", "13") in merged.details
    assert ("Recruiter telephone", "+1 555 0100") in merged.details
    assert TRIO.merge(merged, listed) == merged


def test_seeing_the_same_list_again_changes_nothing() -> None:
    [whole], _ = read(EXAMPLE)
    [listed], _ = read(LISTED)

    assert TRIO.merge(whole.shift, listed) == whole.shift
    assert TRIO.merge(listed.shift, listed) == listed.shift


def test_notes_that_the_single_answer_empties_are_gone() -> None:
    [whole], _ = read(EXAMPLE)
    [emptied], _ = read(EXAMPLE | {"notes": None, "recruiter": None})

    merged = TRIO.merge(whole.shift, emptied)

    assert merged.notes is None
    assert not any(label.startswith("Recruiter") for label, _ in merged.details)


def test_the_clock_changes_no_state() -> None:
    long_ago = shown(start="2001-01-01T07:00:00", end="2001-01-01T19:00:00")

    assert long_ago.state is State.CONFIRMED
    assert long_ago.day == date(2001, 1, 1)
    assert long_ago.start < datetime.now(UTC)


def test_the_pascal_case_of_older_guides_is_read() -> None:
    def pascal(value: Any) -> Any:
        if isinstance(value, dict):
            return {key[0].upper() + key[1:]: pascal(inner) for key, inner in value.items()}
        return [pascal(inner) for inner in value] if isinstance(value, list) else value

    page = answers.listing(reply(pascal({"items": [LISTED], "links": {"next": "?page=2"}})))
    [sighting], [] = wire.sightings(page.records, ACCOUNT, {})

    assert page.next == "?page=2"
    assert sighting.shift == shown()
