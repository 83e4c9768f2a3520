"""Shiftboard's errors in all their shapes, and a server that answers what cannot be."""

from collections.abc import Callable
from typing import Any

import pytest
from starlette.responses import Response

from app.errors import Garbled, Refused, SignInNeeded, Unreachable, VendorError
from app.vendors.shiftboard import reading
from tests.vendors.shiftboard_desk import Bend, Desk, Market, end, error, result, shifts


@pytest.mark.parametrize("name", ["signature_key", "access_key_id"])
async def test_a_wrong_key_asks_for_credentials_in_the_vendors_words(name: str) -> None:
    secrets = {**Desk(Market()).secrets}
    secrets[name] = secrets[name][::-1]
    failure = await Desk(Market(), secrets=secrets).failed()
    assert isinstance(failure, SignInNeeded)
    assert "signature" in str(failure)
    assert "The " in str(failure).split(": ", 1)[1]


async def test_a_key_that_the_vendor_quotes_back_is_not_shown() -> None:
    desk = Desk(Market())
    key = desk.secrets["access_key_id"]
    desk.bends["shift.list"] = error({"code": "x", "message": f"Unknown access key {key}!"})
    failure = await desk.failed()
    assert isinstance(failure, SignInNeeded)
    assert "Unknown access key …!" in str(failure)


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        ({"code": "conflict", "message": "third", "data": {"misc": "first", "message": "second"}}, "first"),
        ({"code": "conflict", "message": "third", "data": {"misc": "", "message": "second"}}, "second"),
        ({"code": 7, "message": "third", "data": {}}, "third"),
        ({"code": "conflict", "message": "third"}, "third"),
        ({"code": "conflict", "data": "a plain string"}, "a plain string"),
        ({"code": "no_user_image"}, "no_user_image"),
        ({"code": -32000}, "error -32000"),
        ({"data": {"code": "odd"}}, "odd"),
        ({"data": [1], "message": None, "code": 1.5}, "without saying why"),
        ("Missing start_date", "Missing start_date"),
        ([], None),
        ({"message": "two\nlines\x07"}, "two lines"),
        ({"message": "<script>alert(1)</script>"}, "without saying why"),
    ],
)
@pytest.mark.parametrize("status", [200, 400, 403, 409, 422, 500])
async def test_an_error_is_told_in_the_vendors_words(fault: Any, said: str | None, status: int) -> None:
    desk = Desk(Market())
    desk.bends["shift.list"] = error(fault, status)
    failure = await desk.failed()
    if said is None:  # not an error of theirs at all: the status speaks, or the missing result
        assert isinstance(failure, Garbled if status == 200 else Refused | Unreachable)
    else:
        assert isinstance(failure, Refused)
        assert said in str(failure)
        assert "<" not in str(failure)


@pytest.mark.parametrize(
    "fault",
    [
        {"code": "bad_signature"},
        {"code": 401, "message": "Unauthorized"},
        {"message": "Authentication failed"},
        {"data": {"misc": "Unknown access_key_id"}},
        "Invalid credentials",
    ],
)
@pytest.mark.parametrize("status", [200, 400, 401, 403, 500])
async def test_an_error_about_signing_asks_for_credentials(fault: Any, status: int) -> None:
    desk = Desk(Market())
    desk.bends["system.timestamp"] = error(fault, status)
    assert isinstance(await desk.failed(), SignInNeeded)


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        (lambda: Response("<html>Maintenance</html>"), Garbled),
        (lambda: Response("<html>Maintenance</html>", status_code=500), Unreachable),
        (lambda: Response("", status_code=403), Refused),
        (lambda: Response(""), Garbled),
        (lambda: Response('{"id":"1","jsonrpc":"2.0","result":{"shifts":[{"id"'), Garbled),
        (lambda: Response("[]"), Garbled),
        (lambda: Response('{"ok":true}'), Garbled),
        (lambda: Response('{"id":"2","result":{"shifts":[],"count":"0"}}'), Garbled),
        (lambda: Response('{"id":"1","result":{}}'), Garbled),
        (lambda: Response('{"id":"1","result":{"shifts":{}}}'), Garbled),
        (lambda: Response("[" * 100_000), Garbled),
        (lambda: Response("busy", status_code=503), Unreachable),
        (lambda: Response("", status_code=401), SignInNeeded),
    ],
)
async def test_what_is_no_answer_is_an_error(answer: Callable[[], Response], kind: type[VendorError]) -> None:
    desk = Desk(Market())
    desk.bends["shift.list"] = lambda payload: answer()
    assert type(await desk.failed()) is kind


@pytest.mark.parametrize("number", [None, 1, "1"])
async def test_an_answer_without_its_id_or_with_a_number_is_taken(number: object) -> None:
    desk = Desk(Market())
    desk.bends["shift.list"] = lambda payload: {**payload, "id": number, "error": None}
    assert len(shifts(await desk.pull())) == 3


@pytest.mark.parametrize(
    "bend",
    [
        result(page={"next": {"start": 1, "batch": 1000}}),
        result(page={"next": {"start": "1", "batch": "1000"}}),
        result(page={"next": {"start": 4, "batch": "1000"}}),
        result(page={"next": 4}),
        result(shifts=[], page={"next": {"start": 4, "batch": 1000}}),
        result(shifts=[], count=None, page={"next": {"start": 4, "batch": 1000}}),
        result(shifts=[], count="3"),
        result(shifts=[], count=3),
        result(shifts=None),
    ],
)
async def test_paging_that_cannot_be_true_is_an_error(bend: Bend) -> None:
    desk = Desk(Market())
    desk.bends["shift.list"] = bend
    assert isinstance(await desk.failed(), Garbled)


async def test_a_list_without_an_end_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "MOST_PAGES", 7)
    desk = Desk(Market())
    asked = 0

    def more(payload: Any) -> Any:
        nonlocal asked
        asked += 1
        told = result(count=None, shifts=[{}], page={"next": {"start": asked, "batch": 1}})
        return told(payload)

    desk.bends["shift.list"] = more
    assert "no end" in str(await desk.failed())
    assert asked == 7


async def test_a_missing_page_and_a_missing_count_are_no_offence() -> None:
    desk = Desk(Market())
    desk.bends["shift.list"] = result(page=None, count=None, referenced_objects=None)
    pages = await desk.pull()
    assert (len(shifts(pages)), end(pages).complete) == (3, True)


async def test_a_listing_that_shows_less_than_it_counts_proves_no_removal() -> None:
    desk = Desk(Market())
    desk.bends["shift.list"] = result(count="4")
    pages = await desk.pull()
    assert (len(shifts(pages)), end(pages).complete) == (3, False)


async def test_a_listing_whose_total_fell_between_pages_proves_no_removal() -> None:
    desk = Desk(Market(1500))
    totals = iter(("1500", "1499"))
    desk.bends["shift.list"] = lambda payload: result(count=next(totals))(payload)
    assert not end(await desk.pull()).complete
