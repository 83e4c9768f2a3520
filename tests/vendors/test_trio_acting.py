"""Acting at Trio's practice server: what is sent, what comes of it, and what becomes of lost answers."""

import json
from dataclasses import replace

import pytest
from starlette.responses import Response

from app.action import Answer, DidNot, Happened
from app.domain import Offer, Shift, State
from app.errors import Refused, Unreachable
from app.market import Worker
from app.sending import Sending
from app.vendors.trio.adapter import TRIO
from app.world import World
from tests.vendors.trio import (
    Loses,
    action,
    candidate_id,
    do,
    lose,
    market,
    read,
    send,
    shift_id,
    some_need,
    submittable,
    talking,
    unrecorded,
    wish,
)


@pytest.fixture
def world() -> World:
    return market()


def able(world: World, role: str, n: int = 3) -> Worker:
    """Return one of the vendor's people who has that role."""
    return [worker for worker in world.workers["trio"] if worker.role == role][n]


async def test_a_claim_for_oneself_goes_without_a_body(world: World) -> None:
    need = some_need(world, State.OPEN)

    sent = await do(world, need, "claim")

    assert sent.answer == Answer()
    assert sent.request.url.path == f"/trio/shifts/{shift_id(need)}/claim"
    assert (sent.request.content, sent.request.headers["content-length"]) == (b"", "0")
    assert "content-type" not in sent.request.headers
    assert sent.now is not None
    assert sent.now.state is State.PENDING
    assert [one.person for one in sent.now.assignments] == [able(world, need.role, 0).name]


async def test_a_claim_for_a_candidate_names_them(world: World) -> None:
    need = some_need(world, State.OPEN)
    worker = able(world, need.role)

    sent = await do(world, need, "claim", candidate_id=candidate_id(worker))

    assert json.loads(sent.request.content) == {"candidateId": candidate_id(worker)}
    assert sent.request.headers["content-type"] == "application/json"
    assert sent.now is not None
    assert [one.person_id for one in sent.now.assignments] == [candidate_id(worker)]


@pytest.mark.parametrize(
    ("key", "before", "after", "people"),
    [
        ("confirm", State.ASSIGNED, State.CONFIRMED, 1),
        ("decline", State.ASSIGNED, State.CANCELLED, 1),
        ("release", State.CONFIRMED, State.OPEN, 0),
    ],
)
async def test_an_answer_to_an_assignment_goes_to_its_documented_path(
    world: World, key: str, before: State, after: State, people: int
) -> None:
    need = some_need(world, before)

    sent = await do(world, need, key)

    assert sent.request.url.path == f"/trio/shifts/{shift_id(need)}/{key}"
    assert sent.request.content == b""
    assert sent.now is not None
    assert (sent.now.state, len(sent.now.assignments)) == (after, people)


async def test_a_shift_that_is_not_visible_any_more_was_declined(world: World) -> None:
    need = some_need(world, State.PENDING)

    sent = await do(world, need, "decline")

    assert (sent.answer, sent.now) == (Answer(), None)


async def test_a_claim_can_be_taken_back(world: World) -> None:
    need = some_need(world, State.OPEN)
    claimed = (await do(world, need, "claim")).now
    assert claimed is not None
    undo = next(key for key in action(claimed, "claim").undo if action(claimed, key).blocked(claimed) is None)

    sent = await do(world, need, undo)

    assert sent.now is not None
    assert (sent.now.state, sent.now.assignments) == (State.OPEN, ())


async def test_submissions_are_made_and_withdrawn_by_the_shifts_own_links(world: World) -> None:
    need = submittable(world)

    submitted = await do(world, need, "submit")
    withdrawn = await do(world, need, "withdraw-submission")

    assert submitted.request.url.path == f"/trio/shifts/{shift_id(need)}/submissions"
    assert submitted.request.content == b""
    assert submitted.now is not None
    assert (submitted.now.vendor_status, submitted.now.actions) == ("Submitted", ("withdraw-submission",))
    assert withdrawn.now is not None
    assert (withdrawn.now.state, withdrawn.now.assignments) == (State.OPEN, ())


async def test_a_documented_action_goes_to_its_path_whatever_its_link_says(world: World) -> None:
    need = some_need(world, State.OPEN)
    async with talking(world) as (client, us, requests):
        shift = await read(client, us, need)
        shift = replace(shift, offers=(Offer(name="Claim", link="https://elsewhere.test/x"),))
        await send(client, us, shift, "claim")

    assert str(requests[-1].url) == f"{us.base_url}/shifts/{shift_id(need)}/claim"


