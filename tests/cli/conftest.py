from collections.abc import Iterator
from contextlib import ExitStack
from datetime import date
from functools import cache

import pytest

from app.cli import program
from app.demo import Demo
from tests.cli.desk import KEY, Desk
from tests.servers import Served

# Built once, not for each command: it keeps nothing of what it has read.
PARSER = cache(program.parser)


@pytest.fixture
def desk(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Desk:
    """A desk where nothing is configured yet; its database key is in the environment."""
    monkeypatch.setenv("CALLBOARD_DB_KEY", KEY)
    monkeypatch.chdir("/")
    monkeypatch.setattr(program, "parser", PARSER)
    return Desk(capsys, monkeypatch)


@pytest.fixture(scope="session")
def quiet_market() -> Iterator[tuple[Demo, dict[str, str]]]:
    """Four practice vendors in which nothing happens, and the addresses of their servers."""
    demo = Demo(today=date.today(), shifts=120)
    with ExitStack() as stack:
        hosts = {
            name: stack.enter_context(Served(practice.app)).url for name, practice in demo.practices.items()
        }
        yield demo, hosts


@pytest.fixture
def staffed(desk: Desk, quiet_market: tuple[Demo, dict[str, str]]) -> Desk:
    """A desk with a connection to each practice vendor; its secrets are in the environment."""
    demo, hosts = quiet_market
    desk.configure(demo.connections(hosts))
    for name, secrets in demo.secrets.items():
        for field, text in secrets.items():
            desk.patch.setenv(f"CALLBOARD_SECRET_{name.upper()}_{field.upper()}", text)
    return desk
