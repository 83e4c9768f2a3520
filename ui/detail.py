"""Everything known about one shift: what, when, where, who, and what has happened to it."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from time import localtime
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QSize, Qt, QTimer, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QScrollArea, QVBoxLayout, QWidget
from shiboken6 import isValid

from ui.icons import icon
from ui.labels import Elided, Grid, Words, heading_of_group
from ui.state_chips import StateChips
from ui.style import heading, look, small
from ui.times import Times, abroad, moment
from ui.words import STATES, line, plain

if TYPE_CHECKING:  # they come with the first shift that is chosen
    from PySide6.QtCore import QUrl

    from app.domain import Kept, Noticed, Shift

    # the shift, its changes, and what is said if it is only expected to become so
    _Shown = tuple[Kept | None, Sequence[Noticed], str]

MOST_DETAILS = 60  # peculiarities shown; no vendor has as many
MOST_PEOPLE = 200


class Detail(QScrollArea):
    """One shift, or the advice to choose one. Fed by `show_shift`; tells wishes by signals."""

    acknowledged = Signal(list)  # change ids that the user has dealt with
    changed = Signal()  # another shift is shown, or the same as it is now

    def __init__(self, times: Times, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._times = times
        self._shown: _Shown | None = None
        self._last_seen: Words | None = None
        self._when: Words | None = None
        self._minute = QTimer(self, interval=60_000)
        self._minute.timeout.connect(self._tell_when)
        self._minute.start()
        self.setAccessibleName("Shift")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        page = Page()
        self._layout = QVBoxLayout(page)
        self._layout.setContentsMargins(16, 12, 16, 16)
        self._layout.setSpacing(4)
        self._parts = [QWidget(), QWidget(), QWidget()]  # shown anew with each shift
        self._rooms = [_part()[0], _part()[0]]  # for what others keep up to date
        for number, part in enumerate(self._parts):
            self._layout.addWidget(part)
            if number < len(self._rooms):
                self._layout.addWidget(self._rooms[number])
        self._layout.addStretch(1)
        self.setWidget(page)
        page.relaid.connect(lambda: self._chain(page))
        self.show_shift(None, ())

    @property
    def kept(self) -> "Kept | None":
        """The shift shown, if any."""
        return self._shown[0] if self._shown else None

    def unacknowledged(self) -> list[int]:
        """Return the ids of the changes shown that nobody has dealt with."""
        changes = self._shown[1] if self._shown else ()
        return [one.id for one in changes if one.acknowledged_at is None]

    def furnish(self, panel: QWidget, sections: QWidget, deeds: QWidget) -> None:
        """Give room to what can be done with the shift, what else its vendor says, and what was done."""
        for room, widget in zip((0, 1, 1), (panel, sections, deeds), strict=True):
            layout = self._rooms[room].layout()
            assert layout is not None
            layout.addWidget(widget)

    def put_first(self, widget: QWidget) -> None:
        """Give room to what is to be read before all that can be done."""
        layout = self._rooms[0].layout()
        assert isinstance(layout, QVBoxLayout)
        layout.insertWidget(0, widget)

    def show_shift(self, kept: "Kept | None", changes: "Sequence[Noticed]", *, expected: str = "") -> None:
        """Show a shift and its changes, newest first. What is already shown stays untouched.

        `expected` says that it is how an action will leave it, and how far that is from being true.
        """
        shown = (kept, changes, expected)
        if self._shown is not None and _same(self._shown, shown):
            if kept is not None and self._last_seen is not None:
                self._last_seen.setText(self._seen(kept))
            self._tell_when()
            return
        before = self.kept
        stay = before is not None and kept is not None and before.shift.ref == kept.shift.ref
        place = self.verticalScrollBar().value() if stay else 0
        self._shown = shown
        self._replace(0, self._head(kept, expected) if kept else self._advice())
        self._replace(1, self._facts(kept) if kept else QWidget())
        self._replace(2, self._tail(kept, changes) if kept else QWidget())
        self._layout.setStretch(0, 0 if kept else 1)
        for room in self._rooms:
            room.setVisible(kept is not None)
        self.verticalScrollBar().setValue(place)
        self.changed.emit()

    @property
    def address(self) -> "QUrl | None":
        """Where a browser finds the shift at its vendor, if it may be sent there."""
        from ui.addresses import web_address

        return None if self.kept is None else web_address(self.kept.shift.url)

    def open_at_vendor(self) -> None:
        """Open the shift in the browser, if its vendor gave an address that a browser may open."""
        from PySide6.QtGui import QDesktopServices

        if (address := self.address) is not None:
            QDesktopServices.openUrl(address)

    def sizeHint(self) -> QSize:
        return QSize(328, 560)

    def minimumSizeHint(self) -> QSize:
        return QSize(280, 120)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and self._shown is not None:
            (kept, changes, expected), self._shown = self._shown, None
            self.show_shift(kept, changes, expected=expected)

    def _chain(self, page: QWidget) -> None:
        if self.kept is not None:
            from ui.panels.laying import chained

            chained(self, page)

    def _advice(self) -> QWidget:
        page = QWidget()
        layout = QVBoxLayout(page)
        words = Words("Choose a shift to see everything that is known of it.", muted=True)
        words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        layout.addStretch(1)
        layout.addWidget(words)
        layout.addStretch(2)
        return page

    def _replace(self, number: int, new: QWidget) -> None:
        old, self._parts[number] = self._parts[number], new
        self._layout.replaceWidget(old, new)
        old.hide()
        old.deleteLater()  # a button within may be what it is replaced for

    def _head(self, kept: "Kept", expected: str) -> QWidget:
        shift = kept.shift
        part, layout = _part()
        title = Words(line(shift.title or shift.role or "Untitled shift", 300))
        title.setFont(heading(self.font()))
        layout.addWidget(title)
        layout.addWidget(self._chips(kept, expected))
        layout.addSpacing(4)
        self._add_when_and_where(layout, shift)
        if self.address is not None:
            layout.addSpacing(4)
            layout.addLayout(self._link())
        return part

    def _facts(self, kept: "Kept") -> QWidget:
        shift = kept.shift
        part, layout = _part()
        self._add_grid(layout, "", _facts(shift))
        self._add_people(layout, shift)
        if shift.notes:
            layout.addWidget(heading_of_group("Notes"))
            layout.addWidget(Words(plain(shift.notes)))
        self._add_grid(
            layout,
            "At the vendor",
            [(line(k, 80), self._written(v)) for k, v in shift.details[:MOST_DETAILS]],
        )
        return part

    def _written(self, text: str) -> str:
        """Return a peculiarity as it is read: a moment as moments are written here, the rest as it came."""
        at = moment(text) if text[4:5] == "-" and text[10:11] == "T" else None  # not every number that fits
        return plain(text, 1000) if at is None else self._times.stamp(at)

    def _tail(self, kept: "Kept", changes: "Sequence[Noticed]") -> QWidget:
        part, layout = _part()
        if changes:
            from ui.history import History  # like the people's: not needed before a shift is chosen

            history = History(changes, self._times, part)
            history.acknowledged.connect(self.acknowledged)
            layout.addWidget(history)
        layout.addSpacing(12)
        self._last_seen = Words(self._seen(kept), muted=True)
        self._last_seen.setFont(small(self.font()))
        layout.addWidget(self._last_seen)
        ref = Elided(line(kept.shift.ref, 300))
        ref.setFont(small(self.font()))
        layout.addWidget(ref)
        return part

    def _chips(self, kept: "Kept", expected: str) -> StateChips:
        shift, colours = kept.shift, look(self.palette())
        state = shift.state.value
        word = STATES[state]
        if state == "unknown" and shift.vendor_status:
            word = line(shift.vendor_status, 40)
        chips = [(f"state-{state}", word, colours.states[state])]
        if shift.urgent:
            chips.append(("urgent", "Urgent", colours.states["cancelled"]))
        if kept.removed:
            chips.insert(0, ("off", "No longer visible at the vendor", colours.states["draft"]))
        if expected:
            chips.append(("waiting", expected, colours.states["pending"]))
        return StateChips(chips)

    def _add_when_and_where(self, layout: QVBoxLayout, shift: "Shift") -> None:
        self._when = Words("")
        self._tell_when()
        layout.addWidget(self._when)
        if abroad(shift.start):
            layout.addWidget(Words(self._desk_time(shift), muted=True))
        place = " · ".join(line(part) for part in (shift.facility, shift.unit) if part)
        if place:
            layout.addWidget(Words(place))
        if shift.address:
            layout.addWidget(Words(line(shift.address, 300), muted=True))

    def _tell_when(self) -> None:
        """Say when the shift is, and whether it is under way or past by now."""
        if self.kept is None or self._when is None or not isValid(self._when):
            return
        shift, times = self.kept.shift, self._times
        parts = (
            f"{times.day(shift.day)}, {times.hours(shift.start, shift.end, all_day=shift.all_day)}",
            _progress(shift, times.now()),
        )
        self._when.setText(" · ".join(part for part in parts if part))

    def _desk_time(self, shift: "Shift") -> str:
        local = datetime.fromtimestamp(shift.start.timestamp())
        end = None if shift.end is None else datetime.fromtimestamp(shift.end.timestamp())
        zone = localtime(shift.start.timestamp()).tm_zone
        begins = f"{self._times.day(local.date())}, {self._times.time(local.hour, local.minute)}"
        ends = f" – {self._times.time(end.hour, end.minute)}" if end is not None else ""
        return f"{begins}{ends} {zone} here"

    def _link(self) -> QHBoxLayout:
        row = QHBoxLayout()
        button = QPushButton("Open at the vendor")
        button.setAccessibleName("Open at the vendor")
        button.setIcon(icon("link", look(self.palette()).text))
        button.clicked.connect(self.open_at_vendor)
        row.addWidget(button)
        row.addStretch(1)
        return row

    def _add_grid(self, layout: QVBoxLayout, title: str, facts: Sequence[tuple[str, str]]) -> None:
        if not facts:
            return
        layout.addWidget(heading_of_group(title)) if title else layout.addSpacing(12)
        layout.addWidget(Grid(facts))

    def _add_people(self, layout: QVBoxLayout, shift: "Shift") -> None:
        if not shift.assignments:
            return
        layout.addWidget(heading_of_group("People"))
        from ui.people.on_shift import People

        layout.addWidget(People(shift.assignments[:MOST_PEOPLE], self._times))
        if len(shift.assignments) > MOST_PEOPLE:
            layout.addWidget(Words(f"and {len(shift.assignments) - MOST_PEOPLE:,} more", muted=True))

    def _seen(self, kept: "Kept") -> str:
        return f"Last seen at the vendor {self._times.stamp(kept.last_seen)}"


class Page(QWidget):
    """What the detail shows. `relaid` tells that something within is another than before."""

    relaid = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._soon = QTimer(self, singleShot=True, interval=0)
        self._soon.timeout.connect(self.relaid)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.LayoutRequest:
            self._soon.start()
        return super().event(event)


def _facts(shift: "Shift") -> list[tuple[str, str]]:
    rate = ""
    if shift.rate is not None:
        parts = (
            f"{shift.rate.amount:f}",
            line(shift.rate.kind or "", 40),
            "on call" if shift.rate.on_call else "",
        )
        rate = " · ".join(part for part in parts if part)
    if shift.positions is not None:
        filled = f"{shift.filled:,} of {shift.positions:,}"
    else:
        filled = f"{shift.filled:,}"
    facts = (
        ("Filled", filled),
        ("Rate", rate),
        ("Role", line(shift.role or "")),
        ("Specialty", line(shift.specialty or "")),
        ("Client", line(shift.client or "")),
        ("Number", line(shift.number or "")),
        ("Vendor status", line(shift.vendor_status or "", 80)),
        ("Published", "" if shift.published else "not yet"),
        ("Time zone", shift.timezone),
        ("Connection", shift.connection),
    )
    return [(name, text) for name, text in facts if text]


def _progress(shift: "Shift", now: float) -> str:
    if shift.end is None:
        return ""
    if shift.end.timestamp() <= now:
        return "past"
    return "under way" if shift.start.timestamp() <= now else ""


def _same(one: "_Shown", other: "_Shown") -> bool:
    """Tell whether nothing but the moment of the last sight differs."""
    if one[0] is None or other[0] is None:
        return one[0] is other[0]
    same = replace(one[0], last_seen=other[0].last_seen) == other[0]
    return same and one[2] == other[2] and list(one[1]) == list(other[1])


def _part() -> tuple[QWidget, QVBoxLayout]:
    part = QWidget()
    layout = QVBoxLayout(part)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(4)
    return part, layout
