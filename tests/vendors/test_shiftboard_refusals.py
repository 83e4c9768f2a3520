"""How Shiftboard's no is told, and what counts as no answer at all, when an action was sent."""

from collections.abc import Callable
from typing import Any

import pytest
from starlette.responses import Response

from app.errors import Garbled, Refused, SignInNeeded, Unreachable, VendorError
from tests.vendors.shiftboard_acting import Actor
from tests.vendors.shiftboard_desk import EARLIER, Market, error, result


@pytest.mark.parametrize("status", [200, 400, 403, 404, 409, 422, 500])
@pytest.mark.parametrize(
    ("fault", "said"),
    [
        ({"code": "conflict", "data": {"misc": "No\nway."}}, "No way."),
        ({"code": "x", "message": "Not at all."}, "Not at all."),
        ("Sorry", "Sorry"),
        ({"message": "<b>no</b>"}, "without saying why"),
        ({"code": "shift_not_found", "message": "No such shift"}, "No such shift"),
    ],
)
async def test_a_no_is_refused_in_the_vendors_words(fault: Any, said: str, status: int) -> None:
    desk = Actor(Market())
    desk.bends["shift.confirm"] = error(fault, status)
    with pytest.raises(Refused, match=said):
        await desk.do("claim", "1")
    assert desk.sent == ["shift.confirm"]


async def test_a_fault_in_the_signature_asks_for_credentials() -> None:
    desk = Actor(Market())
    desk.bends["shift.confirm"] = error({"code": "invalid_signature"})
    with pytest.raises(SignInNeeded):
        await desk.do("claim", "1")


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        (lambda: Response("<html>Maintenance</html>"), Garbled),
        (lambda: Response(""), Garbled),
        (lambda: Response('{"id":"1","jsonrpc":"2.0"}'), Garbled),
        (lambda: Response('{"id":"1","result":null}'), Garbled),
        (lambda: Response('{"id":"1","result":"done"}'), Garbled),
        (lambda: Response('{"id":"1","result":[1]}'), Garbled),
        (lambda: Response('{"id":"2","result":{}}'), Garbled),
        (lambda: Response('{"id":"2","error":{"message":"No."}}'), Garbled),
        (lambda: Response('{"id":"1","result":{"mess'), Garbled),
        (lambda: Response("[" * 100_000), Garbled),
        (lambda: Response("", status_code=302, headers={"location": "/elsewhere"}), Garbled),
        (lambda: Response("busy", status_code=500), Unreachable),
        (lambda: Response('{"id":"1","error":null}', status_code=500), Unreachable),
        (lambda: Response('{"error":{"message":"No."}}', status_code=503), Unreachable),
    ],
)
async def test_after_what_is_no_answer_nobody_knows(
    answer: Callable[[], Response], kind: type[VendorError]
) -> None:
    desk = Actor(Market())
    desk.bends["shift.confirm"] = lambda payload: answer()
    with pytest.raises(kind) as caught:
        await desk.do("claim", "1")
    assert not isinstance(caught.value, Refused)
    assert desk.sent == ["shift.confirm"]


@pytest.mark.parametrize("status", [400, 403, 404])
async def test_a_status_that_says_no_needs_no_error_beside_it(status: int) -> None:
    desk = Actor(Market())
    desk.bends["shift.unconfirm"] = lambda payload: Response("", status_code=status)
    desk.bends["shift.confirm"] = desk.bends["shift.unconfirm"]
    with pytest.raises(Refused):
        await desk.do("claim", "1")


@pytest.mark.parametrize("told", ["[]", "{}"])
async def test_an_empty_result_is_a_success_and_its_id_may_be_missing(told: str) -> None:
    desk = Actor(Market())
    desk.bends["shift.update"] = lambda payload: Response(f'{{"id":null,"result":{told}}}')
    answer = await desk.do("unpublish", "1")
    assert (answer.said, answer.result) == (None, None)


async def test_words_of_success_are_plain_text_without_markup_or_secrets() -> None:
    desk = Actor(Market())
    key = desk.secrets["signature_key"]
    for said, shown in (("<b>Done</b>", None), (f"Done\x07 with {key}", "Done with …"), (7, None)):
        desk.bends["shift.confirm"] = result(message=said)
        assert (await desk.do("claim", "1")).said == shown
        await desk.do("release", "1")


@pytest.mark.parametrize(
    ("key", "params", "code"),
    [
        ("claim", {}, "already been picked up"),
        ("assign", {"person_id": "47"}, "already assigned"),
        ("assign", {"person_id": "50"}, "does not have the role RN"),
        ("assign", {"person_id": "4711"}, "not a member"),
    ],
)
async def test_the_vendor_judges_what_the_desk_did_not_know(
    key: str, params: dict[str, Any], code: str
) -> None:
    world = Market()
    world.take(1, EARLIER)
    desk = Actor(world)
    with pytest.raises(Refused, match=code):
        await desk.do(key, "1", **params)


@pytest.mark.parametrize(
    ("key", "params"),
    [("acknowledge", {}), ("decline", {"reason_id": "3"}), ("release", {}), ("mark-absent", {})],
)
async def test_with_an_open_shift_the_vendor_lets_nobody_answer(key: str, params: dict[str, Any]) -> None:
    desk = Actor(Market())
    with pytest.raises(Refused, match="not assigned to anybody"):
        await desk.do(key, "1", **params)


async def test_a_shift_that_is_gone_is_a_refusal() -> None:
    world = Market()
    desk = Actor(world)
    wish = await desk.wish("claim", "1")
    del world.board[1]
    with pytest.raises(Refused, match="could not be found"):
        await desk.run("claim", wish)
