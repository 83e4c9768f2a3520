"""A session of 4spaces that ends just when a shift is created: what leaves, and what is on record."""

from datetime import UTC, datetime, time, timedelta
from pathlib import Path

import httpx
import pytest

from app.domain import Intent
from app.errors import Unreachable
from app.sending import Sending
from app.vendors.fourspaces.actions import CREATE
from app.vendors.fourspaces.simulator import practise
from tests.acting import Request, acting, calm, saying
from tests.vendors.fourspaces import BORN, TODAY, Desk, Market


async def test_each_of_the_two_requests_around_a_renewed_session_is_said_to_leave_before_it_does() -> None:
    now = [datetime.combine(TODAY, time(8), UTC)]
    desk = Desk(practise(Market(), clock=lambda: now[0]))
    wish = await desk.look()
    gone: list[list[str]] = []

    async def leaving() -> None:
        gone.append([one for one in desk.wire.calls if one.startswith("POST")])

    async with desk.client() as client:
        await client.get("/shifts")
        now[0] += timedelta(days=1)
        desk.wire.requests.clear()
        await CREATE.run(Sending(client, leaving), desk.account, wish)
    assert gone == [[], ["POST /shift", "POST /auth/credentials"]]
    assert desk.wire.calls == ["POST /shift", "POST /auth/credentials", "POST /shift"]


async def test_the_record_counts_both_and_tells_when_the_second_one_left(tmp_path: Path) -> None:
    async def ended(request: Request) -> None:
        actor.lines["fourspaces"].fate = calm
        first.append(actor.intents()[0])
        await saying(401)(request)

    first: list[Intent] = []
    with await acting(tmp_path, "fourspaces") as actor:
        actor.lines["fourspaces"].fate = ended
        done = await actor.do("create-shift", "fourspaces", BORN)
        intent = actor.intent(done.id)
        assert [one.path for one in actor.lines["fourspaces"].acted] == ["/shift", "/shift"]
    assert (first[0].attempts, intent.attempts, done.outcome) == (1, 2, "succeeded")
    assert first[0].sent_at is not None
    assert intent.sent_at is not None
    assert first[0].sent_at <= intent.sent_at


async def test_where_the_renewal_itself_fails_nothing_more_leaves_and_it_is_not_said_to_be_refused() -> None:
    now = [datetime.combine(TODAY, time(8), UTC)]
    world = Market()
    desk = Desk(practise(world, clock=lambda: now[0]))
    wish = await desk.look()
    left: list[int] = []

    async def leaving() -> None:
        left.append(len(desk.wire.bodies))

    async with desk.client() as client:
        await client.get("/shifts")
        now[0] += timedelta(days=1)
        desk.wire.answers["/auth/credentials"] = httpx.Response(503)
        with pytest.raises(Unreachable) as caught:
            await CREATE.run(Sending(client, leaving), desk.account, wish)
    assert (left, len(desk.wire.bodies), caught.value.left) == ([0], 1, True)
    assert set(world.patterns) == {1, 2}
