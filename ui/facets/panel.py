"""The facets beside the board: which values the shifts have, how many each, and which are asked for."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from PySide6.QtCore import QElapsedTimer, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QScrollArea, QVBoxLayout, QWidget

from app.store.facets import Field
from app.store.filters import EVERYTHING, Filter, Set
from app.store.lenses import facet
from app.store.reader import Reader
from ui.board.narrowing import Narrowing
from ui.facets.parts import TITLES, told
from ui.facets.rates import Rates
from ui.facets.section import Section
from ui.facets.toggles import Toggles, hours, weekdays
from ui.facets.values import Value
from ui.queries import Queries
from ui.style import strong
from ui.times import Times
from ui.words import STATES

MOST = 2_000  # values of one facet that are read
SOON = 40  # milliseconds after a change: the board comes first
CALM = 2_000  # between two countings that nobody at the desk asked for


@dataclass(frozen=True, slots=True)
class Listed:
    """A facet that is a list of values."""

    field: Field
    set: Set
    noun: str
    opened: bool = False  # at the first start


LISTED = (
    Listed("states", "states", "states", opened=True),
    Listed("connections", "connections", "connections", opened=True),
    Listed("facilities", "facilities", "facilities", opened=True),
    Listed("roles", "roles", "roles", opened=True),
    Listed("units", "units", "units"),
    Listed("specialties", "specialties", "specialties"),
    Listed("people", "people", "workers"),
)


class FacetPanel(QWidget):
    """Edits a Narrowing. Counts are read in a thread, of the facets that are open and in sight."""

    failed = Signal(str)  # a sentence

    def __init__(
        self, narrowing: Narrowing, queries: Queries, times: Times, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._narrowing = narrowing
        self._queries = queries
        self._times = times
        self.setAccessibleName("Filters")
        self.sections = {one.set: Section(TITLES[one.set], one.noun, self) for one in LISTED}
        self.weekdays = Toggles("Weekday", weekdays(times.locale), self)
        self.hours = Toggles("Day or night", hours(times), self)
        self.rates = Rates(self)
        self.clear = QPushButton("Clear", self)
        self.clear.setAccessibleName("Clear all filters")
        self.clear.setFlat(True)
        title = QLabel("Filters", self)
        title.setFont(strong(title.font()))
        top = QHBoxLayout()
        top.setContentsMargins(12, 6, 8, 2)
        top.addWidget(title, 1)
        top.addWidget(self.clear)
        self._inside = inside = QWidget(self)
        column = QVBoxLayout(inside)
        column.setContentsMargins(4, 0, 8, 12)
        column.setSpacing(2)
        for one in LISTED[:4]:
            column.addWidget(self.sections[one.set])
        for widget in (self.weekdays, self.hours, self.rates):
            column.addWidget(widget)
        for one in LISTED[4:]:
            column.addWidget(self.sections[one.set])
        column.addStretch(1)
        self._scroll = QScrollArea(self)
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setAccessibleName("Facets")
        self._scroll.setWidget(inside)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(top)
        layout.addWidget(self._scroll, 1)
        self.setMinimumWidth(252)
        self._soon = QTimer(self, singleShot=True)
        self._since = QElapsedTimer()

        for one in LISTED:
            section = self.sections[one.set]
            section.toggled.connect(lambda key, on, name=one.set: self._toggle(name, key, on))
            section.reached.connect(self._bring)
            section.opened.connect(lambda one=one: self._ask(one))
            section.open(one.opened)
        self.weekdays.toggled.connect(self._toggle_day)
        self.hours.toggled.connect(self._toggle_hours)
        self.rates.changed.connect(self._limit)
        self.clear.clicked.connect(lambda: narrowing.narrow(EVERYTHING, ""))
        narrowing.changed.connect(self._follow)
        self._soon.timeout.connect(self._count)

    def refresh(self) -> None:
        """Count anew, soon: something was committed."""
        passed = self._since.elapsed() if self._since.isValid() else CALM
        if not self._soon.isActive():
            self._soon.start(max(SOON, CALM - passed))

    def opened(self) -> list[str]:
        """Return which facets are open, to be remembered."""
        return [one.set for one in LISTED if self.sections[one.set].is_open]

    def open(self, names: list[str]) -> None:
        """Open these facets, and close the others."""
        for one in LISTED:
            self.sections[one.set].open(one.set in names)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._follow()

    def _bring(self, place: QPoint) -> None:
        spot = self._inside.mapFromGlobal(place)
        self._scroll.ensureVisible(spot.x(), spot.y(), 0, 2 * self.fontMetrics().height())

    def _follow(self) -> None:
        base = self._narrowing.base
        self.clear.setEnabled(self._narrowing.where() != EVERYTHING)
        for one in LISTED:
            self.sections[one.set].wait(_keys(base, one.set))
        self.weekdays.press({str(day) for day in base.weekdays})
        self.hours.press({base.hours} - {""})
        self.rates.show_limits(base.rate_from, base.rate_to)
        self._soon.start(SOON)

    def _count(self) -> None:
        if not self.isVisible():
            return
        self._since.start()
        for one in LISTED:
            self._ask(one)
        self._read("weekdays", 7, lambda found: self.weekdays.count(dict(found)))
        self._read("hours", 2, lambda found: self.hours.count(dict(found)))
        self._read("rates", MOST, self.rates.tell)

    def _ask(self, one: Listed) -> None:
        if self.isVisible() and self.sections[one.set].is_open:
            self._read(one.field, MOST, lambda found: self._show(one, found))

    def _read(self, field: Field, limit: int, done: Callable[[Any], None]) -> None:
        where = self._narrowing.where()

        def work(reader: Reader) -> list[tuple[str, int]]:
            return reader.ask(facet, where, field, limit)

        self._queries.ask(f"facet {field}", work, done, self.failed.emit)

    def _show(self, one: Listed, found: list[tuple[str, int]]) -> None:
        meant = _keys(self._narrowing.meant, one.set)  # by what is typed: no others would be left
        ticked = _keys(self._narrowing.base, one.set)
        counts = {key: n for key, n in found if not meant or key in meant}
        counts |= {key: 0 for key in sorted(ticked) if key not in counts}
        if one.set == "states":
            counts = {state: counts.get(state, 0) for state in STATES if counts.get(state) or state in ticked}
        values = [
            Value(key, told(one.set, key, self._times), n, key if one.set == "states" else "")
            for key, n in sorted(counts.items(), key=lambda one: not one[0])  # none told comes last
        ]
        self.sections[one.set].show_values(values, ticked)

    def _toggle(self, name: Set, key: str, ticked: bool) -> None:
        base = self._narrowing.base
        values = getattr(base, name)
        self._narrowing.narrow(base.among(name, values | {key} if ticked else values - {key}))

    def _toggle_day(self, key: str, pressed: bool) -> None:
        base = self._narrowing.base
        day = frozenset({int(key)})
        self._narrowing.narrow(
            base.among("weekdays", base.weekdays | day if pressed else base.weekdays - day)
        )

    def _toggle_hours(self, key: str, pressed: bool) -> None:
        self._narrowing.narrow(replace(self._narrowing.base, hours=key if pressed else ""))

    def _limit(self, low: Decimal | None, high: Decimal | None) -> None:
        self._narrowing.narrow(replace(self._narrowing.base, rate_from=low, rate_to=high))


def _keys(where: Filter, name: Set) -> frozenset[str]:
    return frozenset(str(value) for value in getattr(where, name))
