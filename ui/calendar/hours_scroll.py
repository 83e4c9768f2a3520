"""How high the hours of a week or a day are, and which of them are in sight."""

from PySide6.QtWidgets import QScrollBar

from ui.calendar.hours_sheet import SHORTEST_HOUR, TALLEST_HOUR, HoursSheet
from ui.calendar.spots import Spot

EARLY = 6  # the hour that is on top at first where not all fit


class HoursScroll:
    """Moves a sheet by its scroll bar. All lengths are pixels."""

    def __init__(self, bar: QScrollBar, sheet: HoursSheet) -> None:
        self.hour: float | None = None  # None: as high as all of them fit
        self._bar = bar
        self._sheet = sheet
        self._placed = False

    @property
    def above(self) -> int:
        """How much of the hours is out of sight above."""
        return self._bar.value()

    def fit(self, height: int, *, seen: bool) -> None:
        """Take the sheet's size for a viewport of some height; at first go to EARLY."""
        bar, sheet = self._bar, self._sheet
        room = max(1, height - sheet.top)
        bar.setPageStep(room)
        bar.setSingleStep(round(sheet.hour / 2))
        bar.setRange(0, max(0, sheet.height - room))
        if seen and not self._placed:
            self._placed = True
            bar.setValue(round(EARLY * sheet.hour))

    def reveal(self, spot: Spot) -> None:
        """Bring a shift into sight, if it stands on the hours."""
        if any(spot is one for one in self._sheet.body):
            bar, top = self._bar, spot.area.top() - self._sheet.top
            lowest = top + min(spot.area.height(), bar.pageStep()) - bar.pageStep()
            bar.setValue(min(max(bar.value(), lowest), top))

    def zoomed(self, factor: float, y: int) -> float:
        """Make the hours higher or lower; return the hour at a height, to be given to `put` afterwards."""
        place = (y - self._sheet.top + self.above) / self._sheet.hour
        self.hour = min(TALLEST_HOUR, max(SHORTEST_HOUR, self._sheet.hour * factor))
        return place

    def put(self, place: float, y: int) -> None:
        """Have an hour stand at a height."""
        self._bar.setValue(round(place * self._sheet.hour) - (y - self._sheet.top))
