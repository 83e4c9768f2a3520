import io
import json

import pytest

from app.cli.output import Output, clean, is_coloured, say
from tests.cli.desk import Desk


class Terminal(io.StringIO):
    """Somebody looks at it."""

    def isatty(self) -> bool:
        return True


def test_controls_and_marks_of_direction_are_replaced() -> None:
    hostile = "a\x1b[2Jb\u202ec\u2066d\u200fe\x00f\x9bg\u00adh\ufeffi\ud800j"
    assert clean(hostile) == "a�[2Jb�c�d�e�f�g�h�i�j"
    assert clean("two\r\nlines\tand\u2028more") == "two  lines and more"


def test_words_of_any_language_stay() -> None:
    for text in ("Łukasz Rasmussen", "José", "山田", "שלום", "– “ok” …"):
        assert clean(text) == text


def test_json_has_vendor_text_verbatim_in_ascii(capsys: pytest.CaptureFixture[str]) -> None:
    hostile = ["\x1b[2J\u202e", "é", "\ud800", "<b>", None, {"a": 1.5}]
    for write in (Output("json").document, Output("json").documents):
        write(hostile)
        said = capsys.readouterr().out
        assert said.isascii()
        assert json.loads(said) == hostile


@pytest.mark.parametrize("values", [[], [1], [1, 2]])
def test_a_list_is_one_document_however_long(values: list[int], capsys: pytest.CaptureFixture[str]) -> None:
    Output("json").documents(iter(values))
    assert json.loads(capsys.readouterr().out) == values


def test_columns_align_whatever_is_in_them(capsys: pytest.CaptureFixture[str]) -> None:
    Output("table").table(("A", "B"), [("山田", 1), (None, True), ("x" * 500, "end")])
    head, wide, empty, long = capsys.readouterr().out.splitlines()
    assert head.index("B") == 62
    assert wide.index("1") == 60  # two of its characters take two columns each
    assert empty == " " * 62 + "yes"
    assert long == "x" * 59 + "…  end"


def test_an_empty_table_has_its_head(capsys: pytest.CaptureFixture[str]) -> None:
    Output("table").table(("A", "B"), [])
    assert capsys.readouterr().out == "A  B\n"


def test_colour_is_for_terminals_whose_user_wants_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.delenv("NO_COLOR", raising=False)
    assert is_coloured(Terminal())
    assert not is_coloured(io.StringIO())
    assert not is_coloured(None)
    monkeypatch.setenv("NO_COLOR", "1")
    assert not is_coloured(Terminal())


def test_a_terminal_of_few_letters_gets_question_marks(monkeypatch: pytest.MonkeyPatch) -> None:
    narrow = io.TextIOWrapper(io.BytesIO(), encoding="ascii")
    monkeypatch.setattr("sys.stderr", narrow)
    say("“é” is kept")
    assert narrow.buffer.getvalue() == b"??? is kept\n"


def test_progress_is_shown_on_a_terminal_and_wiped(staffed: Desk) -> None:
    terminal = Terminal()
    staffed.patch.setattr("sys.stderr", terminal)
    staffed("sync")
    shown = terminal.getvalue()
    assert "\r\x1b[K" in shown
    assert shown.endswith("\r\x1b[K")


def test_what_nobody_foresaw_is_a_sentence_with_its_traceback_in_the_log(desk: Desk) -> None:
    def fail(*_: object) -> int:
        raise LookupError("nobody thought of this")

    desk.patch.setattr("app.cli.reading.cache", fail)
    desk("changes", code=1)
    assert "Something unforeseen went wrong (LookupError)" in desk.told
    assert str(desk.places.log_file) in desk.told
    log = desk.places.log_file.read_text()
    assert "nobody thought of this" in log
    assert "Traceback" in log
