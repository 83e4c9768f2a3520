"""The window's end of the line to the engine: a process of its own, spoken to in lines of JSON.

A crash of the engine costs no window: it is started again, after 1, 2, 4 ... 60 seconds, and
the window is told. What was asked of it then is answered with a sentence.
"""

import json
import os
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from PySide6.QtCore import QObject, QProcess, QProcessEnvironment, QTimer, Signal

import app
from ui.times import moment

Answer = dict[str, object]

LONGEST_LINE = 16 * 1024 * 1024  # bytes; an engine that writes more without an end of line is out of order
STEADY = 30_000  # milliseconds of good work after which a crash counts as the first one
_LOST = "The engine stopped before it answered. What was saved is kept; please try again."


@dataclass(frozen=True, slots=True)
class Pulse:
    """How one connection fares, as the engine tells it."""

    connection: str
    vendor_title: str
    phase: str  # waiting | pulling | resting | failing | sign-in | misconfigured | off
    fetched: int = 0
    total: int | None = None
    as_of: datetime | None = None
    error: str | None = None
    next: datetime | None = None


def command(name: str) -> tuple[str, list[str]]:
    """Return program and arguments for a command of this very installation."""
    if getattr(sys, "frozen", False):
        return sys.executable, [name]
    return sys.executable, ["-P", "-m", "app", name]  # -P: an `app` in the current folder is not ours