@pytest.mark.parametrize("link", ["https://elsewhere.test/x", "elsewhere", None])
async def test_nothing_is_sent_to_a_link_that_leads_elsewhere(world: World, link: str | None) -> None:
    shift = replace(await shown(world, State.OPEN), offers=(Offer(name="Submit", link=link),))
    async with talking(world) as (client, us, requests):
        with pytest.raises(Refused, match="Nothing was sent"):
            await send(client, us, shift, "submit")

    assert requests == []


async def test_a_link_that_only_looks_like_a_path_stays_on_the_vendors_server(world: World) -> None:
    shift = replace(await shown(world, State.OPEN), offers=(Offer(name="Submit", link="//elsewhere.test/x"),))
    async with talking(world) as (client, us, requests):
        with pytest.raises(Refused, match="404"):
            await send(client, us, shift, "submit")

    assert [request.url.host for request in requests] == ["127.0.0.1"]


@pytest.mark.parametrize("nonsense", ["", "/", "20417", "../statuses", "x/../../y"])
@pytest.mark.parametrize("key", ["claim", "submit"])
async def test_nothing_is_sent_about_what_is_no_id(world: World, nonsense: str, key: str) -> None:
    shift = replace(await shown(world, State.OPEN), offers=(Offer(name="Submit", link="/trio/x"),))
    async with talking(world) as (client, us, requests):
        with pytest.raises(Refused, match="nothing was sent"):
            await send(client, us, replace(shift, external_id=nonsense), key)

    assert requests == []


async def test_a_wish_without_a_shift_is_refused(world: World) -> None:
    shift = await shown(world, State.OPEN)
    async with talking(world) as (client, us, requests):
        with pytest.raises(Refused, match="nothing was sent"):
            await action(shift, "claim").run(
                Sending(client, unrecorded), us, replace(wish(shift, "claim"), shift=None)
            )

    assert requests == []


async def shown(world: World, state: State) -> Shift:
    async with talking(world) as (client, us, _):
        return await read(client, us, some_need(world, state))


LOSSES: list[tuple[str, State]] = [
    ("claim", State.OPEN),
    ("confirm", State.ASSIGNED),
    ("decline", State.ASSIGNED),
    ("decline", State.PENDING),
    ("release", State.CONFIRMED),
]


@pytest.mark.parametrize(("key", "state"), LOSSES)
async def test_a_lost_answer_is_found_to_have_happened(world: World, key: str, state: State) -> None:
    _, verdict = await lose(world, some_need(world, state), key, "answer")

    assert verdict == Happened()


@pytest.mark.parametrize(("key", "state"), LOSSES)
async def test_a_lost_request_is_found_not_to_have_happened(world: World, key: str, state: State) -> None:
    shift, verdict = await lose(world, some_need(world, state), key, "request")

    assert isinstance(verdict, DidNot)
    async with talking(world) as (client, us, _):
        assert await read(client, us, some_need(world, state)) == shift


@pytest.mark.parametrize(("loses", "happened"), [("answer", True), ("request", False)])
async def test_a_submissions_lost_answer_is_settled_too(world: World, loses: Loses, happened: bool) -> None:
    need = submittable(world)

    _, verdict = await lose(world, need, "submit", loses)
    assert isinstance(verdict, Happened) is happened
    if not happened:
        await do(world, need, "submit")
    _, verdict = await lose(world, need, "withdraw-submission", loses)

    assert isinstance(verdict, Happened if happened else DidNot)


async def test_a_lost_claim_for_somebody_is_not_taken_for_anothers(world: World) -> None:
    need = some_need(world, State.OPEN)
    mine, other = able(world, need.role, 1), able(world, need.role, 2)
    async with talking(world) as (client, us, _):
        shift = await read(client, us, need)
    await do(world, need, "claim", candidate_id=candidate_id(other))

    async with talking(world) as (client, us, _):
        verdicts = [
            await action(shift, "claim").settle(
                client, us, wish(shift, "claim", candidate_id=candidate_id(who).upper())
            )
            for who in (mine, other)
        ]

    assert verdicts == [DidNot(f"Somebody else has it: {other.name}."), Happened()]


async def test_a_vendor_that_cannot_be_read_leaves_it_open(world: World) -> None:
    shift = await shown(world, State.OPEN)
    async with talking(world, lambda *_: Response(status_code=503)) as (client, us, _):
        with pytest.raises(Unreachable):
            await action(shift, "claim").settle(client, us, wish(shift, "claim"))


async def test_there_is_no_list_of_candidates_and_nothing_more_to_read(world: World) -> None:
    shift = await shown(world, State.OPEN)
    async with talking(world) as (client, us, requests):
        assert await TRIO.choices(client, us, "candidate", shift) is None
        with pytest.raises(Refused):
            await TRIO.look_up(client, us, "submissions", shift)

    assert requests == []
