"""The practice vendors together: in this process, switched offline, and on loopback sockets."""

import asyncio
import json
import socket
import subprocess
import sys
import tomllib
from collections import Counter
from contextlib import suppress
from copy import deepcopy
from datetime import date, timedelta
from io import StringIO
from pathlib import Path

import httpx
import pytest

from app.demo import Demo, live, serve
from app.domain import Span
from app.errors import Failed, Unreachable, Unusable
from app.http import Client
from app.places import Places
from app.settings import credentials, load
from app.vendor import Sighting
from app.vendors import VENDORS
from app.world import World
from app.zones import instant, zone
from tests.servers import free_port

TODAY = date(2026, 11, 21)
SERVE = "import sys; from app.demo import serve; serve(int(sys.argv[1]))"
FIELDS = {
    "trio": {"api_key"},
    "shiftboard": {"access_key_id", "signature_key"},
    "utrac": {"app_id", "api_key"},
    "fourspaces": {"username", "password"},
}


@pytest.fixture
def demo() -> Demo:
    return Demo(today=TODAY, shifts=100)


def test_its_connections_are_a_whole_connections_toml(demo: Demo) -> None:
    tables = tomllib.loads(demo.connections())["connections"]
    assert list(tables) == list(FIELDS)
    for name, table in tables.items():
        assert table["vendor"] == name
        assert table["base_url"].startswith("http://localhost")
        assert not table["base_url"].endswith("/")
        assert table["poll_every"] >= 10
        zone(table["timezone"])


def test_its_connections_know_the_zones_that_trio_does_not_tell(demo: Demo) -> None:
    table = tomllib.loads(demo.connections())["connections"]["trio"]
    for site in demo.world.sites["trio"]:
        assert table["zones"].get(site.state, table["zones"].get(site.name, table["timezone"])) == site.zone


@pytest.mark.parametrize("name", FIELDS)
async def test_its_connections_and_secrets_are_all_that_a_pull_needs(
    demo: Demo, tmp_path: Path, name: str
) -> None:
    places = Places.under(tmp_path)
    places.config.mkdir()
    places.connections_file.write_text(demo.connections(), encoding="utf-8")
    settings = load(places, VENDORS)
    assert settings.problems == []
    vendor, account = VENDORS[name], settings.connections[name].account()
    span = Span(TODAY - timedelta(days=7), TODAY + timedelta(days=60))
    async with Client(
        account.base_url,
        auth=vendor.auth(account, credentials(vendor, name, demo.secrets[name])),
        words=vendor.words,
        transport=demo.transports()[name],
    ) as client:
        pages = [page async for page in vendor.fetch(client, account, span, None)]
    read = [one for page in pages for one in (*page.rejects, *page.sightings)]
    read += [glimpse.read() for page in pages for glimpse in page.glimpses]
    seen = [one.shift for one in read if isinstance(one, Sighting)]
    assert len(seen) == len(read)
    assert pages[-1].end is not None
    assert pages[-1].end.complete
    told = Counter(shift.start for shift in seen if shift.day in span)
    if name in demo.world.needs:
        assert told == Counter(
            instant(need.start, zone(need.site.zone)) for need in demo.world.needs[name].values()
        )
    else:
        assert told.total() > len(demo.world.patterns)


def test_its_connections_may_name_servers_elsewhere(demo: Demo) -> None:
    hosts = {name: f"http://127.0.0.1:{port}" for port, name in enumerate(FIELDS, 9001)}
    tables = tomllib.loads(demo.connections(hosts))["connections"]
    assert all(tables[name]["base_url"].startswith(host) for name, host in hosts.items())


def test_its_secrets_are_the_contracts_fields(demo: Demo) -> None:
    assert {name: set(fields) for name, fields in demo.secrets.items()} == FIELDS


@pytest.mark.parametrize("name", FIELDS)
async def test_every_vendor_answers_in_this_process_and_asks_for_credentials(demo: Demo, name: str) -> None:
    async with httpx.AsyncClient(transport=demo.transports()[name], base_url="http://localhost") as asking:
        answer = await asking.get(demo.practices[name].path + "/shifts")
    assert 200 <= answer.status_code < 500
    assert "hello" not in answer.text


async def test_a_vendor_switched_offline_is_unreachable_and_the_others_are_not(demo: Demo) -> None:
    lines = demo.transports()
    demo.offline.add("trio")

    def client(name: str) -> Client:
        return Client("http://localhost", auth=httpx.Auth(), words=lambda _: None, transport=lines[name])

    async with client("trio") as trio, client("utrac") as utrac:
        with pytest.raises(Unreachable, match="The vendor's server could not be reached"):
            await trio.get("/shifts")
        await utrac.get("/shifts", allow=range(200, 500))
        demo.offline.clear()
        await trio.get("/shifts", allow=range(200, 500))


async def test_the_market_lives_until_it_is_cancelled() -> None:
    world = World(1, today=TODAY, shifts=100)
    before = deepcopy((world.needs, world.patterns))
    living = asyncio.create_task(live(world, every=0))
    async with asyncio.timeout(10):
        while (world.needs, world.patterns) == before:  # noqa: ASYNC110
            await asyncio.sleep(0)
    living.cancel()
    with suppress(asyncio.CancelledError):
        await living
    assert living.cancelled()


def test_the_vendors_are_served_on_sockets_until_standard_input_closes() -> None:
    port = _four_free_ports()
    with subprocess.Popen(
        [sys.executable, "-c", SERVE, str(port)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=Path(__file__).parent.parent,
        text=True,
    ) as process:
        assert process.stdout is not None
        line = process.stdout.readline()
        vendors = json.loads(line)["vendors"]
        assert line.isascii()
        with httpx.Client(trust_env=False) as asking:
            answers = [asking.get(vendor["base_url"] + "/shifts") for vendor in vendors.values()]
        rest, said = process.communicate()
    assert {name: set(vendor["secrets"]) for name, vendor in vendors.items()} == FIELDS
    assert all(set(vendor) == {"base_url", "secrets", "timezone"} for vendor in vendors.values())
    ports = [httpx.URL(vendor["base_url"]).port for vendor in vendors.values()]
    assert ports == [port, port + 1, port + 2, port + 3]
    assert all(answer.status_code < 500 for answer in answers)
    assert (process.returncode, rest, said) == (0, "", "")


def test_without_a_port_any_free_ones_are_taken(capsys: pytest.CaptureFixture[str]) -> None:
    serve(shifts=10, until=StringIO())
    vendors = json.loads(capsys.readouterr().out)["vendors"]
    assert len({httpx.URL(vendor["base_url"]).port for vendor in vendors.values()}) == 4


def test_a_taken_port_is_said_and_the_others_are_let_go(capsys: pytest.CaptureFixture[str]) -> None:
    port = _four_free_ports()
    with socket.create_server(("127.0.0.1", port + 2)):
        with pytest.raises(Failed, match=rf"Port {port + 2} cannot be used \(Address already in use\)"):
            serve(port, shifts=10, until=StringIO())
        assert capsys.readouterr().out == ""
        socket.create_server(("127.0.0.1", port)).close()


@pytest.mark.parametrize("port", [-1, 65_533, 70_000])
def test_ports_that_do_not_exist_are_refused(port: int) -> None:
    with pytest.raises(Unusable, match="no four ports"):
        serve(port)


def _four_free_ports() -> int:
    """Return the first of four neighbouring ports on which nobody listens."""
    for port in iter(free_port, 0):
        with suppress(OSError):
            for n in range(4):
                socket.create_server(("127.0.0.1", port + n)).close()
            return port
    raise AssertionError("no four free ports")
