"""Shiftboard's trade board, for one shift: who offers it, who wants it, and what waits to be decided."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Self

from pydantic import BaseModel, BeforeValidator, TypeAdapter, ValidationError

from app.account import Account
from app.action import Answer, CannotTell, DidNot, Happened, Section, Verdict, Wish
from app.domain import Facts, Shift, Span
from app.errors import Garbled, Refused
from app.http import Client
from app.records import OptScalar
from app.sending import Sending
from app.vendors.shiftboard import rpc
from app.vendors.shiftboard.forms import DecideTrade
from app.vendors.shiftboard.reading import days, found
from app.vendors.shiftboard.references import References
from app.vendors.shiftboard.rpc import NoLongerThere
from app.vendors.shiftboard.settling import person_on, shift_of
from app.vendors.shiftboard.times import stamp

PENDING, OFFERED, UNAPPROVED, COMPLETE = "1", "2", "3", "4"
WAITING = (PENDING, UNAPPROVED)  # for a decision
WORDS = {
    PENDING: "Pending: awaits permission to be offered",
    OFFERED: "Offered",
    UNAPPROVED: "Unapproved: awaits approval of completion",
    COMPLETE: "Complete",
}
MOST_PAGES = 50  # of postings around one day

_Flag = Annotated[bool | None, BeforeValidator(lambda value: value if isinstance(value, bool) else None)]


class Trade(BaseModel):
    """A posting on the trade board."""

    id: OptScalar = None
    shift: OptScalar = None
    traded_by: OptScalar = None
    traded_to: OptScalar = None
    status: OptScalar = None
    trade_complete: _Flag = None
    notes: OptScalar = None
    trade_completed: OptScalar = None

    @property
    def complete(self) -> bool:
        """Tell whether nothing of it is left to be done."""
        return self.status == COMPLETE or self.trade_complete is True

    @property
    def standing(self) -> str:
        """Return its status in the document's words; samples leave the number out."""
        if self.status is None:
            return WORDS[COMPLETE] if self.complete else "Not complete"
        return WORDS.get(self.status, self.status)


@dataclass(frozen=True, slots=True)
class Board:
    """A shift's postings, and the names of the people in them."""

    trades: tuple[Trade, ...]
    names: References

    @classmethod
    async def read(cls, client: Client, account: Account, shift: Shift) -> Self:
        """Return what the board says of a shift, complete trades included."""
        select = days(Span(shift.day, shift.day))  # without it: the next 14 days
        page: object = {"start": 1, "batch": 1000}
        rows: list[object] = []
        people: list[object] = []
        for _ in range(MOST_PAGES):
            asked = {"select": select, "extended": True, "referenced_objects": True, "page": page}
            told = await rpc.ask(client, account, "tradeboard.list", asked, _LIST)
            piece = told.get("tradeboard")
            if not isinstance(piece, list):
                raise Garbled("Shiftboard’s answer to tradeboard.list has no list of trades.")
            rows += piece
            objects = told.get("referenced_objects")
            known = objects.get("account") if isinstance(objects, dict) else None
            people += known if isinstance(known, list) else []
            paging = told.get("page")
            page = paging.get("next") if isinstance(paging, dict) else None
            if not isinstance(page, dict) or not piece:
                break
        trades = tuple(trade for row in rows if (trade := _trade(row)) and trade.shift == shift.external_id)
        return cls(trades, References.read({"account": people}))

    @property
    def waiting(self) -> Trade | None:
        """Return the posting that waits for a decision; of unknown status it may be."""
        wait = [trade for trade in self.trades if trade.status in WAITING and not trade.complete]
        may = [trade for trade in self.trades if trade.status is None and not trade.complete]
        return next(iter(wait + may), None)

    def name(self, person: str | None) -> str | None:
        """Return a person's name, else the id."""
        return person and (self.names.account.get(person) or f"Account {person}")


_LIST = TypeAdapter(rpc.Answer[dict[str, object]])


def _trade(row: object) -> Trade | None:
    try:
        trade = Trade.model_validate(row)
    except ValidationError:
        return None  # of whatever shift: the posting that is sought has an id and a shift
    return trade if trade.id and trade.shift else None


