"""A second start raises the first window; a sleep or a journey is noticed."""

import json
import os
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app.places import Places
from ui.alertness import Alertness
from ui.door import Door
from ui.instance import Place, address, handed_over, taken


@pytest.fixture
def places(tmp_path_factory: pytest.TempPathFactory) -> Places:
    return Places.under(tmp_path_factory.mktemp("p")).made()


@pytest.fixture
def door(places: Places, qtbot: QtBot) -> Door:
    door = Door(address(places))
    assert door.is_open
    return door


def hand_over(places: Places, *words: str, **environ: str) -> list[bool]:
    """Start a second time beside the event loop that the first one runs."""
    came: list[bool] = []
    threading.Thread(target=lambda: came.append(handed_over(places, words, environ))).start()
    return came


def test_a_second_start_hands_over_its_words_and_is_told_so(door: Door, places: Places, qtbot: QtBot) -> None:
    with qtbot.waitSignal(door.knocked) as knock:
        came = hand_over(places, "icu", "nights", XDG_ACTIVATION_TOKEN="abc")
    qtbot.waitUntil(lambda: came == [True])
    assert knock.args == [["icu", "nights"], "abc"]
    door.close()


def test_without_a_first_one_nobody_is_told(places: Places) -> None:
    assert not handed_over(places, [], {})


def test_what_a_killed_window_has_left_is_nobody(places: Places, qtbot: QtBot) -> None:
    leave = "import socket, sys; socket.socket(socket.AF_UNIX).bind(sys.argv[1])"
    subprocess.run([sys.executable, "-c", leave, address(places)], check=True)
    assert Path(address(places)).exists()
    assert not handed_over(places, [], {})
    door = Door(address(places))
    assert door.is_open
    door.close()


def start(places: Places, *words: str, patience: float = 60.0) -> list[Place]:
    """Start beside the event loop that another start runs; return what place it has got."""
    came: list[Place] = []

    def starting() -> None:
        with taken(places, words, {}, patience) as place:
            came.append(place)

    threading.Thread(target=starting).start()
    return came


def test_who_starts_before_the_first_window_is_seen_waits_for_its_door(places: Places, qtbot: QtBot) -> None:
    with taken(places, [], {}) as first:
        assert first is Place.FIRST
        came = start(places, "icu")
        door = Door(address(places))
        knocks: list[list[str]] = []
        door.knocked.connect(lambda words, token: knocks.append(words))
        qtbot.waitUntil(lambda: came == [Place.RAISED])
        qtbot.waitUntil(lambda: knocks == [["icu"]])
        door.close()


def test_who_starts_while_the_first_one_ends_is_the_first(places: Places, qtbot: QtBot) -> None:
    with taken(places, [], {}):
        came = start(places)
    qtbot.waitUntil(lambda: came == [Place.FIRST])


def test_a_first_window_that_does_not_answer_keeps_nobody_away(places: Places, qtbot: QtBot) -> None:
    with taken(places, [], {}):
        came = start(places, patience=0)
        qtbot.waitUntil(lambda: came == [Place.BESIDE])


def test_only_the_user_may_knock(door: Door, places: Places) -> None:
    assert os.stat(address(places)).st_mode & 0o077 == 0
    door.close()


@pytest.mark.parametrize("line", [b"hello\n", b'{"words": 3}\n', b"[]\n", json.dumps({}).encode() + b"\n"])
def test_what_is_no_start_is_sent_away(door: Door, places: Places, qtbot: QtBot, line: bytes) -> None:
    import socket

    heard: list[object] = []
    door.knocked.connect(lambda *said: heard.append(said))
    with socket.socket(socket.AF_UNIX) as talk:
        talk.connect(address(places))
        talk.sendall(line)
        talk.setblocking(False)

        def is_over() -> bool:
            try:
                return talk.recv(1) == b""
            except BlockingIOError:
                return False
            except ConnectionResetError:
                return True

        qtbot.waitUntil(is_over)
    assert heard == []
    door.close()


def test_a_sleep_is_noticed_on_every_system_and_a_late_look_is_not(qtbot: QtBot) -> None:
    wall = [1000.0]
    alert = Alertness(wall=lambda: wall[0])
    woken: list[bool] = []
    alert.woke.connect(lambda: woken.append(True))
    for wall[0] in (1015.0, 1080.0, 900.0):
        alert.look()
    assert woken == []
    wall[0] = 1000.0  # the clock on the wall is all that some systems have to tell a sleep by
    alert.look()
    alert.look()
    assert woken == [True]


@pytest.mark.skipif(not hasattr(time, "tzset"), reason="the system tells its zone in another way")
def test_another_time_zone_is_noticed(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", "Europe/London")
    alert = Alertness()
    moved: list[bool] = []
    alert.moved.connect(lambda: moved.append(True))
    alert.look()
    assert moved == []
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    alert.look()
    assert moved == [True]
    monkeypatch.undo()
    time.tzset()
