"""What is below the mouse on each surface: the shift, or the row, that something would be dropped onto."""

from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QPoint, QRect
from PySide6.QtWidgets import QWidget

from ui.assigning.carrying import Bar, Carried, Person, Target
from ui.calendar.tracks import PEOPLE

if TYPE_CHECKING:  # they come with the first look through each lens
    from ui.board.model import BoardModel
    from ui.board.view import Board
    from ui.calendar.agenda import Agenda
    from ui.calendar.chart import Chart
    from ui.calendar.spots import Spot
    from ui.panels.panel import Panel

_ROWS = "Only rows by worker can take a shift: choose “Workers” above."


class Sheet(Protocol):
    """A lens that knows what is at a point."""

    def spot_at(self, where: QPoint) -> "Spot | None":
        """Return the day or shift at a point."""

    def on_screen(self, spot: "Spot") -> QRect:
        """Return where it stands now."""


def on_sheet(sheet: Sheet, where: QPoint, carried: Carried) -> Target | None:
    """Return the shift at a point of month, week or day."""
    spot = sheet.spot_at(where)
    return Target(sheet.on_screen(spot), spot.ref) if spot is not None and spot.ref else None


def on_agenda(agenda: "Agenda", where: QPoint, carried: Carried) -> Target | None:
    """Return the shift at a point of the agenda."""
    found = agenda.row_at(where.y())
    return None if found is None else Target(found[1], found[0].ref)


def on_board(board: "Board", model: "BoardModel", where: QPoint, carried: Carried) -> Target | None:
    """Return the shift at a point of the board."""
    number = board.indexAt(where).row()
    if number < 0 or not (ref := model.row(number).ref):
        return None
    area = QRect(0, board.rowViewportPosition(number), board.viewport().width(), board.row_height)
    return Target(area, ref)


def on_detail(panel: "Panel", surface: QWidget, where: QPoint, carried: Carried) -> Target | None:
    """Return the shift whose detail is shown."""
    return Target(surface.rect().adjusted(4, 4, -4, -4), panel.ref) if panel.ref else None


def on_chart(chart: "Chart", where: QPoint, carried: Carried) -> Target | None:
    """Return the shift at a point of a timeline, or for a shift that is dragged the row."""
    if isinstance(carried, Person):
        spot = chart.spot_at(where)
        return Target(spot.area, spot.bar.row.ref) if spot is not None and spot.bar is not None else None
    lane = chart.lane_at(where.y())
    track = chart.book.tracks.get(lane)
    if track is None:
        return None
    area = chart.row_area(lane)
    if chart.by != PEOPLE:
        return Target(area, why_not=_ROWS)
    if not track.key or any(bar.row.ref == carried.ref for bar in track.bars):
        return None
    return Target(area, person=Person(track.key))


def off_chart(chart: "Chart", where: QPoint) -> Carried | None:
    """Return what can be dragged off a timeline: a worker by the row's name, or a shift."""
    if where.x() < chart.side:
        track = chart.book.tracks.get(chart.lane_at(where.y()))
        return Person(track.key) if track is not None and track.key and chart.by == PEOPLE else None
    spot = chart.spot_at(where)
    if spot is None or spot.bar is None:
        return None
    row = spot.bar.row
    return Bar(row.ref, row.title or row.role or "Shift")
