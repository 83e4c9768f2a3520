"""What the window's panels ask of the engine: what can be done, with what, and what would come of it.

Each method answers one command of the line (`app.line`): JSON values in, JSON values out. It
raises CallboardErrors, whose text is for the user.
"""

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from app.acting import Acting
from app.action import Action, Weight
from app.asking import Offered, action_of, asked, faults, offered, params_of, with_roster
from app.checks import UNCHECKED, Severity
from app.delivery import intended
from app.domain import Assignment, Intent, IntentState, Kept, Shift
from app.engine import Engine
from app.errors import CallboardError, Unusable
from app.panel_shape import (
    shape_of_action,
    shape_of_choice,
    shape_of_done,
    shape_of_offer,
    shape_of_section,
    shown_of,
)
from app.settings import ConnectionSettings
from app.shape import shape_of_intent
from app.vendor import Vendor

Message = dict[str, Any]

_WEIGHTS = {Weight.PRIMARY: 0, Weight.NORMAL: 1, Weight.DANGER: 2}
AT_ONCE = 50  # shifts of a selection that are looked at before somebody else gets a turn


class Panel:
    """Answers for the window's panels. Use it from the engine's event loop."""

    def __init__(
        self,
        engine: Engine,
        acting: Acting,
        vendors: Mapping[str, Vendor],
        connections: Callable[[], Mapping[str, ConnectionSettings]],
    ) -> None:
        """`connections` are those configured now."""
        self._engine = engine
        self._acting = acting
        self._desk = acting.delivery.desk
        self._reader = acting.delivery.outbox.reader
        self._vendors = vendors
        self._connections = connections

    def answers(self) -> dict[str, Callable[[Message], Awaitable[Message]]]:
        """Return what answers each command."""
        return {
            "panel": self.panel,
            "look_up": self.look_up,
            "choices": self.choices,
            "foresee": self.foresee,
            "shared": self.shared,
            "plan": self.plan,
            "do": self.do,
            "send": self.send,
            "withdraw": self.withdraw,
            "decide": self.decide,
            "reconcile": self.reconcile,
        }

    async def panel(self, message: Message) -> Message:
        """Return everything that can be done with a shift, or with a connection itself."""
        ref = str(message["ref"])
        settings, vendor = self._spoken_for(ref)
        kept, open_one = await self._desk(self._shown, ref)
        account = await self._account(settings.name)
        sections = () if kept is None else vendor.sections(kept.shift)
        return {
            "ref": ref,
            "connection": settings.name,
            "vendor_title": vendor.title,
            "reachable": not await self._desk(self._reader.is_failing, settings.name),
            "actions": [shape_of_offer(one, kept, account) for one in offered(vendor, kept, open_one)],
            "sections": [shape_of_section(one) for one in sections],
        }

    async def _account(self, name: str) -> str:
        """Return who the API account is, "" where nobody has had to find out yet."""
        talk = self._engine.talking(name)
        itself = None if talk is None else self._acting.known(talk)
        if not itself:
            return ""
        return dict(await self._desk(self._reader.people, name)).get(itself, "")

    async def look_up(self, message: Message) -> Message:
        """Return a section with its rows, read anew."""
        ref = str(message["ref"])
        _, vendor = self._spoken_for(ref)
        kept, _ = await self._desk(self._shown, ref)
        if kept is None:
            raise Unusable("There is nothing more to be read of a connection.")
        async with self._engine.talk(_name(ref)) as talk:
            found = await vendor.look_up(
                talk.client, talk.settings.account(), str(message["key"]), kept.shift
            )
        return {"section": shape_of_section(found)}

    async def choices(self, message: Message) -> Message:
        """Return what a parameter may be: from the vendor, else whoever was shown; and the roster."""
        ref, pick = str(message["ref"]), str(message["pick"])
        _, vendor = self._spoken_for(ref)
        kept, _ = await self._desk(self._shown, ref)
        async with self._engine.talk(_name(ref)) as talk:
            found = await vendor.choices(
                talk.client, talk.settings.account(), pick, None if kept is None else kept.shift
            )
        found = await self._desk(with_roster, self._reader, _name(ref), pick, found)
        return {"choices": [shape_of_choice(one) for one in found]}

    async def foresee(self, message: Message) -> Message:
        """Return what is wrong with parameters so far, and what the action would bring about."""
        ref, raw = str(message["ref"]), dict(message.get("parameters") or {})
        settings, vendor = self._spoken_for(ref)
        kept, _ = await self._desk(self._shown, ref)
        action = action_of(vendor, None if kept is None else kept.shift, str(message["action"]))
        if wrong := faults(action, raw):
            return {"faults": wrong, "lines": [], "warnings": [], "asks": None}
        lines: list[str] = []
        itself = None if kept is None else await self._itself(ref, kept.shift, action.key, raw)
        wish = await self._desk(
            asked,
            vendor,
            kept,
            action.key,
            raw,
            self._reader,
            settings.account(),
            (),
            itself,
            self._acting.rules(),
        )
        if itself:
            names = dict(await self._desk(self._reader.people, settings.name))
            lines.append(f"It is for whoever the API account is: {names.get(itself, f'account {itself}')}.")
        warnings = list(wish.remarks)
        if action.foresee is not None:
            foresight = action.foresee(settings.account(), params_of(action, raw))
            lines += foresight.lines
            warnings += foresight.warnings
        asks = action.asks(wish.params)
        return {"faults": {}, "lines": lines, "warnings": warnings, "asks": asks}

    async def _itself(self, ref: str, shift: Shift, key: str, raw: Message) -> str | None:
        """Return who the API account is, for a wish that is for it."""
        _, vendor = self._spoken_for(ref)
        action = {one.key: one for one in vendor.actions(shift)}.get(key)
        if action is None or action.itself is None:
            return None
        try:
            async with self._engine.talk(_name(ref)) as talk:
                return await self._acting.itself(talk, shift, key, raw)
        except CallboardError:  # without its secrets, for one: the wish itself will say so
            return None

    async def shared(self, message: Message) -> Message:
        """Return the actions that all of several shifts know, and how many of them each can be done with."""
        refs = [str(ref) for ref in message["refs"]]
        counts: dict[str, int] = {}
        known: dict[str, Action[Any]] = {}
        able: dict[str, int] = {}
        async for ref, kept, open_one in self._each(refs):
            if kept is None:
                continue
            _, vendor = self._spoken_for(ref)
            for one in offered(vendor, kept, open_one):
                if one.action.on_connection:
                    continue
                key = one.action.key
                # Two vendors' actions of one name are shared where they are told the same.
                if key in known and known[key].params is not one.action.params:
                    continue
                if key not in known or _WEIGHTS[one.action.weight] > _WEIGHTS[known[key].weight]:
                    known[key] = one.action  # what asks first with one of them asks first with all
                counts[key] = counts.get(key, 0) + 1
                able[key] = able.get(key, 0) + (one.reason is None)
        found = []
        for key, action in known.items():
            if counts[key] < len(refs):
                continue
            reason = None if able[key] else "It cannot be done with any of these shifts now."
            found.append({**shape_of_action(Offered(action, reason)), "able": able[key]})
        return {"actions": found}

    async def plan(self, message: Message) -> Message:
        """Return of each of several shifts whether an action would go out, and what speaks against it."""
        raw, key = dict(message.get("parameters") or {}), str(message["action"])
        rows = []
        earlier: list[Shift] = []  # as they will be, those that go out before
        async for ref, kept, open_one in self._each([str(ref) for ref in message["refs"]]):
            itself = None if kept is None else await self._itself(ref, kept.shift, key, raw)
            verdict = await self._desk(self._planned, ref, kept, open_one, key, raw, earlier, itself)
            rows.append({"ref": ref, **verdict})
        return {"rows": rows}

    async def do(self, message: Message) -> Message:
        """Perform an action and return what became of it."""
        ref = str(message["ref"])
        self._spoken_for(ref)
        _, _, external_id = ref.partition(":")
        async with self._engine.talk(_name(ref)) as talk:
            done = await self._acting.do(
                talk,
                external_id,
                str(message["action"]),
                dict(message.get("parameters") or {}),
                reason=message.get("reason") or None,
                queue=bool(message.get("queue")),
                shown=shown_of(message.get("shown")),
            )
        self._engine.settle(_name(ref))
        return shape_of_done(done)

    async def send(self, message: Message) -> Message:
        """Send an intent that waits."""
        intent = await self._intent(message)
        async with self._engine.talk(intent.connection) as talk:
            sent = await self._acting.send(
                talk, intent, reason=message.get("reason") or None, shown=message.get("state")
            )
            lacks = sent.state is IntentState.HELD and not message.get("reason")
            if lacks and intended(talk.vendor, sent) is not None:
                lacks = await self._desk(self._acting.lacks_reason, talk, sent)
        self._engine.settle(intent.connection)
        return {"intent": shape_of_intent(sent), "needs_reason": lacks}

    async def withdraw(self, message: Message) -> Message:
        """Take an intent back that waits."""
        return {"intent": shape_of_intent(await self._acting.withdraw(await self._intent(message)))}

    async def decide(self, message: Message) -> Message:
        """End an intent of which no reading tells, by what a person has found out."""
        intent = await self._intent(message)
        return {"intent": shape_of_intent(await self._acting.decide(intent, done=bool(message["done"])))}

    async def reconcile(self, message: Message) -> Message:
        """Find out what became of everything that is unknown."""
        rows = await self._acting.take_up()
        for name in self._connections():
            unknown = [
                one for one in await self._acting.open_intents(name) if one.state is IntentState.UNKNOWN
            ]
            try:
                async with self._engine.talk(name) as talk:
                    rows += [await self._acting.settle(talk, one) for one in unknown]
            except CallboardError:  # of one connection, its secrets for example: the others are settled
                rows += unknown
        rows = list({one.id: one for one in rows}.values())
        return {"rows": [shape_of_intent(one) for one in rows]}

    async def _each(self, refs: Sequence[str]) -> AsyncIterator[tuple[str, Kept | None, Intent | None]]:
        for at in range(0, len(refs), AT_ONCE):
            piece = refs[at : at + AT_ONCE]
            for ref, (kept, open_one) in zip(piece, await self._desk(self._all_shown, piece), strict=True):
                yield ref, kept, open_one

    def _all_shown(self, refs: Sequence[str]) -> list[tuple[Kept | None, Intent | None]]:
        return [self._shown(ref) for ref in refs]

    def _planned(
        self,
        ref: str,
        kept: Kept | None,
        open_one: Intent | None,
        key: str,
        raw: Message,
        earlier: list[Shift],
        itself: str | None,
    ) -> Message:
        """Return the verdict on one shift of a selection."""

        def cannot(*sentences: str) -> Message:
            return {"verdict": "cannot", "sentences": list(sentences), "needs_reason": False}

        if kept is None:
            return cannot("The shift is not in the cache any more.")
        settings, vendor = self._spoken_for(ref)
        try:
            wish = asked(
                vendor,
                kept,
                key,
                raw,
                self._reader,
                settings.account(),
                earlier,
                itself,
                self._acting.rules(),
            )
        except Unusable as error:
            return cannot(str(error))
        reason = next(
            (one.reason for one in offered(vendor, kept, open_one) if one.action.key == wish.action.key), None
        )
        if reason:
            return cannot(reason)
        if any(one.severity is Severity.BLOCK for one in wish.findings):
            return cannot(*wish.remarks)
        earlier.append(wish.action.preview(kept.shift, wish.params))
        if itself:  # the preview of what is for the API account does not name it
            who = Assignment(key=itself, person=itself, person_id=itself)
            earlier[-1] = replace(earlier[-1], assignments=(who,))
        verdict = "warn" if any(one.check != UNCHECKED for one in wish.findings) else "go"
        return {
            "verdict": verdict,
            "sentences": list(wish.remarks),
            "needs_reason": wish.needs_reason,
        }

    def _shown(self, ref: str) -> tuple[Kept | None, Intent | None]:
        """Return a shift and its intent whose end is open; None for a connection itself."""
        if ":" not in ref:
            return None, None
        open_ones = self._reader.intents(ref, open_only=True, limit=1)
        return self._reader.shift(ref), open_ones[0] if open_ones else None

    def _spoken_for(self, ref: str) -> tuple[ConnectionSettings, Vendor]:
        settings = self._connections().get(_name(ref))
        if settings is None:
            raise Unusable(f"“{_name(ref)}” is not a connection that can be used now.")
        return settings, self._vendors[settings.vendor]

    async def _intent(self, message: Message) -> Intent:
        found = await self._desk(self._reader.intent, int(message["intent"]))
        if found is None:
            raise Unusable(f"There is no intent {message['intent']}.")
        return found


def _name(ref: str) -> str:
    return ref.partition(":")[0]
