"""Bad records among good ones: each costs itself only, whatever is wrong with it."""

import json
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.pulling import NAMES, Desk, Market

ID = {"trio": "id", "shiftboard": "id", "utrac": "shift_id", "fourspaces": "id"}
START = {"trio": "start", "shiftboard": "start_date", "utrac": "shift_start", "fourspaces": "startTimeOffset"}
TEXT = {"trio": "profession", "shiftboard": "subject", "utrac": "task_name", "fourspaces": "name"}

Record = dict[str, Any]
Spoiler = Callable[[str, Record], object]

SPOILERS: Mapping[str, Spoiler] = {
    "null": lambda name, record: None,
    "a number": lambda name, record: 42,
    "a text": lambda name, record: "</script>",
    "a list": lambda name, record: [record],
    "an empty object": lambda name, record: {},
    "no id": lambda name, record: {key: value for key, value in record.items() if key != ID[name]},
    "an id that is an object": lambda name, record: record | {ID[name]: {"id": 1}},
    "an id of a megabyte": lambda name, record: record | {ID[name]: "1" * 1_000_000},
    "a start that is none": lambda name, record: record | {START[name]: "the day after"},
    "a start in the year 9999": lambda name, record: record | {START[name]: "9999-12-31T23:59:59"},
    "a start in the year 1": lambda name, record: record | {START[name]: "0001-01-01T00:00:00Z"},
    "a start that is a boolean": lambda name, record: record | {START[name]: True},
    "a start that is not a number": lambda name, record: record | {START[name]: float("nan")},
    "a start that is infinite": lambda name, record: record | {START[name]: float("inf")},
    "a start of a thousand digits": lambda name, record: record | {START[name]: int("9" * 1000)},
    "a megabyte of text": lambda name, record: record | {TEXT[name]: "RN " * 333_334},
    "a text that is an object": lambda name, record: record | {TEXT[name]: {"en": "RN"}},
}


class Mangling:
    """A vendor's server whose answers have some bytes replaced."""

    def __init__(self, app: Any, old: bytes, new: bytes) -> None:
        self._inner = httpx.ASGITransport(app=app)
        self._old, self._new = old, new

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Answer as the vendor does, in other bytes."""

        async def mangled(message: Any) -> None:
            if message["type"] == "http.response.body":
                message = {**message, "body": message["body"].replace(self._old, self._new)}
            await send(message)

        await self._inner.app(scope, receive, mangled)


@pytest.fixture(params=NAMES)
def market(request: pytest.FixtureRequest) -> Market:
    found = Market(request.param)
    found.world.patterns = {n: one for n, one in found.world.patterns.items() if n < 5}
    return found


@pytest.fixture
def desk(market: Market, tmp_path: Path) -> Iterator[Desk]:
    with Desk(tmp_path, market.practices) as found:
        yield found


@pytest.mark.parametrize("how", SPOILERS)
async def test_a_bad_record_costs_itself_only(market: Market, desk: Desk, how: str) -> None:
    (name,) = market.names
    if name == "fourspaces" and ("not a number" in how or "infinite" in how):
        pytest.skip("this practice vendor writes no such JSON")
    await desk.good(name)
    before, feed = desk.shifts(), desk.feed()
    market.records(lambda records: [SPOILERS[how](name, records[0]), *records[1:]] if records else records)
    pulled = await desk.good(name)
    assert pulled.rejected >= 1
    assert (pulled.added, pulled.changed, pulled.removed) == (0, 0, 0)
    assert desk.shifts() == before
    assert desk.feed() == feed
    rejects = desk.rejects(name)
    assert len(rejects) == pulled.rejected
    for one in rejects:
        assert 0 < len(one.reason) <= 500
        assert len(one.record) <= 2000
        assert one.external_id is None or len(one.external_id) <= 200
    market.twist = None
    assert (await desk.good(name)).rejected == 0
    assert desk.rejects(name) == []


@pytest.mark.parametrize("how", ["null", "a start that is none"])
async def test_a_bad_record_in_a_first_pull_keeps_none_of_the_others_out(
    market: Market, desk: Desk, how: str
) -> None:
    (name,) = market.names
    market.records(lambda records: [SPOILERS[how](name, records[0]), *records[1:]] if records else records)
    pulled = await desk.good(name)
    assert pulled.rejected >= 1
    assert pulled.added == len(desk.shifts()) > 40
    market.twist = None
    assert (await desk.good(name)).added > 0


async def test_a_listing_with_rejects_removes_nothing_and_the_next_one_does(
    market: Market, desk: Desk
) -> None:
    (name,) = market.names
    await desk.good(name)
    shown = desk.shifts()
    things: dict[int, Any] = market.world.needs.get(name) or market.world.patterns
    del things[min(things)]
    market.records(lambda records: [None, *records[1:]] if records else records)
    for _ in range(2):
        assert (await desk.good(name)).removed == 0
        assert desk.shifts().keys() == shown.keys()
    market.twist = None
    assert (await desk.good(name)).removed > 0


@pytest.mark.parametrize(
    "broken", [b"\\ud800", b"\\udFFF", b"\\ude00\\ud83d", b"\xff\xfe", b"caf\xc3", b"\xed\xa0\x80"]
)
async def test_half_a_character_costs_its_own_text_only(market: Market, desk: Desk, broken: bytes) -> None:
    (name,) = market.names
    await desk.good(name)
    before = desk.shifts()
    market.records(
        lambda records: [records[0] | {TEXT[name]: "Two \\ud halves"}, *records[1:]] if records else records
    )
    whole = market.practices[name].app
    text = json.dumps("Two \\ud halves").encode()
    pulled = await desk.good(
        name, app=Mangling(whole, text, b'"Two ' + broken + b' halves \\\\ud800 \\ud83d\\ude00"')
    )
    after = desk.shifts()
    assert (pulled.rejected, pulled.added, pulled.removed) == (0, 0, 0)
    assert after.keys() == before.keys()
    changed = [one for ref, one in after.items() if one != before[ref]]
    assert pulled.changed == len(changed) > 0
    for one in changed:
        assert (one.title or "").startswith("Two ")
        assert "�" in (one.title or "")
        assert " halves \\ud800 \N{GRINNING FACE}" in (one.title or "")
