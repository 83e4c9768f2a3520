"""The menu of clocks: by whose clock shifts stand on the hours, and a second one beside it."""

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu, QWidget

from ui.calendar.clock import Clock
from ui.calendar.names import desk_zone, place_of


class ClockMenu(QMenu):
    """Each site's own clock, this desk's, or that of a zone in which there are shifts."""

    chosen = Signal(object)  # a Clock

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("Cloc&ks", parent)
        self._clock = Clock()
        self._zones: tuple[str, ...] = ()
        self._fill()

    @property
    def clock(self) -> Clock:
        """Which one is chosen."""
        return self._clock

    def offer(self, zones: Sequence[str]) -> None:
        """Set the zones, as IANA names, that can be chosen besides the desk's and UTC."""
        if tuple(zones) != self._zones:
            self._zones = tuple(zones)
            self._fill()

    def show_clock(self, clock: Clock) -> None:
        """Tick a clock, without telling it."""
        self._clock = clock
        self._fill()

    def words(self) -> str:
        """Return which clock is chosen: `Each site’s own clock · Chicago`."""
        clock = self._clock
        words = f"{place_of(clock.zone)} clock" if clock.zone else "Each site’s own clock"
        return f"{words} · {place_of(clock.second)}" if clock.second else words

    def _fill(self) -> None:
        self.clear()
        desk, clock = desk_zone(), self._clock
        zones = [one for one in (desk, *self._zones, "UTC", clock.zone, clock.second) if one]
        zones = list(dict.fromkeys(zones))
        first = QActionGroup(self)
        self.addSection("Shifts stand on")
        self._offer(first, "Each site’s own clock", not clock.zone, lambda: self._choose("", None))
        for zone in zones:
            words = f"This desk’s clock, {place_of(zone)}" if zone == desk else f"{place_of(zone)} clock"
            self._offer(first, words, clock.zone == zone, partial(self._choose, zone, None))
        second = QActionGroup(self)
        self.addSection("Beside it")
        self._offer(second, "No second clock", not clock.second, lambda: self._choose(None, ""))
        for zone in zones:
            words = f"{place_of(zone)} beside it"
            self._offer(second, words, clock.second == zone, partial(self._choose, None, zone))

    def _choose(self, zone: str | None, second: str | None) -> None:
        old = self._clock
        self._clock = Clock(old.zone if zone is None else zone, old.second if second is None else second)
        if self._clock != old:
            self.chosen.emit(self._clock)

    def _offer(self, group: QActionGroup, words: str, ticked: bool, take: Callable[[], None]) -> None:
        action = QAction(words, self)
        action.setCheckable(True)
        action.setChecked(ticked)
        action.triggered.connect(lambda: take())
        group.addAction(action)
        self.addAction(action)
