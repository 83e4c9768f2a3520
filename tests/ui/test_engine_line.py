"""The window's end of the line, with a small process of its own at the other end."""

import json
import os
import signal
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QObject, QProcessEnvironment, QTimer, Signal
from pytestqt.qtbot import QtBot

import app
from tests.ui.conftest import CHILD
from ui.engine import Answer, Engine, Pulse
from ui.line import STEADY, Line


@pytest.fixture
def running(engine: Engine, qtbot: QtBot) -> Engine:
    with qtbot.waitSignal(engine.ready):
        engine.start()
    return engine


def asked(qtbot: QtBot, engine: Engine, do: str, **details: object) -> Answer:
    answers: list[Answer] = []
    engine.ask(do, answers.append, **details)
    qtbot.waitUntil(lambda: bool(answers))
    return answers[0]


def test_it_says_which_connections_there_are(engine: Engine, qtbot: QtBot) -> None:
    with qtbot.waitSignal(engine.ready) as said:
        engine.start()
    assert said.args == [False, ["north"]]


@pytest.mark.parametrize(("version", "is_told"), [("99.0", True), (app.__version__, False)])
def test_an_engine_of_another_version_is_told(qtbot: QtBot, version: str, is_told: bool) -> None:
    """An upgrade under an open window: what is started anew is the new program."""
    ready = json.dumps({"notice": "ready", "demo": False, "connections": [], "version": version})
    engine = Engine(sys.executable, ["-c", f"print({ready!r}, flush=True); input()"], {})
    told: list[str] = []
    engine.said.connect(told.append)
    with qtbot.waitSignal(engine.ready):
        engine.start()
    assert [f"upgraded to {version}" in one for one in told] == [True] * is_told
    engine.stop()


def test_an_answer_finds_who_asked(running: Engine, qtbot: QtBot) -> None:
    order: list[str] = []
    running.ask("vendors", lambda answer: order.append("vendors" if "vendors" in answer else "?"))
    running.ask("connections", lambda answer: order.append("connections" if "connections" in answer else "?"))
    qtbot.waitUntil(lambda: len(order) == 2)
    assert order == ["vendors", "connections"]


def test_what_is_said_has_left_before_the_window_does_anything_else(qtbot: QtBot, tmp_path: Path) -> None:
    heard = tmp_path / "heard"
    child = (
        f"import pathlib\nprint('{{}}', flush=True)\ninput()\npathlib.Path({str(heard)!r}).touch()\ninput()"
    )
    line = Line(sys.executable, ["-c", child], QProcessEnvironment())
    with qtbot.waitSignal(line.heard):
        line.start()
    line.say({"do": "claim"})
    end = time.monotonic() + 20
    while not heard.exists():  # no event is handled meanwhile
        assert time.monotonic() < end
        time.sleep(0.005)
    line.close()
    line.wait(5000)


def test_nobody_is_answered_before_he_has_ended_speaking(running: Engine, qtbot: QtBot) -> None:
    answers: list[Answer] = []
    for _ in range(200):
        running.ask("vendors", answers.append)
    assert not answers
    qtbot.waitUntil(lambda: len(answers) == 200)


def test_progress_arrives_as_numbers(running: Engine, qtbot: QtBot) -> None:
    with qtbot.waitSignal(running.pulsed) as said:
        running.wake(["north"])
    assert said.args is not None
    assert said.args[0] == Pulse("north", "Acme Staffing", "pulling", fetched=3, total=9)


def test_an_acknowledgement_ends_in_a_commit(running: Engine, qtbot: QtBot) -> None:
    with qtbot.waitSignal(running.committed) as said:
        running.acknowledge([4, 5])
    assert said.args == ["", [4, 5], 0]


def test_what_is_no_message_is_passed_over(
    running: Engine, qtbot: QtBot, capsys: pytest.CaptureFixture[str]
) -> None:
    assert asked(qtbot, running, "garble")["ok"]
    assert "no message" in capsys.readouterr().err


def test_a_dead_engine_is_started_again_and_the_window_is_told(running: Engine, qtbot: QtBot) -> None:
    with qtbot.waitSignals([running.died, running.ready], order="strict"):
        running.ask("die", lambda answer: None)


def test_what_was_asked_of_an_engine_that_dies_is_answered(running: Engine, qtbot: QtBot) -> None:
    answer = asked(qtbot, running, "die")
    assert answer["ok"] is False
    assert "try again" in str(answer["error"])


def test_asking_an_engine_that_is_not_there_is_answered_too(engine: Engine, qtbot: QtBot) -> None:
    answer = asked(qtbot, engine, "vendors")
    assert (answer["ok"], answer["sent"]) == (False, False)


