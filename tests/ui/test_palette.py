"""The command palette: found by a few letters, done by keyboard, and honest about what cannot be done."""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence, QShortcut
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMainWindow, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from tests.shifts import NEW_YORK, person, shift
from tests.ui.conftest import Fill
from ui.cache import Cache
from ui.memory import Memory
from ui.palette.entries import Entry, Found, Kind, joined, ranked, used
from ui.palette.palette import Palette
from ui.palette.reasons import enable, why_not
from ui.palette.recent import Recent
from ui.palette.sources import in_cache, of_connections, of_menus, of_panel, on_board
from ui.panels.told import Action, Told
from ui.queries import Queries
from ui.times import Times

Make = Callable[..., Palette]


class Work:
    """Keeps what was done."""

    def __init__(self) -> None:
        self.done: list[str] = []

    def entry(self, title: str, kind: Kind = Kind.ACTION, **fields: object) -> Entry:
        return Entry(kind=kind, title=title, run=lambda: self.done.append(title), **fields)  # type: ignore[arg-type]


@pytest.fixture
def work() -> Work:
    return Work()


@pytest.fixture
def memory(tmp_path: Path) -> Memory:
    return Memory(tmp_path / "window.ini")


@pytest.fixture
def over(qtbot: QtBot) -> QMainWindow:
    window = QMainWindow()
    window.setCentralWidget(QPushButton("Below", window))
    window.resize(900, 600)
    qtbot.addWidget(window)
    with qtbot.waitExposed(window):
        window.show()
    below(window).setFocus()
    return window


def below(window: QMainWindow) -> QWidget:
    found = window.centralWidget()
    assert found is not None
    return found


def press(keys: str) -> None:
    holder = QApplication.focusWidget()
    assert holder is not None
    QTest.keySequence(holder, QKeySequence(keys))


@pytest.fixture
def make(over: QMainWindow, memory: Memory) -> Make:
    def making(entries: Sequence[Entry] = (), finders: Sequence[Callable[..., None]] = ()) -> Palette:
        return Palette([lambda: entries], finders, Recent(memory), over)

    return making


def titles(palette: Palette) -> list[str]:
    return [hit.entry.title for hit in palette.results.hits]


def current(palette: Palette) -> str:
    return str(palette.list.currentIndex().data())


def key(palette: Palette, *keys: Qt.Key) -> None:
    for one in keys:
        QTest.keyClick(palette.search, one)


def write(palette: Palette, text: str) -> None:
    palette.search.selectAll()
    QTest.keyClicks(palette.search, text)


def test_a_few_letters_and_enter_do_it(make: Make, work: Work) -> None:
    palette = make([work.entry("Refresh all"), work.entry("Go to today"), work.entry("Export…")])
    palette.open()
    QTest.keyClicks(QApplication.focusWidget() or palette, "gtt")
    assert titles(palette) == ["Go to today"]
    key(palette, Qt.Key.Key_Return)
    assert work.done == ["Go to today"]
    assert not palette.isVisible()


def test_it_opens_with_everything_and_what_was_used_last_first(make: Make, work: Work) -> None:
    palette = make([work.entry("One"), work.entry("Two"), work.entry("Three")])
    palette.open()
    assert titles(palette) == ["One", "Two", "Three"]
    for name in ("Three", "Two"):
        write(palette, name)
        key(palette, Qt.Key.Key_Return)
        palette.open()
    assert palette.search.text() == ""
    assert titles(palette) == ["Two", "Three", "One"]


def test_what_was_used_last_outlasts_the_window(over: QMainWindow, memory: Memory, work: Work) -> None:
    entries = [work.entry("One"), work.entry("Two")]
    first = Palette([lambda: entries], [], Recent(memory), over)
    first.open()
    key(first, Qt.Key.Key_Down, Qt.Key.Key_Return)
    second = Palette([lambda: entries], [], Recent(memory), over)
    second.open()
    assert titles(second) == ["Two", "One"]


