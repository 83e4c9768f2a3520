"""A roster from a CSV file: every line that can be kept is, every other is told with its number."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.errors import Unusable
from app.people import Entry, Identity, Person
from app.roster_csv import Fault, Line, read, written

NAMES = ("trio-east", "utrac")


def lines(text: str) -> list[Line | Fault]:
    """Read a file's text."""
    return read(text.encode(), NAMES)


def test_a_line_is_a_person_with_ids_by_column_and_in_one() -> None:
    (one,) = lines("Name,Payroll Number,trio-east,Skills,ids\nAdam Jones,5512,47,RN; ICU,utrac:5512\n")
    assert isinstance(one, Line)
    assert one.entry == Entry(key="", name="Adam Jones", payroll="5512", skills=("RN", "ICU"))
    assert set(one.ids) == {"trio-east:47", "utrac:5512"}


@pytest.mark.parametrize(
    ("text", "number", "said"),
    [
        ("name\nAdam\n\n  \n,x\n", 5, "It has 2 fields"),
        ("name,payroll\nAdam,1\n,2\n", 3, "It has no name."),
        ("name,ids\nAdam,47\n", 2, "“47” is no id: write it as connection:id."),
        ("name,ids\nAdam,trio-esat:47\n", 2, "There is no connection “trio-esat”. Did you mean “trio-east”?"),
        ("name\nAdam,more\n", 2, "It has 2 fields, and there are 1 columns."),
        ("name,notes\nAdam," + "x" * 10_001 + "\n", 2, "Its notes is longer than 10000 characters."),
        ("name,payroll\nAdam,1\nadam,\n", 3, "Other lines have the same name"),
        ('name,notes\nAdam,"two\nlines"\n,x\n', 4, "It has no name."),
    ],
)
def test_a_bad_line_is_told_by_its_number_and_costs_only_itself(text: str, number: int, said: str) -> None:
    faults = [one for one in lines(text) if isinstance(one, Fault)]
    assert [(one.number, one.sentence.startswith(said)) for one in faults] == [(number, True)]


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "The first line should name the columns"),
        (b"Adam Jones,47\n", "There is no column"),
        (b"nmae,payroll\n", "did you mean .name."),
        (b"name,name\n", "stands there twice"),
        (b"name\nZo\xeb\n", "not UTF-8 text, at line 2"),
        (b"PK\x03\x04", "a workbook"),
        (b"name\n\0", "not text"),
    ],
)
def test_what_is_no_roster_is_refused_in_a_sentence(data: bytes, said: str) -> None:
    with pytest.raises(Unusable, match=said):
        read(data, NAMES)


def test_semicolons_tabs_and_a_byte_order_mark_are_read_as_spreadsheets_write_them() -> None:
    for text in ("\ufeffname;payroll\r\nAdam;1\r\n", "name\tpayroll\nAdam\t1\n"):
        (one,) = lines(text)
        assert isinstance(one, Line)
        assert (one.entry.name, one.entry.payroll) == ("Adam", "1")


texts = st.text(st.characters(codec="utf-8", categories=("L", "N", "P", "S")), max_size=20)


@given(texts.filter(lambda text: text.strip()), texts, texts)
def test_what_is_written_is_read_as_it_was_and_is_no_formula(name: str, phone: str, notes: str) -> None:
    entry = Entry(key="5f", name=name, phone=phone, notes=notes, skills=("RN", "ICU"))
    ids = (Identity("+5f", name), Identity("trio-east:47", name))
    text = written([Person(key="p", name=name, identities=ids, entry=entry)])
    (one,) = lines(text)
    assert isinstance(one, Line)
    kept = (one.entry.name, one.entry.phone, one.entry.notes, one.entry.skills)
    assert kept == (*map(unquoted, (name, phone, notes)), ("RN", "ICU"))
    assert one.ids == ("trio-east:47",)
    for cell in text.splitlines()[1].split(","):
        assert not cell.startswith(("=", "+", "-", "@"))


def test_what_was_written_comes_back_however_long_it_is_and_whosever_connection_is_gone() -> None:
    skills = tuple(f"skill {n:03}" for n in range(99))  # as many as the roster takes
    notes = "first\n\nsecond " + "x" * 9_000
    entry = Entry(key="5f", name="Adam", skills=skills, notes=notes)
    ids = tuple(Identity(f"gone:{n:040}", "Adam") for n in range(30))
    text = written([Person(key="p", name="Adam", identities=(Identity("+5f", "Adam"), *ids), entry=entry)])
    (one,) = read(text.replace("\n", "\r\n").replace("\r\r", "\r").encode(), NAMES, {one.ref for one in ids})
    assert isinstance(one, Line)
    assert (one.entry.skills, one.entry.notes) == (skills, notes)
    assert one.ids == tuple(one.ref for one in ids)
    (fault,) = lines(text)
    assert isinstance(fault, Fault)


def unquoted(text: str) -> str:
    """Return a text without the mark that keeps a spreadsheet from reckoning with it."""
    return text[1:] if text.startswith("'") and text[1:2] in ("=", "+", "-", "@") else text


@given(st.binary(max_size=200))
def test_no_bytes_make_it_fail_otherwise_than_in_a_sentence(data: bytes) -> None:
    with suppress(Unusable):
        found = read(b"name,payroll,ids\n" + data, NAMES)
        assert all(isinstance(one, Line) or one.sentence for one in found)
