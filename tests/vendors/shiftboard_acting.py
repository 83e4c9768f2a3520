"""A desk at Shiftboard's practice server that acts: sends once, loses answers, and settles."""

import json
from typing import Any

import httpx
import pytest

from app.action import Action, Answer, DidNot, Verdict, Wish
from app.domain import Shift
from app.errors import Unreachable
from app.sending import Sending
from app.vendors.shiftboard.actions import ACTIONS
from app.vendors.shiftboard.rpc import question
from app.world import World
from tests.vendors.shiftboard_desk import Desk

ACTING = frozenset(
    {
        "shift.confirm",
        "shift.assign",
        "shift.acknowledge",
        "shift.unconfirm",
        "shift.update",
        "shift.markAbsent",
        "tradeboard.approve",
    }
)
NOTHING_HAPPENED = DidNot()


def action(key: str) -> Action[Any]:
    """Return the action of that key."""
    return next(each for each in ACTIONS if each.key == key)


class Actor(Desk):
    """A desk that does things; `lost` tells on which way they get lost: "request" or "answer"."""

    def __init__(self, world: World) -> None:
        super().__init__(world)
        self.lost: str | None = None
        self.sent: list[str] = []  # methods that acted, in order
        self.leaving = 0

    async def shift(self, external_id: str) -> Shift:
        """Return a shift that must be there."""
        seen = await self.one(external_id)
        assert seen is not None
        return seen.shift

    async def told(self, method: str, **params: Any) -> Any:
        """Return the result of a call that reads, as it comes over the wire."""
        async with self.client() as client:
            reply = await client.post(self.account.base_url, content=question(method, params), reads=True)
        return json.loads(reply.body)["result"]

    async def wish(
        self, key: str, external_id: str, *, seen: frozenset[str] = frozenset(), **params: Any
    ) -> Any:
        """Return a wish about a shift as it now stands, what its action looks at included."""
        made: Wish[Any] = Wish(
            shift=await self.shift(external_id), params=action(key).params.model_validate(params), seen=seen
        )
        if look := action(key).look:
            async with self.client() as client:
                notes = await look(client, self.account, made)
            made = Wish(shift=made.shift, params=made.params, seen=seen, memory=notes)
        return made

    async def run(self, key: str, wish: Wish[Any]) -> Answer:
        """Send a wish."""
        async with self.client() as client:
            return await action(key).run(Sending(client, self._leaves), self.account, wish)

    async def do(self, key: str, external_id: str, **params: Any) -> Answer:
        """Wish and send."""
        return await self.run(key, await self.wish(key, external_id, **params))

    async def settle(self, key: str, wish: Wish[Any]) -> Verdict:
        """Find out what became of a wish; nothing may act meanwhile."""
        before = list(self.sent)
        async with self.client() as client:
            verdict = await action(key).settle(client, self.account, wish)
        assert self.sent == before
        return verdict

    async def lose(self, key: str, external_id: str, *, lost: str, **params: Any) -> Wish[Any]:
        """Send a wish whose request or answer gets lost, and return it."""
        wish: Wish[Any] = await self.wish(key, external_id, **params)
        self.lost = lost
        with pytest.raises(Unreachable):
            await self.run(key, wish)
        self.lost = None
        return wish

    async def _leaves(self) -> None:
        self.leaving += 1

    async def _carry(self, request: httpx.Request) -> httpx.Response:
        acts = any(f'"method":"{method}"'.encode() in request.content for method in ACTING)
        if not acts:
            return await super()._carry(request)
        if self.lost == "request":
            raise httpx.ReadError("lost on the way")
        answer = await super()._carry(request)
        self.sent.append(self.methods[-1])
        if self.lost == "answer":
            raise httpx.ReadError("lost on the way back")
        return answer
