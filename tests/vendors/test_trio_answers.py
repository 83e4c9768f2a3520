"""Trio's answers: pages whose shape is not documented, statuses, and what errors say."""

import json
from typing import Any

import pytest

from app.errors import Garbled
from app.http import Reply
from app.vendors.trio import answers

LISTED = {"id": "497f6eca-6276-4993-bfeb-53cbbbba6f08", "start": "2026-12-01T07:00:00"}


def reply(answer: Any) -> Reply:
    body = answer if isinstance(answer, bytes) else json.dumps(answer).encode()
    return Reply(200, {}, body, "https://trio.test/trio/shifts")


@pytest.mark.parametrize("name", ["items", "data", "results", "value"])
def test_a_page_is_found_under_any_likely_name(name: str) -> None:
    assert len(answers.listing(reply({name: [LISTED]})).records) == 1


def test_a_bare_array_is_a_page() -> None:
    page = answers.listing(reply([LISTED, LISTED]))

    assert (len(page), page.next, page.total) == (2, None, None)


def test_without_links_the_page_numbers_lead_on() -> None:
    page = {"items": [LISTED], "page": 2, "pageSize": 1, "totalCount": 3}

    assert answers.listing(reply(page)).next == "?page=3&pageSize=1"
    assert answers.listing(reply(page | {"page": 3})).next is None


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"  ",
        b"<html>Sign in</html>",
        b'{"items": [',
        b"[" * 5000,
        {},
        {"items": None},
        {"items": {}},
        "text",
        7,
        None,
        {"items": [], "links": "next"},
    ],
)
def test_an_answer_that_is_no_list_is_garbled(answer: Any) -> None:
    with pytest.raises(Garbled):
        answers.listing(reply(answer))


def test_statuses_are_names_by_id_and_odd_entries_are_left_out() -> None:
    found = answers.statuses(reply([{"id": 1, "name": "Open"}, {"id": 2}, None, {"Id": 3, "Name": "Gone"}]))

    assert found == {"1": "Open", "3": "Gone"}


@pytest.mark.parametrize(
    ("problem", "said"),
    [
        ({"title": "Forbidden", "status": 403, "detail": "Not your shift."}, "Not your shift."),
        ({"title": "Forbidden", "detail": " "}, "Forbidden"),
        (
            {"title": "Invalid.", "errors": {"id": ["Not a UUID.", "Too short."], "page": "Low."}},
            "Invalid. (id: Not a UUID., Too short.; page: Low.)",
        ),
        ({"Title": "Forbidden"}, "Forbidden"),
        ({"error": {"code": "x", "message": "No."}}, "No."),
        ({"message": "Missing key"}, "Missing key"),
        ("Plain words", "Plain words"),
        ({}, None),
        ([], None),
        ({"detail": 7, "errors": []}, None),
    ],
)
def test_an_errors_own_words_are_found(problem: Any, said: str | None) -> None:
    assert answers.words(json.dumps(problem).encode()) == said
