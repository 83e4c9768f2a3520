"""The program as a process: where it refuses to start, and that nothing is left when it ends."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.errors import Unusable
from app.places import Places
from app.secrets import Key
from ui.cache import Pending
from ui.main import profile, screen_amiss

ROOT = Path(__file__).parents[2]

# Says when it has been seen, and who its engine is: what a user would see on the screen.
WATCHED = """
import sys
from ui.main import run

def watch(window, engine):
    window.painted.connect(lambda: print("painted", flush=True))
    engine.ready.connect(lambda: print("ready", engine.process_id, flush=True))

sys.exit(run(demo=sys.argv[1:] == ["demo"], shifts=40, watch=watch))
"""


@pytest.fixture
def started() -> Iterator[subprocess.Popen[str]]:
    process = subprocess.Popen(
        [sys.executable, "-c", WATCHED, "demo"], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    yield process
    process.kill()
    process.communicate()


def is_alive(number: int) -> bool:
    try:
        os.kill(number, 0)
    except ProcessLookupError:
        return False
    return True


@pytest.mark.skipif(os.name != "posix", reason="other systems have other ways to end a program")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_ctrl_c_in_the_terminal_ends_window_and_engine(
    started: "subprocess.Popen[str]", number: signal.Signals
) -> None:
    assert started.stdout is not None
    assert started.stdout.readline() == "painted\n"
    word, engine = started.stdout.readline().split()
    assert word == "ready"
    assert is_alive(int(engine))
    started.send_signal(number)
    assert started.wait(30) == 0
    assert not is_alive(int(engine))


def test_without_a_display_one_sentence_tells_what_to_do_and_the_log_has_it(tmp_path: Path) -> None:
    environ = {name: text for name, text in os.environ.items() if "DISPLAY" not in name}
    del environ["QT_QPA_PLATFORM"]
    environ["CALLBOARD_HOME"] = str(tmp_path)
    told = subprocess.run(
        [sys.executable, "-m", "app"],
        cwd=ROOT,
        env=environ,
        check=False,
        capture_output=True,
        text=True,
    )
    if sys.platform.startswith("linux"):
        assert told.returncode == 1
        assert "callboard --help" in told.stderr
        assert len(told.stderr.splitlines()) == 1
        assert "so the window cannot open" in Places.find(environ).log_file.read_text("utf-8")


COMPLAINING = """
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QMessageBox
from ui.main import complain, dressed

def read():
    (box,) = [one for one in QApplication.topLevelWidgets() if isinstance(one, QMessageBox)]
    print(box.text())
    box.accept()

application = dressed([])
QTimer.singleShot(0, read)
complain("The key is <b>not</b> there.")
"""


def test_what_keeps_the_window_from_opening_is_shown_where_there_is_no_terminal() -> None:
    # In a process of its own: it ends the application, and no other test could wait in this one any more.
    told = subprocess.run(
        [sys.executable, "-c", COMPLAINING],
        cwd=ROOT,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
        check=False,
        capture_output=True,
        text=True,
    )
    assert (told.returncode, told.stdout) == (0, "The key is <b>not</b> there.\n"), told.stderr


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="displays have names only there")
@pytest.mark.parametrize(
    ("environ", "amiss"),
    [
        ({}, "There is no display"),
        ({"DISPLAY": ":4711"}, "The display :4711 does not answer"),
        ({"DISPLAY": "elsewhere:0"}, ""),
        ({"WAYLAND_DISPLAY": "wayland-0"}, ""),
        ({"QT_QPA_PLATFORM": "offscreen"}, ""),
    ],
)
def test_a_display_that_is_not_there_is_noticed_before_qt_gives_up(
    environ: dict[str, str], amiss: str
) -> None:
    assert screen_amiss(environ).startswith(amiss)
    assert bool(screen_amiss(environ)) == bool(amiss)


def test_a_demo_has_a_profile_of_its_own_that_vanishes() -> None:
    with profile({"CALLBOARD_HOME": "/home/somebody"}, demo=True) as environ:
        home = Path(environ["CALLBOARD_HOME"])
        assert home.is_dir()
        assert home != Path("/home/somebody")
        assert len(environ["CALLBOARD_DB_KEY"]) == 64
    assert not home.exists()


def test_a_key_that_cannot_be_had_is_an_answer_too() -> None:
    def locked() -> Key:
        raise Unusable("The keychain is locked.")

    pending = Pending(locked)
    assert pending.wait(10)
    assert pending.refused
    with pytest.raises(Unusable, match="The keychain is locked"):
        pending.get()
