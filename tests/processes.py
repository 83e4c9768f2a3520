"""The engine as a process of its own, spoken to as the window does."""

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any, Self

from tests.pulling import KEY, NAMES

Message = dict[str, Any]

ROOT = Path(__file__).parent.parent
PATIENCE = 40.0  # seconds; two busy cores may need some


class Process:
    """`python -m app engine` on a profile of its own, spoken to as the window does."""

    def __init__(self, home: Path, *options: str, key: str = KEY.text) -> None:
        self.home = home
        self.heard: list[Message] = []
        self.noise: list[str] = []  # lines that are no messages
        self._more = threading.Condition()
        self._ended = False
        self._answers = 0
        self._process = subprocess.Popen(
            [sys.executable, "-m", "app", "engine", *options],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            cwd=ROOT,
            env={
                **os.environ,
                "CALLBOARD_HOME": str(home),
                "CALLBOARD_DB_KEY": key,
                "PYTHONIOENCODING": "utf-8:strict",  # as most desks have it
            },
        )
        self.errors = b""
        self._threads = [threading.Thread(target=self._listen), threading.Thread(target=self._log)]
        for thread in self._threads:
            thread.start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._process.kill()
        self.ended()
        assert self._process.stdout is not None
        assert self._process.stderr is not None
        self._process.stdout.close()
        self._process.stderr.close()

    def _listen(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            with self._more:
                try:
                    self.heard.append(json.loads(line))
                except ValueError:
                    self.noise.append(repr(line))
                self._more.notify_all()
        with self._more:
            self._ended = True
            self._more.notify_all()

    def _log(self) -> None:
        assert self._process.stderr is not None
        self.errors = self._process.stderr.read()

    def until(self, condition: Callable[[Message], bool], since: int = 0) -> Message:
        """Return the first message that fits, waiting for it."""
        deadline = time.monotonic() + PATIENCE
        with self._more:
            while True:
                if found := next((one for one in self.heard[since:] if condition(one)), None):
                    return found
                left = deadline - time.monotonic()
                assert left > 0, f"it never came; the last ones: {self.heard[-5:]}"
                assert not self._ended, f"it ended: {self.errors.decode()}"
                self._more.wait(left)

    def notice(self, kind: str, since: int = 0, **facts: object) -> Message:
        """Return the first notice of a kind with these facts, waiting for it."""
        return self.until(lambda one: {**one, "notice": kind, **facts} == one, since)

    def say(self, line: bytes) -> None:
        """Send a line as it is."""
        assert self._process.stdin is not None
        self._process.stdin.write(line + b"\n")
        self._process.stdin.flush()

    def tell(self, do: str, **facts: object) -> None:
        """Send a command that wants no answer."""
        self.say(json.dumps({"do": do, **facts}).encode())

    def ask(self, do: str, **facts: object) -> Message:
        """Send a command and return its answer."""
        self._answers += 1
        number = self._answers
        self.tell(do, id=number, **facts)
        return self.until(lambda one: one.get("answer") == number)

    def rested(self, since: int = 0) -> None:
        """Wait until each practice vendor has been pulled well."""
        for name in NAMES:
            self.notice("health", since, connection=name, phase="resting")

    def send(self, number: signal.Signals) -> None:
        """Send a signal."""
        self._process.send_signal(number)

    def close(self) -> int:
        """Close its standard input and return its exit code."""
        assert self._process.stdin is not None
        self._process.stdin.close()
        return self.ended()

    def ended(self) -> int:
        """Wait for its end and return its exit code; standard input is closed only then."""
        code = self._process.wait(PATIENCE)
        for thread in self._threads:
            thread.join(PATIENCE)
        assert self._process.stdin is not None
        with suppress(BrokenPipeError):
            self._process.stdin.close()
        return code