def test_the_keyboard_goes_back_where_it_was(make: Make, work: Work, over: QMainWindow) -> None:
    palette = make([work.entry("One")])
    palette.open()
    assert QApplication.focusWidget() is palette.search
    key(palette, Qt.Key.Key_Escape)
    assert not palette.isVisible()
    assert QApplication.focusWidget() is below(over)


def test_its_own_key_puts_it_away_again(make: Make, work: Work) -> None:
    palette = make([work.entry("One")])
    palette.open()
    QTest.keyClick(palette.search, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    assert not palette.isVisible()


def test_no_key_acts_on_what_lies_below(make: Make, work: Work, over: QMainWindow) -> None:
    heard: list[str] = []
    for keys in ("Ctrl+1", "Esc", "Ctrl+Z"):
        QShortcut(QKeySequence(keys), over).activated.connect(lambda keys=keys: heard.append(keys))
    palette = make([work.entry("One")])
    palette.open()
    press("Ctrl+1")
    press("Ctrl+Z")
    press("Esc")
    assert heard == []
    press("Ctrl+1")
    assert heard == ["Ctrl+1"]


def test_arrows_go_round_and_pages_stop_at_the_ends(make: Make, work: Work) -> None:
    palette = make([work.entry(f"Entry {n:02}") for n in range(30)])
    palette.open()
    assert current(palette) == "Entry 00"
    key(palette, Qt.Key.Key_Up)
    assert current(palette) == "Entry 29"
    key(palette, Qt.Key.Key_Down, Qt.Key.Key_Tab)
    assert current(palette) == "Entry 01"
    key(palette, Qt.Key.Key_PageDown, Qt.Key.Key_PageDown, Qt.Key.Key_PageDown, Qt.Key.Key_PageDown)
    assert current(palette) == "Entry 29"
    key(palette, Qt.Key.Key_Backtab, Qt.Key.Key_PageUp)
    assert current(palette) == "Entry 18"


def test_what_cannot_be_done_says_why_and_is_not_done(make: Make, work: Work) -> None:
    palette = make([work.entry("Confirm", enabled=False, why_not="Nobody has it yet.")])
    palette.open()
    key(palette, Qt.Key.Key_Return)
    assert work.done == []
    assert palette.isVisible()
    assert palette.remark.text() == "Confirm: Nobody has it yet."
    spoken = palette.results.index(0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert spoken == "Confirm, Action, not available: Nobody has it yet."


def test_a_click_does_it_and_a_click_beside_puts_it_away(make: Make, work: Work, over: QMainWindow) -> None:
    palette = make([work.entry("One"), work.entry("Two")])
    palette.open()
    area = palette.list.visualRect(palette.results.index(1))
    QTest.mouseClick(palette.list.viewport(), Qt.MouseButton.LeftButton, pos=area.center())
    assert work.done == ["Two"]
    palette.open()
    beside = below(over).rect().bottomLeft()
    QTest.mouseClick(below(over), Qt.MouseButton.LeftButton, pos=beside)
    assert not palette.isVisible()


def test_nothing_found_says_so(make: Make, work: Work) -> None:
    palette = make([work.entry("One")])
    palette.open()
    write(palette, "xyz")
    assert palette.nothing.isVisible()
    key(palette, Qt.Key.Key_Return, Qt.Key.Key_Down)
    assert palette.isVisible()


def test_what_comes_late_is_put_below_and_the_choice_stays(make: Make, work: Work, qtbot: QtBot) -> None:
    asked: list[tuple[str, Found]] = []
    palette = make(
        [work.entry("Jump"), work.entry("Join")], [lambda text, found: asked.append((text, found))]
    )
    palette.open()
    write(palette, "j")
    qtbot.waitUntil(lambda: bool(asked))
    key(palette, Qt.Key.Key_Down)
    chosen = current(palette)
    text, found = asked[0]
    found([work.entry("Search", Kind.SEARCH), work.entry("Jones", Kind.PERSON)])
    assert text == "j"
    assert titles(palette)[2:] == ["Jones", "Search"]
    assert current(palette) == chosen


def test_an_answer_to_what_is_no_longer_typed_is_dropped(make: Make, work: Work, qtbot: QtBot) -> None:
    asked: list[Found] = []
    palette = make([], [lambda text, found: asked.append(found)])
    palette.open()
    write(palette, "jo")
    qtbot.waitUntil(lambda: len(asked) == 1)
    write(palette, "joh")
    asked[0]([work.entry("Jones", Kind.PERSON)])
    assert titles(palette) == []
    palette.done(0)
    palette.open()
    asked[0]([work.entry("Jones", Kind.PERSON)])
    assert titles(palette) == []


def test_it_never_grows_out_of_its_window(make: Make, work: Work, over: QMainWindow) -> None:
    palette = make([work.entry(f"Entry {n}") for n in range(50)])
    over.resize(420, 320)
    palette.open()
    assert over.rect().contains(palette.geometry())
    over.resize(300, 240)
    assert over.rect().width() >= palette.width()


@pytest.fixture
def queries(cache: Cache, qapp: QApplication) -> Iterator[Queries]:
    queries = Queries(cache.another)
    yield queries
    queries.stop()


def test_shifts_and_people_come_from_the_cache(
    make: Make, fill: Fill, queries: Queries, times: Times, qtbot: QtBot
) -> None:
    start = datetime(2026, 12, 1, 7, tzinfo=NEW_YORK)
    fill([
        shift(n, title=f"RN, ICU {n}", start=start + timedelta(days=n), facility="Mercy",
              assignments=(person("Adam Jones", "1"),))
        for n in range(3)
    ])  # fmt: skip
    gone: list[str] = []
    palette = make([], [in_cache(queries, times, gone.append, gone.append), on_board(gone.append)])
    palette.open()
    write(palette, "jon")
    qtbot.waitUntil(lambda: len(titles(palette)) == 5)
    assert titles(palette)[0] == "Adam Jones"
    assert titles(palette)[1].endswith("RN, ICU 0")
    assert titles(palette)[-1] == "Search the board for “jon”"
    assert "Mercy" in palette.results.hits[1].entry.detail
    key(palette, Qt.Key.Key_Return)
    palette.open()
    write(palette, "jon")
    qtbot.waitUntil(lambda: len(titles(palette)) == 5)
    key(palette, Qt.Key.Key_Down, Qt.Key.Key_Return)
    palette.open()
    write(palette, "jon")
    qtbot.waitUntil(lambda: len(titles(palette)) == 5)
    key(palette, Qt.Key.Key_Up, Qt.Key.Key_Return)
    assert gone == ["Adam Jones", "trio-east:0", "jon"]


def test_everything_in_the_menus_is_an_entry(over: QMainWindow, work: Work) -> None:
    menu = over.menuBar().addMenu("&File")
    save = menu.addAction("&Save && close…", lambda: work.done.append("save"))
    save.setShortcut(QKeySequence("Ctrl+S"))
    menu.addSeparator()
    below = menu.addMenu("&Density")
    dense = below.addAction("C&ompact")
    dense.setCheckable(True)
    below.aboutToShow.connect(lambda: dense.setChecked(True))
    dead = QAction("&Dead", over)
    dead.setEnabled(False)
    menu.addAction(dead)
    one, two, three = of_menus(over.menuBar(), lambda action: f"Why {action.text()}")()
    assert (one.title, one.detail, one.shortcut, one.kind) == (
        "Save & close…",
        "File",
        "Ctrl+S",
        Kind.ACTION,
    )
    one.run()
    assert work.done == ["save"]
    assert (two.title, two.detail, two.kind, two.ticked) == ("Compact", "File → Density", Kind.SETTING, True)
    two.run()
    assert not dense.isChecked()
    assert (three.enabled, three.why_not) == (False, "Why &Dead")


def test_the_panels_actions_have_their_keys_and_reasons() -> None:
    pressed: list[object] = []
    actions = (
        Action(name="release", label="Release", weight="danger"),
        Action(name="claim", label="Claim", weight="primary"),
        Action(name="confirm", label="Confirm", enabled=False, reason="Nobody has it yet."),
    )
    told = Told(ref="trio-east:1", vendor="Acme", actions=actions)
    release, claim, confirm = of_panel(lambda: told, lambda *one: pressed.append(one), pressed.append)()
    assert (claim.shortcut, release.shortcut, release.title) == ("Ctrl+1", "Ctrl+2", "Release…")
    assert (confirm.shortcut, confirm.told) == ("", "Nobody has it yet.")
    claim.run()
    assert pressed == [("trio-east:1", "claim")]
    assert list(of_panel(lambda: None, lambda *one: None, pressed.append)()) == []


def test_connections_tell_how_they_fare() -> None:
    opened: list[str] = []
    (one,) = of_connections(lambda: {"north": "as of 07:14"}, opened.append)()
    one.run()
    assert (one.kind, one.detail, opened) == (Kind.CONNECTION, "as of 07:14", ["north"])


def test_whoever_switches_an_entry_off_says_why(qapp: QApplication) -> None:
    action = QAction("Copy")
    enable(action, False, "No shift is chosen on the board.")
    assert (action.isEnabled(), why_not(action)) == (False, "No shift is chosen on the board.")
    assert why_not(QAction("Other")).endswith(".")


def test_a_title_counts_for_more_than_what_stands_beside_it(work: Work) -> None:
    entries = [work.entry("Number", detail="View → Columns"), work.entry("Columns as at first")]
    assert [hit.entry.title for hit in ranked(entries, "col")] == ["Columns as at first", "Number"]
    assert ranked(entries, "col")[1].places == ()


def test_what_can_be_done_stands_before_what_cannot(work: Work) -> None:
    entries = [work.entry("Confirm", enabled=False), work.entry("Confirm all")]
    assert [hit.entry.title for hit in ranked(entries, "conf")] == ["Confirm all", "Confirm"]


def test_the_search_of_the_board_is_the_last_resort(work: Work) -> None:
    hits = joined([], [work.entry("Search", Kind.SEARCH)], "jo")
    hits = joined(hits, [work.entry("Jones", Kind.PERSON)], "jo")
    assert [(hit.entry.title, hit.places) for hit in hits] == [("Jones", (0, 1)), ("Search", ())]


def test_only_so_much_is_kept_in_mind() -> None:
    names: tuple[str, ...] = ()
    for n in range(40):
        names = used(names, str(n))
    assert used(names, "35")[:3] == ("35", "39", "38")
    assert len(names) == 12


@pytest.mark.parametrize("written", [b"nonsense", b'{"a": 1}', b"\xff"])
def test_a_spoilt_memory_is_an_empty_one(memory: Memory, written: bytes) -> None:
    from PySide6.QtCore import QByteArray

    from ui.palette.recent import NAME

    memory.keep(NAME, QByteArray(written))
    assert Recent(memory).names == ()


def test_the_palette_is_exposed_as_a_dialog_with_a_list(make: Make, work: Work) -> None:
    from PySide6.QtGui import QAccessible

    palette = make([work.entry("One", shortcut="Ctrl+E", detail="File")])
    palette.open()
    roles = {
        widget: QAccessible.queryAccessibleInterface(widget).role()
        for widget in (palette, palette.list, palette.search)
    }
    assert roles == {
        palette: QAccessible.Role.Dialog,
        palette.list: QAccessible.Role.List,
        palette.search: QAccessible.Role.EditableText,
    }
    line = QAccessible.queryAccessibleInterface(palette.list).child(0)
    assert line.text(QAccessible.Text.Name) == "One, Action, File, Ctrl+E"
    assert all(isinstance(one, QWidget) and one.accessibleName() for one in roles)
