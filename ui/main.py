"""Starts and stops everything: profile, key, window, engine. The only module that knows all parts.

The window opens from the cache before there is an engine or a network.
"""

import gc
import os
import signal
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING

from app.errors import Failed
from app.places import Places
from app.secrets import database_key
from ui import instance
from ui.cache import Cache, Pending
from ui.instance import Place

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

    from ui.door import Door
    from ui.engine import Engine
    from ui.window import Window

PATIENCE = 1.0  # seconds that the first sight waits for a keychain


def run(
    argv: Sequence[str] = (),
    demo: bool = False,
    shifts: int | None = None,
    watch: "Callable[[Window, Engine], object] | None" = None,
    words: Sequence[str] = (),
) -> int:
    """Open the window and return the exit code once it is closed, or has taken what was wanted.

    Where a window of this profile is open, that one comes forward. `words` are searched for.
    `argv` goes to Qt. A demo has a profile of its own that vanishes with it, and practice
    vendors with about so many shifts. `watch` is given the parts before they are shown, and
    what it returns is held as long as they are: benchmarks measure with it. Raises Failed where
    there is no screen.
    """
    if sentence := screen_amiss(os.environ):
        raise Failed(sentence)
    with profile(os.environ, demo=demo) as environ, ExitStack() as held:
        places = Places.find(environ).made()
        # Each demo has a profile of its own.
        place = Place.BESIDE if demo else held.enter_context(instance.taken(places, words, environ))
        if place is Place.RAISED:
            return 0
        gc.disable()  # until the first sight: nothing that is made before it is garbage
        cache = Cache(places, Pending(lambda: database_key(places, environ, create=False)))
        cache.begin()
        application = dressed(argv)
        parts = Parts(places, cache, environ, demo=demo, shifts=shifts)
        parts.words = words
        parts.has_door = place is Place.FIRST
        watcher = watch(parts.window, parts.engine) if watch else None
        code = _shown(parts, application)
        del watcher
        return code


def screen_amiss(environ: Mapping[str, str]) -> str:
    """Return why no window can open here, "" if one can; Qt itself would end the process at once."""
    if not sys.platform.startswith("linux") or environ.get("QT_QPA_PLATFORM"):
        return ""
    display = environ.get("DISPLAY", "")
    if environ.get("WAYLAND_DISPLAY") or (display and not _is_dead(display)):
        return ""
    told = f"The display {display} does not answer" if display else "There is no display"
    return (
        f"{told}, so the window cannot open. Nothing was changed. Start Callboard from a desktop session; "
        "“callboard --help” lists what works on the command line without one."
    )


@contextmanager
def profile(environ: Mapping[str, str], *, demo: bool) -> Iterator[dict[str, str]]:
    """Give the environment that names the profile; a demo's is made for it and removed afterwards."""
    if not demo:
        yield dict(environ)
        return
    from secrets import token_hex
    from tempfile import TemporaryDirectory

    with TemporaryDirectory(prefix="callboard-demo-", ignore_cleanup_errors=True) as home:
        yield {**environ, "CALLBOARD_HOME": home, "CALLBOARD_DB_KEY": token_hex(32)}


def dressed(argv: Sequence[str]) -> "QApplication":
    """Return Qt's application, in the system's light or dark."""
    from PySide6.QtWidgets import QApplication

    from ui.style import follow_system

    application = QApplication(["callboard", *argv])
    application.setApplicationName("Callboard")
    application.setDesktopFileName("callboard")
    application.setQuitOnLastWindowClosed(False)
    follow_system(application)
    return application


