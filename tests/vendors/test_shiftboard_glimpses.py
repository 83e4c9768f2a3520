"""Marks of Shiftboard's rows: equal for what reads the same, different for whatever would not."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from app.account import Account
from app.vendor import Glimpse, Sighting
from app.vendors.shiftboard.glimpses import glimpses
from app.vendors.shiftboard.references import References
from app.vendors.shiftboard.wire import ROW as SHAPE
from app.zones import Zones, zone
from tests.vendors.shiftboard_rows import ACCOUNT, ROW

NAMES: Mapping[str, Any] = {
    "location": [{"id": "11", "name": "Mercy General"}],
    "role": [{"id": "21", "name": "RN"}],
    "account": [{"id": "31", "first_name": "Adam", "last_name": "Jones"}],
    "timezone": [{"name": "Site time", "iana_timezone": "America/Denver"}],
}
FULL = {
    **ROW,
    "location": "11",
    "role": "21",
    "covered": True,
    "covering_member": "31",
    "timezone": "Site time",
    "user_actions": {"uncover": True},
}


def glimpse(
    row: Mapping[str, Any] = FULL, names: Mapping[str, Any] = NAMES, account: Account = ACCOUNT
) -> Glimpse:
    found, rejects = glimpses([SHAPE.validate_python(row)], References.read(names), account)
    assert not rejects
    (one,) = found
    return one


def test_the_same_row_has_the_same_mark_whatever_else_stands_on_its_page() -> None:
    more = {**NAMES, "role": [*NAMES["role"], {"id": "22", "name": "LPN"}]}
    assert glimpse().mark == glimpse(names=more).mark


@pytest.mark.parametrize(
    ("named", "changed"),
    [
        ("location", [{"id": "11", "name": "Mercy West"}]),
        ("role", [{"id": "21", "name": "Nurse"}]),
        ("account", [{"id": "31", "first_name": "Adam", "last_name": "Smith"}]),
        ("timezone", [{"name": "Site time", "iana_timezone": "America/Chicago"}]),
    ],
)
def test_a_name_that_changes_alters_the_mark_of_every_row_that_refers_to_it(
    named: str, changed: list[object]
) -> None:
    assert glimpse(names={**NAMES, named: changed}).mark != glimpse().mark


@pytest.mark.parametrize(
    "changed",
    [
        {"subject": "Other"},
        {"covered": False},
        {"user_actions": {"uncover": False}},
        {"start_date": "2026-12-02T07:00:00"},
        {"count": "2"},
    ],
)
def test_whatever_a_shift_is_made_of_alters_the_mark(changed: Mapping[str, Any]) -> None:
    assert glimpse({**FULL, **changed}).mark != glimpse().mark


def test_another_wall_clock_of_the_connection_alters_the_mark() -> None:
    moved = replace(ACCOUNT, zones=Zones(zone("Europe/London")))
    assert glimpse(account=moved).mark != glimpse().mark


def test_reading_gives_the_sighting_with_its_mark() -> None:
    seen = glimpse().read()
    assert isinstance(seen, Sighting)
    assert seen.mark == glimpse().mark
    assert seen.shift.facility == "Mercy General"


def test_a_row_nested_too_deeply_is_set_aside() -> None:
    deep: dict[str, Any] = {}
    for _ in range(3000):
        deep = {"more": deep}
    row = SHAPE.validate_python({**FULL, "user_actions": {"uncover": True, "custom": deep}})
    found, rejects = glimpses([row], References.read(NAMES), ACCOUNT)
    assert (found, [one.external_id for one in rejects]) == ([], [ROW["id"]])