async def section(client: Client, account: Account, shift: Shift) -> Section:
    """Return the trade board for a shift, as a table."""
    board = await Board.read(client, account, shift)
    rows: list[tuple[str | datetime | None, ...]] = [
        (
            board.name(trade.traded_by),
            board.name(trade.traded_to),
            trade.standing,
            stamp(trade.trade_completed),
            trade.notes,
        )
        for trade in board.trades
    ]
    return Section(
        title="Trade board",
        text="" if rows else "Shiftboard’s trade board has no trade of this shift.",
        head=("Offered by", "Taken by", "Status", "Completed", "Notes"),
        rows=tuple(rows),
        key="trades",
    )


async def look(client: Client, account: Account, wish: Wish[DecideTrade]) -> Facts:
    """Return which posting waits, and whose it is; or why none does."""
    board = await Board.read(client, account, shift_of(wish))
    if (trade := board.waiting) is None:
        return {"why": _nothing_waits(board.trades)}
    return {"trade": trade.id, "status": trade.status, "to": trade.traded_to}


def _nothing_waits(trades: Sequence[Trade]) -> str:
    if any(trade.status == OFFERED for trade in trades):
        return "The trade of this shift is offered, and nobody has taken it yet: nothing waits for approval."
    return "No trade of this shift waits for approval."


def decide(approval: bool) -> Callable[[Sending, Account, Wish[DecideTrade]], Awaitable[Answer]]:
    """Return what approves, or denies, the trade that was found waiting."""

    async def run(sending: Sending, account: Account, wish: Wish[DecideTrade]) -> Answer:
        number = wish.memory.get("trade")
        if not isinstance(number, str):
            raise Refused(str(wish.memory.get("why") or "No trade of this shift waits for approval."))
        params: dict[str, object] = {"id": rpc.number(number), "approval": approval}
        if wish.params.notes:
            params["notes"] = wish.params.notes
        done = await rpc.act(sending, account, "tradeboard.approve", params)
        return Answer(said=done.said)

    return run


def decided(approval: bool) -> Callable[[Client, Account, Wish[DecideTrade]], Awaitable[Verdict]]:
    """Return what tells whether the posting was approved, or denied."""

    async def settle(client: Client, account: Account, wish: Wish[DecideTrade]) -> Verdict:
        number, before = wish.memory.get("trade"), wish.memory.get("status")
        if not isinstance(number, str):
            return DidNot("No trade of this shift waited for approval.")
        trade = await _posting(client, account, number)
        if trade and (before is None or trade.status is None):
            return await _by_completion(client, account, wish, trade, approval)
        if trade and trade.status == before:
            return DidNot()
        if approval:
            return await _approved(client, account, wish, trade)
        if trade is None or (before == UNAPPROVED and trade.status == OFFERED):
            return await _denied(client, account, wish)
        return DidNot("It was approved instead.")

    return settle


async def _posting(client: Client, account: Account, number: str) -> Trade | None:
    asked = {"id": number, "extended": True}
    try:
        told = await rpc.ask(client, account, "tradeboard.get", asked, _LIST)
    except NoLongerThere:
        return None
    trade = _trade(told.get("tradeboard"))
    if trade is None or trade.id != number:
        raise Garbled("Shiftboard’s answer to tradeboard.get is not the trade that was asked for.")
    return trade


async def _approved(
    client: Client, account: Account, wish: Wish[DecideTrade], trade: Trade | None
) -> Verdict:
    """Tell of a posting that is no longer as it was whether it went on, or was turned down."""
    if wish.memory.get("status") == PENDING and trade:
        return Happened()  # offered, or even further
    if trade and trade.complete:
        return Happened()
    if await _went_over(client, account, wish):
        return Happened()
    return DidNot("The trade was denied instead.")


async def _denied(client: Client, account: Account, wish: Wish[DecideTrade]) -> Verdict:
    """Tell of a posting that is gone, or back on offer, whether its shift stayed where it was."""
    if wish.memory.get("status") == UNAPPROVED and await _went_over(client, account, wish):
        return DidNot("It was approved instead.")
    return Happened()


async def _by_completion(
    client: Client, account: Account, wish: Wish[DecideTrade], trade: Trade, approval: bool
) -> Verdict:
    """Tell it of a posting whose status is not told."""
    if trade.complete or await _went_over(client, account, wish):
        return Happened() if approval else DidNot("It was approved instead.")
    return CannotTell("Shiftboard does not tell how far this trade has got.")


async def _went_over(client: Client, account: Account, wish: Wish[DecideTrade]) -> bool:
    """Tell whether whoever wanted the shift has it."""
    wanted = wish.memory.get("to")
    now = await found(client, account, shift_of(wish).external_id)
    return now is not None and wanted is not None and person_on(now.shift) == wanted