class Parts:
    """The window, its way to the cache, and its engine: made here, put away here."""

    def __init__(
        self,
        places: Places,
        cache: Cache,
        environ: Mapping[str, str],
        *,
        demo: bool,
        shifts: int | None,
    ) -> None:
        from PySide6.QtCore import QLocale

        from ui.engine import Engine, command
        from ui.memory import Memory
        from ui.times import Times
        from ui.window import Window

        self.words: Sequence[str] = ()
        self.has_door = False  # at which later starts knock
        self._door: Door | None = None
        self._places = places
        self._environ = environ
        self._demo = demo
        program, arguments = command("engine")
        if demo:  # its market lives in one process
            market = ["--demo", *(["--shifts", str(shifts)] if shifts else [])]
            self.engine = Engine(program, [*arguments, *market], environ)
        else:
            self.engine = Engine(
                program, [*arguments, "--only", "pull"], environ, [*arguments, "--only", "act"]
            )
        self.cache = cache
        times = Times(QLocale.system(), time.time)
        memory = Memory(places.config / "window.ini")
        self.window = Window(self.cache, self.engine, times, memory, practice=demo)
        self.engine.ready.connect(self._unlock)
        self.window.demo_wished.connect(self._explore)

    def open(self) -> None:
        """Show the window with what is in the cache."""
        self.cache.wait(PATIENCE)
        self.window.first_sight()
        self.window.show()

    def wake(self) -> None:
        """Begin with everything that the first sight did not need."""
        self.window.wake()
        self._attend()
        if self.cache.reader() is None:
            self._unlock()

    def put_away(self) -> None:
        """Stop in the reverse order of the start."""
        if self._door is not None:
            self._door.close()
        self.engine.stop()
        self.window.put_away()
        self.cache.close()
        _let_go_of_clipboard()

    def _attend(self) -> None:
        """Hear of later starts, of a sleep, and of another time zone."""
        from ui.alertness import Alertness

        alert = Alertness(self.window)
        alert.woke.connect(self.engine.wake)
        alert.moved.connect(self.window.show_board)
        self._search(self.words)
        if self.has_door:
            from ui.door import Door

            self._door = Door(instance.address(self._places), self.window)
            self._door.knocked.connect(self._come_forward)

    def _come_forward(self, words: list[str], token: str) -> None:
        from ui.frame import come_forward

        if token:  # a desktop lets nobody take the keyboard who cannot show its leave
            os.environ["XDG_ACTIVATION_TOKEN"] = token
        come_forward(self.window)
        self._search(words)

    def _search(self, words: Sequence[str]) -> None:
        if words:
            self.window.filters.search.setText(" ".join(words))

    def _unlock(self) -> None:
        """Take up the cache once there are files and a key; the engine may just have made both."""
        from PySide6.QtCore import QTimer

        if self.cache.needs_key:
            self.cache.take_key(Pending(lambda: database_key(self._places, self._environ, create=False)))
        if not self.cache.wait(0):
            QTimer.singleShot(100, self.window, self._unlock)
        elif self.cache.reader() is not None:
            self.window.show_board()

    def _explore(self) -> None:
        from PySide6.QtCore import QProcess

        from ui.engine import command, process_environment

        program, arguments = command("demo")
        other = QProcess()
        other.setProgram(program)
        other.setArguments(arguments)
        other.setProcessEnvironment(process_environment(self._environ))
        other.startDetached()


def _let_go_of_clipboard() -> None:
    """Leave the text that was copied, but no object of Python's: Qt would fall over it after Python's end."""
    from PySide6.QtGui import QGuiApplication

    clipboard = QGuiApplication.clipboard()
    if clipboard.ownsClipboard():
        clipboard.setText(clipboard.text())


def _shown(parts: Parts, application: "QApplication") -> int:
    at_end = ExitStack()

    def painted() -> None:
        gc.freeze()
        gc.enable()
        if parts.window.isVisible():  # else a watcher has seen enough
            # Until here there was nothing to put away, and a signal could end the process as it always does.
            at_end.enter_context(_interruptible(parts.window.close))
            parts.wake()

    parts.window.painted.connect(painted)
    parts.window.closed.connect(application.quit)
    parts.open()
    with at_end:
        code = loop(application)
    parts.put_away()
    return code


def complain(sentence: str) -> None:
    """Show a sentence in a box, where the window could not open and nobody reads a terminal."""
    from PySide6.QtCore import Qt
    from PySide6.QtWidgets import QApplication, QMessageBox

    application = QApplication.instance()
    if not isinstance(application, QApplication):
        application = dressed([])
    box = QMessageBox(QMessageBox.Icon.Critical, "Callboard", sentence)
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.finished.connect(application.quit)
    box.open()
    loop(application)


def loop(application: "QApplication") -> int:
    """Run the program's one event loop; return the exit code."""
    return application.exec()


@contextmanager
def _interruptible(end: Callable[[], object]) -> Iterator[None]:
    """Have Ctrl+C in the terminal, or a request to terminate, end the event loop in good order.

    Python's own handlers run only between its instructions, and Qt's loop has none; so the
    signal writes a byte to a socket that the loop listens to.
    """
    import socket

    from PySide6.QtCore import QSocketNotifier

    ours, theirs = socket.socketpair()
    for end_of_line in (ours, theirs):
        end_of_line.setblocking(False)
    notifier = QSocketNotifier(ours.fileno(), QSocketNotifier.Type.Read)
    notifier.activated.connect(lambda: end())
    before = signal.set_wakeup_fd(theirs.fileno(), warn_on_full_buffer=False)
    kept = [(number, signal.signal(number, lambda *_: None)) for number in (signal.SIGINT, signal.SIGTERM)]
    try:
        yield
    finally:
        for number, handler in kept:
            signal.signal(number, handler)
        signal.set_wakeup_fd(before)
        notifier.setEnabled(False)
        ours.close()
        theirs.close()


def _is_dead(display: str) -> bool:
    """Tell whether an X server of this machine is named that isn't there; of others nothing is known."""
    import socket

    host, _, number = display.rpartition(":")
    if host not in ("", "unix"):
        return False
    path = f"/tmp/.X11-unix/X{number.split('.')[0]}"
    for address in (path, "\0" + path):
        with socket.socket(socket.AF_UNIX) as line:
            try:
                line.connect(address)
            except OSError:
                continue
            return False
    return True
