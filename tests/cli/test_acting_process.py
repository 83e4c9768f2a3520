"""Acting in a process of its own: interrupted, killed, beside another one; and what is left behind."""

import json
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from app.places import Places
from app.secrets import Key
from app.store.reader import Reader
from tests.acting import Request, calm, saying
from tests.cli.acting import CREATE, DONE, Shop, shop
from tests.cli.desk import KEY, Desk
from tests.servers import free_port

ROOT = Path(__file__).parents[2]


@pytest.fixture
def trio(desk: Desk) -> Iterator[Shop]:
    with shop(desk, "trio") as made:
        yield made


def started(*words: str) -> "subprocess.Popen[str]":
    """Start a command in a process of its own, in the profile of this test."""
    command = [sys.executable, "-m", "app", *words, "--format", "json"]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


@pytest.fixture
def arrived(trio: Shop) -> threading.Event:
    """Have requests that act done, and their answers kept back; tells when one has arrived."""

    async def ponders(request: Request) -> None:
        await request.be_done()
        await trio.pause.here()

    trio.lines["trio"].fate = ponders
    trio.desk.alter("trio", idle_timeout=60, timeout=60)
    return trio.pause.reached


@pytest.mark.skipif(sys.platform == "win32", reason="Windows interrupts a whole console, not a process")
def test_ctrl_c_after_sending_is_three_and_the_intent_unknown(trio: Shop, arrived: threading.Event) -> None:
    ref = trio.where("claim")
    running = started("do", "claim", ref)
    assert arrived.wait(30)
    second = trio.desk.json("do", "claim", ref, code=1)  # from another process, meanwhile
    assert (second["id"], second["outcome"]) == (None, "refused")
    assert "is on its way" in second["message"]
    running.send_signal(signal.SIGINT)
    said, told = running.communicate(timeout=30)

    assert running.returncode == 3
    assert "Traceback" not in told
    done = json.loads(said)
    assert done.keys() == DONE
    assert (done["outcome"], done["ref"]) == ("unknown", ref)
    assert [one["state"] for one in trio.outbox()] == ["unknown"]
    (row,) = trio.desk.json("reconcile")
    assert row["state"] == "succeeded"
    assert trio.acted == 1


@pytest.mark.skipif(sys.platform == "win32", reason="Windows interrupts a whole console, not a process")
def test_ctrl_c_while_it_is_read_back_is_three_though_it_has_succeeded(trio: Shop) -> None:
    app = trio.lines["trio"].app

    async def ponders(scope: Any, receive: Any, send: Any) -> None:
        if scope["method"] == "GET":
            await trio.pause.here()
        await app(scope, receive, send)

    ref = trio.where("claim")
    trio.lines["trio"].app = ponders
    trio.desk.alter("trio", idle_timeout=60, timeout=60)
    running = started("do", "claim", ref)
    assert trio.pause.reached.wait(30)
    running.send_signal(signal.SIGINT)
    said, _ = running.communicate(timeout=30)
    assert (running.returncode, json.loads(said)["outcome"]) == (3, "succeeded")
    assert [one["state"] for one in trio.outbox("--all")] == ["succeeded"]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows interrupts a whole console, not a process")
def test_ctrl_c_before_anything_was_sent_is_130_and_refused(desk: Desk) -> None:
    with shop(desk, "fourspaces", idle_timeout=60, timeout=60) as made:

        async def ponders(scope: Any, receive: Any, send: Any) -> None:
            await made.pause.here()

        made.lines["fourspaces"].app = ponders
        running = started("do", "create-shift", "fourspaces", *CREATE)
        assert made.pause.reached.wait(30)
        running.send_signal(signal.SIGINT)
        said, told = running.communicate(timeout=30)
        assert (running.returncode, said) == (130, "")
        assert "Traceback" not in told
        assert [one["state"] for one in made.outbox("--all")] == ["refused"]
        assert made.acted == 0


@pytest.mark.skipif(sys.platform == "win32", reason="Windows interrupts a whole console, not a process")
def test_ctrl_c_while_what_waited_is_on_its_way_is_three(trio: Shop, arrived: threading.Event) -> None:
    ref = trio.where("claim")
    up = trio.address
    trio.desk.alter("trio", base_url=f"http://127.0.0.1:{free_port()}/trio")
    trio.desk("do", "claim", ref, "--queue", code=4)
    trio.desk.alter("trio", base_url=up)
    running = started("outbox", "send", "1")
    assert arrived.wait(30)
    running.send_signal(signal.SIGINT)
    said, _ = running.communicate(timeout=30)
    assert (running.returncode, json.loads(said)["state"]) == (3, "unknown")


@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGKILL")
def test_a_killed_process_leaves_an_intent_that_the_outbox_takes_up(
    trio: Shop, arrived: threading.Event
) -> None:
    ref = trio.where("claim")
    running = started("do", "claim", ref)
    assert arrived.wait(30)
    assert [one["state"] for one in trio.outbox()] == ["sending"]
    running.kill()
    running.communicate()
    assert [one["state"] for one in trio.outbox()] == ["unknown"]
    trio.lines["trio"].fate = calm
    assert trio.desk.json("reconcile")[0]["state"] == "succeeded"
    assert trio.acted == 1


@pytest.mark.parametrize("name", ["trio", "shiftboard", "fourspaces"])
def test_no_secret_is_in_any_file_or_message(desk: Desk, name: str) -> None:
    with shop(desk, name) as made:
        secrets = [text for field, text in made.market.practices[name].secrets.items() if field != "username"]
        words: tuple[str, ...] = CREATE
        ref, action = name, "create-shift"
        if name != "fourspaces":
            ref, action, words = made.where("claim", name), "claim", ()
        told = {"detail": f"Bad key {secrets[0]}", "responseStatus": {"message": f"Bad key {secrets[0]}"}}
        heard = ""
        for fate, code in ((saying(400, told), 1), (saying(500, told), 3), (calm, 1)):
            made.lines[name].fate = fate
            heard += desk("do", action, ref, *words, "--verbose", code=code) + desk.told
        heard += desk("reconcile", "--verbose") + desk.told
        log = "".join(one.read_text("utf-8") for one in desk.places.logs.iterdir())
        kept = decrypted(desk.places)
        assert "Bad key …" in kept
        assert "POST" in kept
        for secret in secrets:
            for where in (heard, log, kept):
                assert secret not in where


def decrypted(places: Places) -> str:
    """Return all that the desk's file holds."""
    reader = Reader.open(places, Key(KEY))
    try:
        db = reader._db
        tables = [name for (name,) in db.execute("select name from desk.sqlite_schema where type='table'")]
        return "\n".join(str(db.execute(f"select * from desk.{name}").fetchall()) for name in tables)
    finally:
        reader.close()
