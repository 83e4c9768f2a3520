"""The search's own language: what words mean, what is said of those that mean nothing, how they go on."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.store.dates import Names
from app.store.filters import NOTHING, Filter
from app.store.words import FIELDS, Known, complete, parse

TODAY = date(2026, 11, 25)  # a Wednesday
KNOWN = Known(
    connections=("trio-east", "harbor"),
    facilities=("Mercy General", "Mercy West", "St. Anne", "Élan Clinic"),
    units=("ICU", "4 West"),
    roles=("RN", "RN, ICU", "LPN", "Intern"),
    specialties=("Critical Care",),
    people=("Adam Jones", "Eve Jones-Smith", "Zoë Li", 'Bob "Bo" Ray'),
)
ALL_ROLES = {*KNOWN.roles, ""}
DAY = timedelta(days=1)


def some(**fields: object) -> Filter:
    found: dict[str, object] = {
        name: frozenset(value) if isinstance(value, (set, list)) else value for name, value in fields.items()
    }
    return Filter(**found)  # type: ignore[arg-type]  # fields by name, as the table below has them


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ("", some()),
        ("  icu   jones ", some(text="icu jones")),
        ("role:rn", some(roles={"RN", "RN, ICU"})),
        ("ROLE:Rn icu", some(roles={"RN", "RN, ICU"}, text="icu")),
        ('role:"rn icu"', some(roles={"RN, ICU"})),
        ("role:rn role:lpn", some(roles={"RN", "RN, ICU", "LPN"})),
        ("role:rn -role:icu", some(roles={"RN"})),
        ("-role:rn", some(roles={"LPN", "Intern", ""})),
        ("role:none", some(roles={""})),
        ("facility:mercy is:open", some(facilities={"Mercy General", "Mercy West"}, states={"open"})),
        ('facility:"mercy gen', some(facilities={"Mercy General"})),
        ("facility:elan", some(facilities={"Élan Clinic"})),
        ("unit:icu connection:trio", some(units={"ICU"}, connections={"trio-east"})),
        ("specialty:care", some(specialties={"Critical Care"})),
        ("person:jones", some(people={"Adam Jones", "Eve Jones-Smith"})),
        ("worker:li", some(people={"Zoë Li"})),
        ("is:urgent is:open is:pending", some(urgent=True, states={"open", "pending"})),
        ("is:unconfirmed", some(states={"assigned"})),
        ("is:filled -is:worked", some(states={"assigned", "confirmed"})),
        (
            "-is:cancelled",
            some(states={"draft", "open", "pending", "assigned", "confirmed", "worked", "unknown"}),
        ),
        ("is:canc", some(states={"cancelled"})),
        ("is:canceled", some(states={"cancelled"})),
        ("is:night", some(hours="night")),
        ("-is:night", some(hours="day")),
        ("is:night is:day", some()),
        ("is:mine is:removed", some(in_hand=True, removed=True)),
        ("is:weekend", some(weekdays={5, 6})),
        ("on:weekdays", some(weekdays={0, 1, 2, 3, 4})),
        ("on:mondays", some(weekdays={0})),
        ("on:today", some(first=TODAY, last=TODAY)),
        ("on:today on:tomorrow", some(first=TODAY, last=TODAY + DAY)),
        ("from:fri from:today", some(first=TODAY)),
        ("before:today before:tomorrow", some(last=TODAY)),
        ("on:week from:today", some(first=TODAY, last=date(2026, 11, 29))),
        ("rate:80.. rate:..100", some(rate_from=Decimal(80), rate_to=Decimal(100))),
        ("on:tomorrow", some(first=TODAY + DAY, last=TODAY + DAY)),
        ("on:wed", some(first=TODAY, last=TODAY)),
        ("on:tue", some(first=TODAY + 6 * DAY, last=TODAY + 6 * DAY)),
        ("after:fri", some(first=TODAY + 3 * DAY)),
        ("from:friday", some(first=TODAY + 2 * DAY)),
        ("before:2026-12-01", some(last=date(2026, 11, 30))),
        ("until:2026-12-01", some(last=date(2026, 12, 1))),
        ("on:2026-12", some(first=date(2026, 12, 1), last=date(2026, 12, 31))),
        ("on:week", some(first=date(2026, 11, 23), last=date(2026, 11, 29))),
        ("on:tues", some(first=TODAY + 6 * DAY, last=TODAY + 6 * DAY)),
        ("on:thurs", some(first=TODAY + DAY, last=TODAY + DAY)),
        ("on:mon..thu", some(first=TODAY + 5 * DAY, last=TODAY + 8 * DAY)),
        ("on:fri..mon", some(first=TODAY + 2 * DAY, last=TODAY + 5 * DAY)),
        ("on:28..3", some(first=TODAY + 3 * DAY, last=TODAY + 8 * DAY)),
        ("on:+7", some(first=TODAY + 7 * DAY, last=TODAY + 7 * DAY)),
        ("until:24.12.", some(last=date(2026, 12, 24))),
        ("on:dec", some(first=date(2026, 12, 1), last=date(2026, 12, 31))),
        ("on:+3d..+2w", some(first=TODAY + 3 * DAY, last=TODAY + 14 * DAY)),
        ("after:yesterday before:sun", some(first=TODAY, last=TODAY + 3 * DAY)),
        ("rate:>80", some(rate_from=Decimal("80.01"))),
        ("rate:>=80 rate:<100", some(rate_from=Decimal(80), rate_to=Decimal("99.99"))),
        ("rate:80..100,50", some(rate_from=Decimal(80), rate_to=Decimal("100.50"))),
        ("rate:0", some(rate_from=Decimal(0), rate_to=Decimal(0))),
        ("rate:0 rate:5..", some(rate_from=Decimal(5), rate_to=Decimal(0))),
        ("rate:$85.50", some(rate_from=Decimal("85.50"), rate_to=Decimal("85.50"))),
        ("role:", some()),  # still being typed
        ('role:"', some()),
        ("08:30", some(text="08:30")),
        ("St. - Anne", some(text="St. - Anne")),
    ],
)
def test_words_mean_what_they_say(text: str, where: Filter) -> None:
    found = parse(text, KNOWN, TODAY)

    assert found.where == where
    assert found.remarks == ()


def test_days_are_read_as_they_are_written_where_the_desk_is() -> None:
    german = Names(("Januar", "Februar", "März", "April", "Mai", "Juni"), ("Montag", "Dienstag"))
    for text, names, first, last in (
        ("on:12/1", Names(), date(2027, 1, 12), date(2027, 1, 12)),
        ("on:12/1", Names(month_first=True), date(2026, 12, 1), date(2026, 12, 1)),
        ("on:12/1..12/3", Names(month_first=True), date(2026, 12, 1), date(2026, 12, 3)),
        ("on:mai", german, date(2027, 5, 1), date(2027, 5, 31)),
        ("on:die", german, date(2026, 12, 1), date(2026, 12, 1)),
    ):
        assert parse(text, KNOWN, TODAY, names).where == some(first=first, last=last)


@pytest.mark.parametrize("value", ["xyz5", "7am", "3days", "5pm", "fri..7am"])
def test_what_is_only_partly_a_day_is_none(value: str) -> None:
    found = parse(f"until:{value} icu", KNOWN, TODAY)
    assert found.where == some(text="icu")
    assert found.remarks == (f"“until:{value}” is no day; write until:today, until:fri or until:2026-11-25.",)


@pytest.mark.parametrize(
    ("text", "where", "remark"),
    [
        ("role:xyz", some(roles={NOTHING}), "No role begins with “xyz”."),
        ("is:un", some(), "“is:un” may mean unknown or unconfirmed."),
        ("is:nonsense", some(), "“is:nonsense” is none of: draft, "),
        ("http://x", some(text="http://x"), "There is no field “http”; it was searched for as words."),
        ("-icu", some(), "“-icu”: only what a field says can be left out"),
        ("-person:jones", some(), "People cannot be left out"),
        ("-rate:80", some(), "“-rate:80”: days and rates cannot be left out"),
        ("-is:urgent", some(), "“-is:urgent”: these cannot be left out"),
        ("on:someday", some(), "“on:someday” is no day; write on:today, on:fri or on:2026-11-25."),
        ("on:2026-02-30", some(), "is no day"),
        ("after:+9999w9", some(), "is no day"),
        ("before:0001-01-02", some(), "is no day"),
        ("on:9999-12", some(), "is no day"),
        ("rate:lots", some(), "“rate:lots” is no rate"),
        ("rate:..", some(), "is no rate"),
        ("is:open -is:open", some(states={NOTHING}), "exclude each other"),
        ("is:weekend -is:weekend", some(weekdays={NOTHING}), "exclude each other"),
        (
            "on:today on:+3d",
            some(first=TODAY, last=TODAY + 3 * DAY),
            "The days of “on:” do not follow each other; those between them are shown, too.",
        ),
    ],
)
def test_what_is_not_understood_is_said_and_the_rest_works(text: str, where: Filter, remark: str) -> None:
    found = parse(f"{text} is:night", KNOWN, TODAY)

    assert found.where == where.both(some(hours="night"))
    (told,) = found.remarks
    assert remark in told


@pytest.mark.parametrize("text", ["-is:night -is:day", "is:night -is:night"])
def test_a_shift_that_begins_neither_by_day_nor_by_night_is_none(text: str) -> None:
    found = parse(text, KNOWN, TODAY)
    assert found.where == some(begins={-1})
    assert found.remarks == ("What is asked for and what is left out exclude each other.",)


def test_days_that_exclude_each_other_are_said() -> None:
    found = parse("after:fri before:today", KNOWN, TODAY)

    assert found.remarks == ("These days exclude each other: the last is before the first.",)


pieces = st.sampled_from(
    ["is:", "-", '"', "role:rn", "..", "on:", "after:9999-12-31", "before:0001-01-01", ":", " ", "rate:", ">",
     "€", "\0", "\udc80", "٣", "²", "on:٢٠٢٦-01-01", "+9999w", "none", "person:", "x"]
)  # fmt: skip
texts = st.text(max_size=30) | st.lists(pieces | st.sampled_from(FIELDS), max_size=8).map("".join)


@given(texts)
def test_any_text_means_something(text: str) -> None:
    found = parse(text, KNOWN, TODAY)

    assert parse(text, KNOWN, TODAY) == found
    assert all(one.endswith(".") for one in found.remarks)


@given(texts, st.integers(-3, 40))
def test_whatever_is_completed_can_be_understood(text: str, cursor: int) -> None:
    for one in complete(text, cursor, KNOWN):
        assert 0 <= one.cursor <= len(one.text)
        assert one.label
        parse(one.text, KNOWN, TODAY)


def labels(text: str, cursor: int | None = None) -> list[str]:
    return [one.label for one in complete(text, len(text) if cursor is None else cursor, KNOWN)]


def test_names_of_fields_and_values_are_completed() -> None:
    assert labels("ro") == ["role:"]
    assert labels("icu -r") == ["role:"]  # a rate cannot be left out
    assert labels("role:") == ["Intern", "LPN", "RN", "RN, ICU"]
    assert labels("role:i") == ["Intern", "RN, ICU"]  # those that begin with it come first
    assert labels("is:un") == ["unknown", "unconfirmed"]
    assert labels("on:to") == ["today", "tomorrow"]
    assert labels("facility:mercy") == ["Mercy General", "Mercy West"]
    assert labels('facility:"mercy w') == ["Mercy West"]
    assert labels("nothing:x") == labels("") == labels("icu ") == labels("rate:8") == []


@pytest.mark.parametrize(
    ("text", "cursor", "whole", "after"),
    [
        ("icu ro", 6, "icu role:", 9),
        ("role:l", 6, "role:LPN ", 9),
        ("role:l icu", 6, "role:LPN icu", 9),
        ("unit:4", 6, 'unit:"4 West" ', 14),
        ('person:"bob', 11, 'person:"Bob Bo Ray" ', 20),
        ("-role:l", 7, "-role:LPN ", 10),
    ],
)
def test_a_completion_replaces_the_word_before_the_cursor(
    text: str, cursor: int, whole: str, after: int
) -> None:
    first = complete(text, cursor, KNOWN)[0]

    assert (first.text, first.cursor) == (whole, after)


@pytest.mark.parametrize("value", [*KNOWN.facilities, *KNOWN.people, *KNOWN.roles])
def test_a_value_that_was_completed_is_found(value: str) -> None:
    for name, values in (("facility", KNOWN.facilities), ("person", KNOWN.people), ("role", KNOWN.roles)):
        if value not in values:
            continue
        (chosen,) = [one for one in complete(f"{name}:", len(name) + 1, KNOWN) if one.label == value]
        where = parse(chosen.text, KNOWN, TODAY).where
        assert value in where.facilities | where.people | where.roles