class Engine(QObject):
    """The engine's process. Starts with `start`, ends with `stop`; signals tell what it says."""

    ready = Signal(bool, list)  # practice vendors or real ones; names of the connections
    committed = Signal(str, object, int)  # connection; shift ids or None for many; new changes
    pulsed = Signal(object)  # Pulse
    connections_changed = Signal()
    said = Signal(str)  # a sentence for the user
    died = Signal(str)  # a sentence

    def __init__(
        self,
        program: str,
        arguments: Sequence[str],
        environ: Mapping[str, str],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._asked: dict[int, Callable[[Answer], None]] = {}
        self._last_id = 0
        self._crashes = 0
        self._wanted = False
        self._rest = b""
        self._last_words = ""
        self._process = QProcess(self)
        self._process.setProgram(program)
        self._process.setArguments(list(arguments))
        self._process.setProcessEnvironment(process_environment(environ))
        self._process.setProcessChannelMode(QProcess.ProcessChannelMode.ForwardedErrorChannel)
        self._again = QTimer(self, singleShot=True)
        self._steady = QTimer(self, singleShot=True, interval=STEADY)

        self._process.readyReadStandardOutput.connect(self._read)
        self._process.finished.connect(self._finished)
        self._process.errorOccurred.connect(self._failed)
        self._again.timeout.connect(self._launch)
        self._steady.timeout.connect(self._forgive)

    def start(self) -> None:
        """Start the engine, and again whenever it dies."""
        self._wanted = True
        self._launch()

    def stop(self, patience: int = 5000) -> None:
        """End the engine: ask, close the line, and after so many milliseconds insist."""
        self._wanted = False
        self._again.stop()
        if self._process.state() == QProcess.ProcessState.NotRunning:
            return
        self._say({"do": "stop"})
        self._process.closeWriteChannel()
        if not self._process.waitForFinished(patience):
            self._process.kill()
            self._process.waitForFinished(2000)

    def restart(self) -> None:
        """Start a dead engine now, without waiting for its turn."""
        if self._wanted and self._process.state() == QProcess.ProcessState.NotRunning:
            self._again.stop()
            self._launch()

    @property
    def process_id(self) -> int:
        """The system's number of the process, 0 if there is none."""
        return self._process.processId()

    @property
    def alive(self) -> bool:
        """Whether there is a process to speak to."""
        return self._process.state() == QProcess.ProcessState.Running

    def wake(self, connections: Sequence[str] | None = None) -> None:
        """Have connections pulled now; None means all."""
        self._say({"do": "wake", "connections": None if connections is None else list(connections)})

    def acknowledge(self, changes: Sequence[int], comment: str | None = None) -> None:
        """Have changes acknowledged; a commit notice follows."""
        self._say({"do": "acknowledge", "changes": list(changes), "comment": comment})

    def set_offline(self, connection: str, offline: bool) -> None:
        """Take a practice vendor off the net, or bring it back."""
        self._say({"do": "offline", "connection": connection, "offline": offline})

    def ask(self, do: str, answered: Callable[[Answer], None], **details: object) -> None:
        """Ask for something and have the answer handed over; a dead engine answers too, with `error`."""
        if not self.alive:
            QTimer.singleShot(0, self, lambda: answered({"ok": False, "error": _LOST}))
            return
        self._last_id += 1
        self._asked[self._last_id] = answered
        self._say({"do": do, "id": self._last_id, **details})

    def _launch(self) -> None:
        self._rest = b""
        self._last_words = ""
        self._process.start()

    def _say(self, message: Answer) -> None:
        if self.alive:
            self._process.write(json.dumps(message).encode("ascii") + b"\n")

    def _read(self) -> None:
        *lines, self._rest = (self._rest + self._process.readAllStandardOutput().data()).split(b"\n")
        if len(self._rest) > LONGEST_LINE:
            self._process.kill()
            return
        for line in lines:
            if line.strip():
                self._heard(line)

    def _heard(self, line: bytes) -> None:
        try:
            said = json.loads(line)
        except ValueError:
            said = None
        if not isinstance(said, dict):
            print(f"The engine said what is no message: {line[:200]!r}", file=sys.stderr)
            return
        if "answer" in said:
            answered = self._asked.pop(said["answer"], None)
            if answered is not None:
                answered(said)
            return
        match said.get("notice"):
            case "ready":
                self._steady.start()
                self.ready.emit(bool(said.get("demo")), _names(said.get("connections")))
            case "committed":
                ids = said.get("ids")
                self.committed.emit(
                    str(said.get("connection") or ""),
                    ids if isinstance(ids, list) else None,
                    _number(said.get("changes")) or 0,
                )
            case "health":
                self.pulsed.emit(_pulse(said))
            case "connections":
                self.connections_changed.emit()
            case "said":
                self._last_words = str(said.get("sentence") or "")
                self.said.emit(self._last_words)

    def _failed(self, error: QProcess.ProcessError) -> None:
        if error == QProcess.ProcessError.FailedToStart:
            self._finished()

    def _finished(self) -> None:
        self._steady.stop()
        asked, self._asked = self._asked, {}
        for answered in asked.values():
            answered({"ok": False, "error": _LOST})
        if not self._wanted:
            return
        seconds = min(60, 2**self._crashes)
        self._crashes += 1
        self._again.start(seconds * 1000)
        why = self._last_words or "The engine, which talks to the vendors, stopped unexpectedly."
        self.died.emit(f"{why} The shifts shown are kept; the next attempt follows in {seconds} s.")

    def _forgive(self) -> None:
        self._crashes = 0


def process_environment(environ: Mapping[str, str]) -> QProcessEnvironment:
    """Return an environment in which `command` finds this installation."""
    found = QProcessEnvironment()
    for name, text in environ.items():
        found.insert(name, text)
    root = str(Path(app.__file__).resolve().parent.parent)
    path = environ.get("PYTHONPATH")
    found.insert("PYTHONPATH", f"{root}{os.pathsep}{path}" if path else root)
    found.insert("PYTHONUNBUFFERED", "1")
    return found


def _pulse(said: Answer) -> Pulse:
    error = said.get("error")
    return Pulse(
        connection=str(said.get("connection") or ""),
        vendor_title=str(said.get("vendor_title") or ""),
        phase=str(said.get("phase") or "waiting"),
        fetched=_number(said.get("fetched")) or 0,
        total=_number(said.get("total")),
        as_of=moment(said.get("as_of")),
        error=error if isinstance(error, str) else None,
        next=moment(said.get("next")),
    )


def _number(value: object) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def _names(value: object) -> list[str]:
    return [str(name) for name in value] if isinstance(value, list) else []
