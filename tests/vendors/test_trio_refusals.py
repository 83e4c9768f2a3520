"""Acting at Trio when it says no, or says what does not fit."""

import json

import pytest
from starlette.responses import Response

from app.action import Answer
from app.domain import State
from app.errors import Garbled, Refused, SignInNeeded, Unreachable, VendorError
from app.sending import Sending
from app.vendors.trio.simulator import READER, REVOKED
from app.world import World
from tests.vendors.trio import (
    NOON,
    candidate_id,
    do,
    market,
    read,
    send,
    shift_id,
    some_need,
    submittable,
    talking,
    unrecorded,
)

NOBODY = "00000000-0000-4a01-8000-7472696f0000"


@pytest.fixture
def world() -> World:
    return market()


@pytest.mark.parametrize(
    ("key", "error", "words"),
    [
        (READER, Refused, r"403.*: This API key may read shifts, but not act on them\."),
        (REVOKED, Refused, r"403.*: This API key has been revoked\."),
        ("made-up", SignInNeeded, r"401.*: The API key is missing or not known\."),
    ],
)
async def test_who_may_not_act_is_told_so_in_the_vendors_words(
    world: World, key: str, error: type[VendorError], words: str
) -> None:
    need = some_need(world, State.OPEN)

    with pytest.raises(error, match=words):
        await do(world, need, "claim", api_key=key)

    assert need.live == []


async def test_what_somebody_else_was_quicker_at_is_refused_in_the_vendors_words(world: World) -> None:
    need = some_need(world, State.OPEN)
    async with talking(world) as (client, us, _):
        shift = await read(client, us, need)
        await send(client, us, shift, "claim")
        with pytest.raises(Refused, match=r"\(400\): This shift has already been claimed\."):
            await send(client, us, shift, "claim")

    assert len(need.live) == 1


@pytest.mark.parametrize(
    ("candidate", "words"),
    [
        ("47", "candidateId: The value '47' is not valid."),
        (NOBODY, "candidateId: There is no such candidate in the staffing pool."),
    ],
)
async def test_an_id_of_nobodys_is_refused_with_the_field(world: World, candidate: str, words: str) -> None:
    need = some_need(world, State.OPEN)

    with pytest.raises(Refused) as refused:
        await do(world, need, "claim", candidate_id=candidate)

    assert words in str(refused.value)
    assert need.live == []


async def test_somebody_of_another_profession_is_refused(world: World) -> None:
    need = some_need(world, State.OPEN)
    other = next(worker for worker in world.workers["trio"] if worker.role != need.role)

    with pytest.raises(Refused, match=f"{other.name} is a {other.role}; this shift needs a {need.role}"):
        await do(world, need, "claim", candidate_id=candidate_id(other))


async def test_an_action_with_a_shift_that_is_gone_is_refused(world: World) -> None:
    need = some_need(world, State.ASSIGNED)
    async with talking(world) as (client, us, _):
        shift = await read(client, us, need)
        need.published = False
        with pytest.raises(Refused, match=r"\(404\): There is no such shift\."):
            await send(client, us, shift, "decline")


@pytest.mark.parametrize(
    ("state", "key", "words"),
    [
        (State.PENDING, "confirm", "Only an assigned shift can be confirmed."),
        (State.OPEN, "decline", "There is no assignment to decline."),
        (State.ASSIGNED, "release", "Only a confirmed shift can be released."),
        (State.CANCELLED, "claim", "This shift has already been claimed."),
    ],
)
async def test_the_practice_server_does_only_what_it_offers(
    world: World, state: State, key: str, words: str
) -> None:
    with pytest.raises(Refused, match=words):
        await do(world, some_need(world, state), key)


async def test_the_practice_server_says_why_a_shift_is_beyond_acting(world: World) -> None:
    begun, withdrawn = some_need(world, State.CONFIRMED), some_need(world, State.OPEN)
    begun.start = NOON.replace(tzinfo=None, year=2025)
    withdrawn.withdrawn = True

    with pytest.raises(Refused, match="already begun"):
        await do(world, begun, "release")
    with pytest.raises(Refused, match="cancelled by the client"):
        await do(world, withdrawn, "claim")


