"""How the agenda's rows and headings look."""

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import QRect
from PySide6.QtGui import QPainter

from ui.board.columns import COLUMNS
from ui.board.painting import CHIP, PAD, Cells
from ui.board.rows import Row
from ui.calendar.days import in_order
from ui.calendar.diary import Diary
from ui.calendar.hand import Hand
from ui.calendar.names import Wording
from ui.calendar.roll import Roll
from ui.style import mixed
from ui.words import STATES

SECTIONS = {column.key: n for n, column in enumerate(COLUMNS)}
SHARES = {"title": 30, "facility": 24, "unit": 12, "people": 22, "connection": 12}  # of what is left
DROPPED = ("connection", "unit", "people")  # where there is little room, in this order
NARROW = 560  # pixels below which something is left out


def widths(room: int, hours: int, state: int) -> list[tuple[int, int]]:
    """Return the board's columns that are shown in a width, each with how wide it is."""
    shares = dict(SHARES)
    for n, key in enumerate(DROPPED):
        if room < NARROW + hours - 110 * n:
            del shares[key]
    left = max(0, room - hours - state)
    total = sum(shares.values())
    found = [("hours", hours), ("state", state), *((key, left * n // total) for key, n in shares.items())]
    return [(SECTIONS[key], wide) for key, wide in found]


class Pages:
    """Paints headings and rows. All lengths are logical pixels."""

    def __init__(self, hand: Hand, cells: Cells, wording: Wording) -> None:
        self.hand = hand
        self.cells = cells
        self._wording = wording

    @property
    def heading_height(self) -> int:
        """How high a day's heading is."""
        return self.hand.metrics.height() + 14

    def columns(self, room: int) -> list[tuple[int, int]]:
        """Return what is shown of a row, and how wide."""
        metrics = self.cells.metrics
        hours = metrics.horizontalAdvance(self._wording.times.samples()["hours"]) + 2 * PAD + 34
        state = CHIP + max(metrics.horizontalAdvance(word) for word in STATES.values()) + 2 * PAD
        return widths(room, hours, state)

    def day(
        self,
        painter: QPainter,
        diary: Diary,
        roll: Roll,
        place: int,
        width: int,
        chosen: int,
        *,
        focused: bool,
    ) -> None:
        """Paint the rows of a day that are in sight; the chosen one on its ground."""
        look, first = self.hand.look, 0
        ready: list[Row] = []
        painter.setPen(look.hairline)
        for number in roll.rows_in_sight(place):
            y, row = roll.row_y(number), diary.row(number)
            if number == chosen:
                painter.fillRect(0, y, width, roll.row - 1, look.selected if focused else look.selected_idle)
            painter.drawLine(0, y + roll.row - 1, width, y + roll.row - 1)
            if row is None:
                self.skeleton(painter, y, width, number)
                continue
            if not ready:
                first = y
            ready.append(row)
        if ready:
            self.rows(painter, ready, first, width, self.hand.ratio)
        if focused and chosen in roll.rows_in_sight(place):
            painter.setPen(look.focus)
            painter.drawRect(0, roll.row_y(chosen), width - 1, roll.row - 2)

    def heading_of(
        self, painter: QPainter, diary: Diary, roll: Roll, place: int, width: int, today: date
    ) -> None:
        """Paint the heading of a day where it stays in sight."""
        y, day = roll.stuck_y(place), diary.days[place]
        area = QRect(0, y, width, roll.heading)
        self.heading(painter, area, day, diary.counts[day], today, y != roll.heading_y(place))

    def heading(
        self, painter: QPainter, area: QRect, day: date, counts: dict[str, int], today: date, stuck: bool
    ) -> None:
        """Paint a day's heading: its name, and how many shifts of each state it has."""
        hand = self.hand
        painter.fillRect(area, hand.window)
        painter.setPen(mixed(hand.look.text, hand.window, 0.28 if stuck else 0.14))
        painter.drawLine(area.bottomLeft(), area.bottomRight())
        baseline = area.top() + (area.height() - hand.metrics.height()) // 2 + hand.metrics.ascent()
        painter.setFont(hand.strong)
        painter.setPen(hand.look.focus if day == today else hand.look.text)
        name = self.name(day, today)
        painter.drawText(area.left() + 12, baseline, name)
        painter.setFont(hand.small)
        at = area.right() - 12
        for state, n in reversed(self._told(counts, area.width() - 260)):
            words = f"{n:,} {STATES[state].lower()}"
            at -= hand.small_metrics.horizontalAdvance(words)
            ink = hand.look.states[state].text if state in ("open", "pending") else hand.look.muted
            painter.setPen(ink)
            painter.drawText(at, baseline, words)
            at -= 17
            hand.picture(painter, f"state-{state}", ink, at, area.top() + (area.height() - 13) // 2, 13)
            at -= 14

    def name(self, day: date, today: date) -> str:
        """Return `Tuesday 1 Dec`, with a word where it is near."""
        near = {0: "Today", 1: "Tomorrow", -1: "Yesterday"}.get((day - today).days)
        year = "" if day.year == today.year else f" {day.year}"
        return f"{near}, {self._wording.whole(day)}{year}" if near else f"{self._wording.whole(day)}{year}"

    def rows(self, painter: QPainter, rows: Sequence[Row], top: int, width: int, ratio: float) -> None:
        """Paint rows that follow each other."""
        painter.setFont(self.hand.font)
        x = 4
        for section, wide in self.columns(width - 8):
            self.cells.paint(painter, section, x, wide, list(rows), top, ratio)
            x += wide

    def skeleton(self, painter: QPainter, top: int, width: int, number: int) -> None:
        """Paint what stands for a row that is on its way."""
        x, height = 4, self.cells.height
        for n, (_, wide) in enumerate(self.columns(width - 8)):
            bar = min(wide - 2 * PAD, 40 + (number * 37 + n * 53) % 90)
            if bar > 0:
                painter.fillRect(x + PAD, top + height // 2 - 4, bar, 8, self.hand.faint)
            x += wide

    def _told(self, counts: dict[str, int], room: int) -> list[tuple[str, int]]:
        found, left = [], room
        for state, n in in_order(counts):
            left -= self.hand.small_metrics.horizontalAdvance(f"{n:,} {STATES[state].lower()}") + 31
            if left < 0:
                break
            found.append((state, n))
        return found


def spoken(row: Row, day: str) -> str:
    """Return a row as a screen reader says it."""
    keys = ("title", "state", "facility", "unit", "people", "connection")
    texts = [row.texts[SECTIONS[key]] for key in keys]
    urgent = "Urgent: " if row.urgent else ""
    said = "; ".join(text for text in texts if text)
    return f"{urgent}{day}, {row.texts[SECTIONS['hours']]}: {said}"