@pytest.mark.parametrize("wish", ["wake", "acknowledge", "offline"])
def test_a_wish_that_an_engine_which_is_not_there_cannot_hear_is_not_lost_without_a_word(
    engine: Engine, qtbot: QtBot, wish: str
) -> None:
    wishes: dict[str, Callable[[], None]] = {
        "wake": engine.wake,
        "acknowledge": lambda: engine.acknowledge([4]),
        "offline": lambda: engine.set_offline("north", True),
    }
    with qtbot.waitSignal(engine.said) as said:
        wishes[wish]()
    assert said.args is not None
    assert "Nothing was sent; please try again" in said.args[0]


def test_what_a_process_that_never_came_up_was_asked_is_not_called_lost(qtbot: QtBot) -> None:
    line = Line("/nowhere/callboard-engine", [], QProcessEnvironment())
    answers: list[Answer] = []
    line.died.connect(lambda sentence: None)
    line.start()
    line.ask("do", answers.append, {})
    qtbot.waitUntil(lambda: bool(answers))
    line.close()
    assert answers[0].get("sent") is False
    assert "lost" not in answers[0]


@pytest.fixture
def two(qtbot: QtBot) -> Iterator[Engine]:
    """Yield an engine of two processes, both of which run."""
    engine = Engine(sys.executable, [str(CHILD)], {}, [str(CHILD)])
    with qtbot.waitSignals([engine.ready, engine.acting]):
        engine.start()
    yield engine
    engine.stop()


def killed(qtbot: QtBot, engine: Engine) -> None:
    with qtbot.waitSignal(engine.died):
        os.kill(engine.acting_process_id, signal.SIGKILL)


def test_a_process_that_acts_and_has_crashed_waits_its_turn_and_nothing_is_sent(
    two: Engine, qtbot: QtBot
) -> None:
    killed(qtbot, two)
    assert two.alive
    assert not two.can_act
    answer = asked(qtbot, two, "do")
    assert (answer["ok"], answer["sent"]) == (False, False)
    assert "being started again" in str(answer["error"])
    assert two.acting_process_id == 0
    with qtbot.waitSignal(two.acting):
        pass
    assert two.can_act


def test_one_that_was_started_before_its_turn_is_not_started_in_mid_stream(two: Engine, qtbot: QtBot) -> None:
    killed(qtbot, two)  # its turn is in a second
    with qtbot.waitSignal(two.acting):
        two.restart()
    number = two.acting_process_id
    assert {one.interval() for one in two.findChildren(QTimer) if one.isActive()} == {STEADY}
    assert asked(qtbot, two, "do")["ok"]
    assert two.acting_process_id == number


def test_whoever_asks_again_in_the_answer_to_what_was_lost_starts_no_second_process(
    two: Engine, qtbot: QtBot
) -> None:
    answers: list[Answer] = []

    def again(answer: Answer) -> None:
        answers.append(answer)
        two.ask("do", answers.append)

    two.ask("panel", again)  # which the small process never answers
    killed(qtbot, two)
    qtbot.waitUntil(lambda: len(answers) == 2)
    assert answers[1]["sent"] is False
    assert two.acting_process_id == 0


def test_an_engine_that_cannot_be_started_is_reported(qtbot: QtBot) -> None:
    engine = Engine("/nowhere/callboard-engine", [], {})
    with qtbot.waitSignal(engine.died) as said:
        engine.start()
    engine.stop()
    assert said.args is not None
    assert "shifts shown are kept" in said.args[0]


def test_stopping_it_leaves_no_process(running: Engine) -> None:
    running.stop()
    assert not running.alive
    assert running.process_id == 0


class Emitter(QObject):
    said = Signal(bool, object)


def test_thousands_of_emits_of_a_signal_of_ours_do_no_harm(qtbot: QtBot) -> None:
    """PySide6 6.12.0 loses references to True on Python 3.11 and aborts after some hundred of them."""
    emitter, heard = Emitter(), []
    receive: Callable[[bool, object], None] = lambda flag, thing: heard.append((flag, thing))  # noqa: E731
    emitter.said.connect(receive)
    for _ in range(5000):
        emitter.said.emit(True, None)
    assert heard == [(True, None)] * 5000


def test_an_engine_that_is_stopped_while_it_starts_leaves_no_process(qtbot: QtBot) -> None:
    engine = Engine(sys.executable, [str(CHILD)], {}, [str(CHILD)])
    engine.start()
    with qtbot.assertNotEmitted(engine.died):  # else the other one has been started, and killed
        engine.stop()  # the pulling process says that it is ready only now
    assert (engine.process_id, engine.acting_process_id) == (0, 0)
