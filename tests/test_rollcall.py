"""What vendors tell of their people beside their shifts: read now and then, and harmless where it fails."""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from app.account import Account
from app.checks import Away
from app.connection import client_of, pull
from app.domain import Span
from app.errors import CallboardError, Failed, Unreachable
from app.http import Client
from app.rollcall import call_rolls
from app.store.files import Damaged
from app.store.rolls import DOUBTED, Reachable, aways, reachable, untold
from app.vendor import Roll, Told
from app.vendors.shiftboard.adapter import Shiftboard
from app.vendors.shiftboard.rolls import ROLLS as TOLD
from app.writer import Writer
from tests.pulling import SPAN, Desk, Market, Opened, desks

ROLLS = ("timeOffRequest.list", "availability.list", "account.list")


@pytest.fixture
def desk_of(tmp_path: Path) -> Iterator[Opened]:
    """Yield what opens a desk on a market of some vendors."""
    with desks(tmp_path) as opened:
        yield opened


def known(market: Market, desk: Desk) -> tuple[list[Away], list[Reachable]]:
    """Return all that is known of times away, and of how to reach people."""
    refs = [f"shiftboard:{one.id}" for one in market.world.workers["shiftboard"]]
    return sorted(desk.store.reader.ask(aways)), desk.store.reader.ask(reachable, refs)


async def called(desk: Desk, rolls: Sequence[Roll], write: Writer) -> bool:
    """Read these rolls of a vendor, and return whether anything changed."""
    vendor, settings = Shiftboard(), desk.settings("shiftboard")
    vendor.rolls = rolls
    practice = desk.practices["shiftboard"]
    transport = httpx.ASGITransport(app=practice.app)
    async with client_of(vendor, settings, dict(practice.secrets), transport) as client:
        return await call_rolls(vendor, settings, client, desk.store, write, SPAN, due_only=False)


def heard(market: Market, *, refused: bool = False) -> Counter[str]:
    """Return what counts the calls that are made from now on; with `refused` those of people fail."""
    calls: Counter[str] = Counter()

    def listen(operation: str, payload: Any) -> Any:
        calls[operation] += 1
        if refused and operation in ROLLS:
            fault = {"code": "permission_denied", "message": "Managers only."}
            return {"id": payload["id"], "jsonrpc": "2.0", "error": fault}
        return payload

    market.twist = listen
    return calls


async def test_a_pull_brings_times_away_and_how_people_are_reached(desk_of: Opened) -> None:
    market, desk = desk_of("shiftboard")
    await desk.good("shiftboard")
    away, reached = known(market, desk)
    assert {one.what.partition(",")[0] for one in away} == {"time off", "not available"}
    assert all(one.what.endswith("(shiftboard)") for one in away)
    assert {one.label for one in reached} == {"Mobile telephone", "E-mail"}
    assert desk.store.reader.ask(untold, ["shiftboard"]) == []


async def test_what_is_refused_costs_itself_alone_and_is_told(desk_of: Opened) -> None:
    market, desk = desk_of("shiftboard")
    heard(market, refused=True)
    pulled = await desk.good("shiftboard")
    assert pulled.added == len(market.world.needs["shiftboard"])
    assert known(market, desk) == ([], [])
    told = desk.store.reader.ask(untold, ["shiftboard"])
    assert [one.told_at for one in told] == [None, None, None]
    assert all("Managers only." in one.error for one in told)


async def test_what_was_known_stays_where_it_is_refused_later(desk_of: Opened) -> None:
    market, desk = desk_of("shiftboard")
    await desk.good("shiftboard")
    before = known(market, desk)
    heard(market, refused=True)
    await desk.good("shiftboard")
    assert known(market, desk) == before
    assert all(one.told_at is not None for one in desk.store.reader.ask(untold, ["shiftboard"]))
    market.twist = None
    await desk.good("shiftboard")
    assert desk.store.reader.ask(untold, ["shiftboard"]) == []


async def test_an_answer_that_nobody_foresaw_leaves_the_pull_a_good_one(desk_of: Opened) -> None:
    market, desk = desk_of("shiftboard")

    def odd(operation: str, payload: Any) -> Any:
        return payload | {"result": {"accounts": 7}} if operation == "account.list" else payload

    market.twist = odd
    await desk.good("shiftboard")
    (one,) = desk.store.reader.ask(untold, ["shiftboard"])
    assert one.title == "how somebody is reached"


async def test_records_that_do_not_fit_are_told_beside_what_could_be_read(desk_of: Opened) -> None:
    market, desk = desk_of("shiftboard")

    def bent(operation: str, payload: Any) -> Any:
        if operation == "availability.list":
            payload["result"]["availability"] += [{"id": "1"}, 7]
        return payload

    market.twist = bent
    await desk.good("shiftboard")
    (one,) = desk.store.reader.ask(untold, ["shiftboard"])
    assert "2 records do not fit" in one.error
    assert any("not available" in each.what for each in desk.store.reader.ask(aways))


