"""One process at the other end of a line of JSON: started, spoken to, and started again when it dies."""

import json
import sys
from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject, QProcess, QProcessEnvironment, QTimer, Signal

Answer = dict[str, object]

LONGEST_LINE = 16 * 1024 * 1024  # bytes; an engine that writes more without an end of line is out of order
AT_ONCE = 5  # milliseconds that a message may take to be handed over, before the event loop does it
STEADY = 30_000  # milliseconds of good work after which a crash counts as the first one
LOST = "The engine stopped before it answered. What was saved is kept; please try again."
AWAY = "The engine is being started again. Nothing was sent; please try again in a moment."
# What is on record is settled by reading the vendor; asking again is the one thing not to do.
LOST_ACT = (
    "The engine stopped before it answered. What was asked for is on record, and is not sent twice: the "
    "outbox shows what became of it."
)


class Line(QObject):
    """A process and the line to it. `heard` tells each message that answers no question."""

    heard = Signal(object)  # a dict
    died = Signal(str)  # a sentence: after 1, 2, 4 ... 60 seconds it is started again

    def __init__(
        self,
        program: str,
        arguments: Sequence[str],
        environ: QProcessEnvironment,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._asked: dict[int, tuple[str, Callable[[Answer], None]]] = {}
        self._last_id = 0
        self._crashes = 0
        self._wanted = False
        self._came_up = False  # else what it was asked has left this process for none
        self._rest = b""
        self._last_words = ""  # what it has told the user last
        self._pushing = False
        self._late: list[Callable[[], None]] = []  # what happened while a message was handed over
        self._process = QProcess(self)
        self._process.setProgram(program)
        self._process.setArguments(list(arguments))
        self._process.setProcessEnvironment(environ)
        self._process.setProcessChannelMode(QProcess.ProcessChannelMode.ForwardedErrorChannel)
        self._again = QTimer(self, singleShot=True)
        self._steady = QTimer(self, singleShot=True, interval=STEADY)

        self._process.readyReadStandardOutput.connect(self._read)
        self._process.finished.connect(self._finished)
        self._process.errorOccurred.connect(self._failed)
        self._process.started.connect(self._begun)
        self._again.timeout.connect(self._launch)
        self._steady.timeout.connect(self._forgive)

    def start(self) -> None:
        """Start the process now, and again whenever it dies."""
        self._wanted = True
        self._again.stop()
        self._launch()

    def close(self) -> None:
        """Ask the process to end; nothing is waited for."""
        self._wanted = False
        self._again.stop()
        if self._process.state() != QProcess.ProcessState.NotRunning:
            self.say({"do": "stop"})
            self._process.closeWriteChannel()

    def wait(self, patience: int) -> None:
        """Wait so many milliseconds for its end, then insist."""
        if self._process.state() == QProcess.ProcessState.NotRunning:
            return
        if not self._process.waitForFinished(patience):
            self._process.kill()
            self._process.waitForFinished(2000)

    def restart(self) -> None:
        """Start a dead process now, without waiting for its turn."""
        if self._wanted:
            self.start()

    @property
    def process_id(self) -> int:
        """The system's number of the process, 0 if there is none."""
        return self._process.processId()

    @property
    def alive(self) -> bool:
        """Whether there is a process, or about to be one: what is said to it is heard."""
        return self._process.state() != QProcess.ProcessState.NotRunning

    @property
    def waits(self) -> bool:
        """Whether the process has crashed, and waits for its turn to be started again."""
        return self._again.isActive()

    def say(self, message: Answer) -> None:
        """Send a message that wants no answer; a dead process hears nothing."""
        if self.alive:
            self._process.write(json.dumps(message).encode("ascii") + b"\n")
            self._push()

    def ask(self, do: str, answered: Callable[[Answer], None], details: Answer) -> None:
        """Ask for something and have the answer handed over; a dead process answers too, with `error`.

        Such an answer has no `answer` in it. `sent` is False if no process was handed the
        question; `lost` is true if one has died with something that acts.
        """
        if not self.alive:
            QTimer.singleShot(0, self, lambda: answered(_unsent()))
            return
        self._last_id += 1
        self._asked[self._last_id] = do, answered
        self.say({"do": do, "id": self._last_id, **details})

    def _push(self) -> None:
        """Hand over what was written now: the event loop would first paint what a key has changed."""
        if self._process.state() != QProcess.ProcessState.Running:
            return
        self._pushing = True
        self._process.waitForBytesWritten(AT_ONCE)
        self._pushing = False
        if self._late:
            QTimer.singleShot(0, self, self._catch_up)

    def _catch_up(self) -> None:
        late, self._late = self._late, []
        for one in late:
            one()

    def _launch(self) -> None:
        self._catch_up()
        if self.alive:
            return
        self._came_up = False
        self._rest = b""
        self._last_words = ""
        self._process.start()

    def _begun(self) -> None:
        self._came_up = True
        self._steady.start()

    def _read(self) -> None:
        if self._pushing:  # whoever speaks is not to be answered before he has ended
            self._late.append(self._read)
            return
        *lines, self._rest = (self._rest + self._process.readAllStandardOutput().data()).split(b"\n")
        if len(self._rest) > LONGEST_LINE:
            self._process.kill()
            return
        for line in lines:
            if line.strip():
                self._hear(line)

    def _hear(self, line: bytes) -> None:
        try:
            said = json.loads(line)
        except ValueError:
            said = None
        if not isinstance(said, dict):
            print(f"The engine said what is no message: {line[:200]!r}", file=sys.stderr)
        elif "answer" in said:
            asked = self._asked.pop(said["answer"], None)
            if asked is not None:
                asked[1](said)
        else:
            if said.get("notice") == "said":
                self._last_words = str(said.get("sentence") or "")
            self.heard.emit(said)

    def _failed(self, error: QProcess.ProcessError) -> None:
        if error == QProcess.ProcessError.FailedToStart:
            self._finished()

    def _finished(self) -> None:
        if self._pushing:
            self._late.append(self._finished)
            return
        self._steady.stop()
        seconds = min(60, 2**self._crashes)
        wanted = self._wanted
        if wanted:  # before anybody hears of it, and asks again: it waits for its turn
            self._crashes += 1
            self._again.start(seconds * 1000)
        asked, self._asked = self._asked, {}
        for do, answered in asked.values():
            answered(_lost(do) if self._came_up else _unsent())
        if not wanted:
            return
        why = self._last_words or "The engine, which talks to the vendors, stopped unexpectedly."
        self.died.emit(f"{why} The shifts shown are kept; the next attempt follows in {seconds} s.")

    def _forgive(self) -> None:
        self._crashes = 0


def _unsent() -> Answer:
    return {"ok": False, "error": AWAY, "sent": False}


def _lost(do: str) -> Answer:
    acted = do in ("do", "send")
    return {"ok": False, "error": LOST_ACT if acted else LOST, "lost": acted}