@pytest.mark.parametrize(
    ("content", "content_type", "words"),
    [
        (b"{", "application/json", "The body is not JSON"),
        (b"[]", "application/json", "candidateId field is required"),
        (b"candidateId=47", "text/plain", "415"),
    ],
)
async def test_the_practice_server_reads_no_other_body(
    world: World, content: bytes, content_type: str, words: str
) -> None:
    need = some_need(world, State.OPEN)
    async with talking(world) as (client, _, _):
        with pytest.raises(Refused, match=words):
            await Sending(client, unrecorded).post(
                f"/shifts/{shift_id(need)}/claim", content=content, content_type=content_type
            )


def problem(title: str, status: int | None = None, **more: object) -> Response:
    told = {"title": title, **({} if status is None else {"status": status}), **more}
    return Response(json.dumps(told))


@pytest.mark.parametrize(
    "answer",
    [
        problem("Forbidden", 403, detail="Not on this unit."),
        problem("", detail="Not on this unit."),
        Response(json.dumps({"Title": "Not on this unit."})),
        Response(json.dumps({"error": {"message": "Not on this unit."}})),
        Response(json.dumps({"errors": {"candidateId": ["Not on this unit."]}})),
    ],
)
@pytest.mark.parametrize("key", ["claim", "submit"])
async def test_a_refusal_inside_a_success_is_one(world: World, answer: Response, key: str) -> None:
    need = submittable(world)

    with pytest.raises(Refused, match="Not on this unit"):
        await do(world, need, key, lambda *_: answer)


async def test_a_refusal_without_words_is_one_too(world: World) -> None:
    with pytest.raises(Refused, match=r"^The vendor refused the request\.$"):
        await do(world, some_need(world, State.OPEN), "claim", lambda *_: problem("<b>no</b>", 400))


HOSTILE = [
    Response(b"<html>Welcome</html>"),
    Response(b'{"id": "'),
    Response(b"null"),
    Response(b"[]"),
    Response(b"[" * 100_000),
    Response(json.dumps({"id": NOBODY, "start": "2026-12-01T07:00:00"})),
    Response(json.dumps({"Id": NOBODY, "Start": "2026-12-01T07:00:00"})),
    Response(json.dumps({"id": "20417", "start": "2026-12-01T07:00:00"})),
    Response(status_code=302, headers={"Location": "https://elsewhere.test/"}),
    Response(status_code=302, headers={"Location": "/trio/shifts"}),
]


@pytest.mark.parametrize("answer", HOSTILE)
async def test_after_an_answer_that_does_not_fit_nobody_knows(world: World, answer: Response) -> None:
    need = some_need(world, State.OPEN)

    with pytest.raises(Garbled):
        await do(world, need, "claim", lambda *_: answer)

    assert len(need.live) == 1


@pytest.mark.parametrize("answer", HOSTILE)
async def test_after_a_strange_answer_to_a_submission_nobody_knows_either(
    world: World, answer: Response
) -> None:
    with pytest.raises(Garbled):
        await do(world, submittable(world), "submit", lambda *_: answer)


@pytest.mark.parametrize("status", [500, 502, 503, 429])
async def test_after_a_fault_of_the_servers_nobody_knows(world: World, status: int) -> None:
    with pytest.raises(Unreachable):
        await do(world, some_need(world, State.OPEN), "claim", lambda *_: Response(status_code=status))


@pytest.mark.parametrize("key", ["claim", "submit"])
async def test_a_servers_fault_inside_a_success_is_no_refusal(world: World, key: str) -> None:
    answer = problem("The lights went out.", 500)

    with pytest.raises(Unreachable, match=r"\(500\): The lights went out\."):
        await do(world, submittable(world), key, lambda *_: answer)


async def test_an_empty_success_is_none_of_a_documented_action_but_will_do_for_another(world: World) -> None:
    need = submittable(world)

    submitted = await do(world, need, "submit", lambda *_: Response(status_code=200))
    with pytest.raises(Garbled, match="empty"):
        await do(world, some_need(world, State.OPEN), "claim", lambda *_: Response(status_code=200))

    assert submitted.answer == Answer()


async def test_a_submission_in_the_answer_is_a_success(world: World) -> None:
    need = submittable(world)

    sent = await do(world, need, "submit", lambda *_: {"id": NOBODY, "title": "RN, ICU"})

    assert sent.answer == Answer()


async def test_a_status_without_a_name_does_not_make_an_answer_worth_less(world: World) -> None:
    need = some_need(world, State.OPEN)

    sent = await do(world, need, "claim", lambda _, told: told | {"status": {"id": 2}, "recruiter": None})

    assert sent.answer == Answer()