async def test_an_answer_without_anybody_takes_nobodys_hours_away_until_it_comes_again(
    desk_of: Opened,
) -> None:
    market, desk = desk_of("shiftboard")

    def coming() -> list[Away]:  # what is over may go at any time
        return [one for one in known(market, desk)[0] if one.what.startswith("not") and one.until > tomorrow]

    tomorrow = (datetime.now(UTC) + timedelta(days=1)).timestamp()
    await desk.good("shiftboard")
    before = coming()
    empty = {"availability": [], "count": "0"}
    market.twist = lambda operation, payload: (
        payload | {"result": empty} if operation == "availability.list" else payload
    )
    await desk.good("shiftboard")
    assert coming() == before != []
    assert [one.error for one in desk.store.reader.ask(untold, ["shiftboard"])] == [DOUBTED]
    await desk.good("shiftboard")
    assert coming() == []
    assert desk.store.reader.ask(untold, ["shiftboard"]) == []


async def test_between_two_pulls_of_the_engine_people_are_not_asked_for_again(desk_of: Opened) -> None:
    market, desk = desk_of("shiftboard")
    calls = heard(market)
    for _ in range(3):
        await desk.good("shiftboard", cursors=True)
    assert {name: calls[name] for name in ROLLS} == dict.fromkeys(ROLLS, 1)


async def test_a_refusal_is_not_repeated_with_each_pull_either(desk_of: Opened) -> None:
    market, desk = desk_of("shiftboard")
    calls = heard(market, refused=True)
    for _ in range(3):
        await desk.good("shiftboard", cursors=True)
    assert {name: calls[name] for name in ROLLS} == dict.fromkeys(ROLLS, 1)


async def test_a_pull_that_failed_asks_for_nobody(desk_of: Opened) -> None:
    market, desk = desk_of("shiftboard")
    calls: Counter[str] = Counter()

    def broken(operation: str, payload: Any) -> Any:
        calls[operation] += 1
        return payload | {"result": {}} if operation == "shift.list" else payload

    market.twist = broken
    assert not (await desk.pull("shiftboard")).ok
    assert not calls.keys() & {*ROLLS}


async def test_once_a_vendor_is_out_of_reach_the_other_rolls_are_not_asked_for(desk_of: Opened) -> None:
    _, desk = desk_of("shiftboard")
    asked: list[str] = []

    async def fails(client: Client, account: Account, span: Span) -> Any:
        asked.append("one")
        raise Unreachable("The vendor asks to wait.", retry_after=60)

    rolls = [Roll(key=key, title=key, every=60, read=fails) for key in ("leave", "contacts")]
    assert not await called(desk, rolls, desk.write)
    assert asked == ["one"]
    assert [one.title for one in desk.store.reader.ask(untold, ["shiftboard"])] == ["leave"]


async def test_while_a_roll_is_read_nobody_is_kept_from_pulling(desk_of: Opened) -> None:
    _, desk = desk_of("shiftboard")

    async def pulls(client: Client, account: Account, span: Span) -> Told:
        settings = desk.settings("shiftboard")
        pulled = await pull(Shiftboard(), settings, client, desk.store, desk.write, span=SPAN)
        assert pulled.ok, pulled.error
        return Told([])

    assert not await called(desk, [Roll(key="leave", title="leave", every=60, read=pulls)], desk.write)
    assert desk.shifts()
    assert desk.store.reader.ask(untold, ["shiftboard"]) == []


async def test_a_disk_that_is_full_spoils_nothing_and_a_mirror_that_is_damaged_is_told(
    desk_of: Opened, caplog: pytest.LogCaptureFixture
) -> None:
    _, desk = desk_of("shiftboard")

    def broken(error: CallboardError) -> Any:
        async def write(work: object, *args: object) -> None:
            raise error

        return write

    assert not await called(desk, TOLD, broken(Failed("The disk is full.")))
    assert "The disk is full." in caplog.text
    with pytest.raises(Damaged):
        await called(desk, TOLD, broken(Damaged("The file does not hold together.")))


async def test_a_connection_that_is_forgotten_leaves_nobody_behind(desk_of: Opened) -> None:
    market, desk = desk_of("shiftboard")
    await desk.good("shiftboard")
    desk.store.forget("shiftboard")
    assert known(market, desk) == ([], [])


async def test_an_account_that_may_not_read_users_tells_so_and_another_brings_them(desk_of: Opened) -> None:
    _, desk = desk_of("fourspaces")
    await desk.good("fourspaces")
    (one,) = desk.store.reader.ask(untold, ["fourspaces"])
    assert "Admin or TenantAdmin" in one.error
