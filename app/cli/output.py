"""What the command line writes: JSON or a table on standard output, sentences on standard error."""

import json
import os
import sys
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from typing import TextIO

from app.errors import Failed

WIDEST = 60  # columns of one cell; JSON has the whole text
_JSON = json.JSONEncoder(allow_nan=False)  # ASCII is its usual way
_BOLD, _PLAIN = "\x1b[1m", "\x1b[0m"


class Output:
    """Where a command's results go. A reader who goes away early stops nothing and is no error."""

    def __init__(self, style: str) -> None:
        """`style` is json or table."""
        self.is_json = style == "json"

    def document(self, value: object) -> None:
        """Write one JSON document, ASCII alone."""
        _write("stdout", json.dumps(value, indent=2, allow_nan=False) + "\n")

    def documents(self, values: Iterable[object]) -> None:
        """Write a JSON list, a line a member, without holding it all."""
        _write("stdout", "[")
        comma = "\n"
        for value in values:
            _write("stdout", comma + _JSON.encode(value))
            comma = ",\n"
        _write("stdout", "]\n" if comma == "\n" else "\n]\n")

    def table(self, head: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
        """Write aligned columns; None is an empty cell. The last column alone is never cut."""
        lines = [[*map(_cell, row[:-1]), _cell(row[-1], whole=True)] for row in rows]
        widths = [max(map(_width, column)) for column in zip(head, *lines, strict=True)]
        bold, plain = (_BOLD, _PLAIN) if is_coloured(sys.stdout) else ("", "")
        _write("stdout", bold + _line(head, widths) + plain + "\n")
        for line in lines:
            _write("stdout", _line(line, widths) + "\n")

    def facts(self, pairs: Iterable[tuple[str, object]]) -> None:
        """Write a name and a value a line; a fact that is None is left out."""
        shown = [(name, clean(str(value))) for name, value in pairs if value is not None]
        width = max((_width(name) for name, _ in shown), default=0)
        for name, value in shown:
            _write("stdout", f"{_padded(name, width)}  {value}\n")

    def text(self, line: str = "") -> None:
        """Write a line of plain text."""
        _write("stdout", clean(line) + "\n")


def say(sentence: str) -> None:
    """Write a message to standard error."""
    _write("stderr", clean(sentence) + "\n")


def clean(text: str) -> str:
    """Return text that cannot move the cursor or turn the direction of writing."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(_visible(text))


def is_terminal(stream: TextIO | None) -> bool:
    """Tell whether somebody looks at it."""
    return stream is not None and not stream.closed and stream.isatty()


def is_coloured(stream: TextIO | None) -> bool:
    """Tell whether it is a terminal whose user does not mind colour (NO_COLOR)."""
    return is_terminal(stream) and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def finish() -> None:
    """Send what is still on its way, so that nothing is left to fail at the interpreter's end."""
    for name in ("stdout", "stderr"):
        _write(name, "", flush=True)


def _write(name: str, text: str, *, flush: bool = False) -> None:
    stream: TextIO | None = getattr(sys, name)
    if stream is None:  # closed by whoever started us
        return
    try:
        stream.write(_encodable(text, stream.encoding))
        if flush or name == "stderr":
            stream.flush()
    except OSError as error:
        # What is still buffered, and all that follows, goes nowhere.
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, stream.fileno())
        os.close(nowhere)
        if name == "stdout" and not isinstance(error, BrokenPipeError):
            raise Failed(
                f"The output could not be written ({error.strerror}); it is not complete."
            ) from error


def _encodable(text: str, encoding: str | None) -> str:
    if text.isascii() or encoding is None:
        return text
    return text.encode(encoding, "replace").decode(encoding)


def _visible(text: str) -> Iterator[str]:
    for ch in text:
        if ch.isspace():
            yield " "
        elif ch.isprintable():  # which the marks that turn a line's direction are not
            yield ch
        else:
            yield "\N{REPLACEMENT CHARACTER}"


def _cell(value: object, *, whole: bool = False) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case _:
            text = clean(str(value) if whole else str(value)[: WIDEST * 4]).strip()
            return text if whole or len(text) <= WIDEST else text[: WIDEST - 1] + "…"


def _line(cells: Sequence[str], widths: Sequence[int]) -> str:
    return "  ".join(_padded(cell, width) for cell, width in zip(cells, widths, strict=True)).rstrip()


def _padded(text: str, width: int) -> str:
    return text + " " * (width - _width(text))


def _width(text: str) -> int:
    """Return the columns that a text takes on a terminal."""
    if text.isascii():
        return len(text)
    return sum(
        0 if unicodedata.combining(ch) else 2 if unicodedata.east_asian_width(ch) in "WF" else 1
        for ch in text
    )
