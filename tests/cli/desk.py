"""A desk with a terminal: the command line in this process, on a profile of its own."""

import io
import json
from dataclasses import dataclass
from typing import Any

import pytest

from app import connections_file
from app.cli import main
from app.places import Places

KEY = "5e" * 32


@dataclass
class Desk:
    """Types commands; `said` and `told` are the last one's output and messages."""

    capture: pytest.CaptureFixture[str]
    patch: pytest.MonkeyPatch
    said: str = ""
    told: str = ""

    @property
    def places(self) -> Places:
        """Return where its things live."""
        return Places.find()

    def __call__(self, *words: str, code: int = 0, typed: str | None = None) -> str:
        """Run a command, see to its exit code, and return what it wrote to standard output."""
        if typed is not None:
            self.patch.setattr("sys.stdin", io.StringIO(typed))
        self.capture.readouterr()
        got = main(list(words))
        self.said, self.told = self.capture.readouterr()
        assert got == code, (words, got, self.said, self.told)
        assert "Traceback" not in self.told
        return self.said

    def json(self, *words: str, code: int = 0, typed: str | None = None) -> Any:
        """Run a command and return the one document that it wrote."""
        said = self(*words, "--format", "json", code=code, typed=typed)
        assert said.isascii()
        return json.loads(said)

    def configure(self, text: str) -> None:
        """Write connections.toml."""
        self.places.made().connections_file.write_text(text, "utf-8")

    def alter(self, name: str, **values: object) -> None:
        """Set keys of a connection in connections.toml, right or wrong; None takes one out."""
        connections_file.write(self.places.connections_file, name, values)
