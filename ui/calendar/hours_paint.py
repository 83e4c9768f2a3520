"""How the hours of some days are painted."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from ui.calendar.axis import turn_of
from ui.calendar.days import in_order
from ui.calendar.hand import PICTURE, Hand
from ui.calendar.hours_sheet import HoursSheet
from ui.calendar.month_sheet import Standing
from ui.calendar.names import Wording, abbreviation, ahead
from ui.calendar.spots import SHIFT, Spot
from ui.style import legible, mixed
from ui.times import at

WORKING = (7, 19)  # hours between which the ground is the paper's own
FAINT = 70  # of 255: how much of the line is seen across a shift
MOST_NOWS = 4  # sites' clocks whose present is drawn
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Now:
    """The present by one clock: which of the days, where on the axis, what that clock shows."""

    day: int
    place: int
    text: str
    zone: str


class HoursPaint:
    """Paints a laid out sheet."""

    def __init__(self, hand: Hand, wording: Wording, sheet: HoursSheet) -> None:
        self._hand = hand
        self._wording = wording
        self._sheet = sheet

    def paint(self, painter: QPainter, area: QRect, scrolled: int, standing: Standing) -> None:
        """Paint what lies in an area of the widget, with so many pixels of the hours above the edge."""
        sheet = self._sheet
        painter.save()
        painter.setClipRect(area.intersected(QRect(0, sheet.top, area.right() + 1, area.bottom() + 1)))
        painter.translate(0, -scrolled)
        shown = QRect(area.x(), sheet.top + scrolled, area.width(), area.bottom() - sheet.top + 1)
        self._paint_hours(painter, shown)
        self._paint_lines(painter, 255)
        self._paint_body(painter, shown, standing, sheet.top + scrolled)
        self._paint_gaps(painter, shown)
        self._paint_lines(painter, FAINT)
        self._paint_nows(painter)
        painter.restore()
        if area.top() < sheet.top:
            self._paint_top(painter, area, standing)

    def nows(self) -> list[Now]:
        """Return where the present is, by the clocks of the sites that are shown, the commonest first."""
        sheet, seconds = self._sheet, int(self._sheet.times.now())
        zones = [sheet.zone]
        if sheet.zones > 1 and sheet.wish.sight:
            zones += sorted({row.timezone for row in sheet.wish.sight.rows} - {sheet.zone})
        found: list[Now] = []
        for zone in zones:
            present = at(seconds, zone)
            place = sheet.axis.of(present)
            if present.date() not in sheet.wish.days or len(found) == MOST_NOWS:
                continue
            if not any(one.place == place for one in found):
                text = sheet.times.time(present.hour, present.minute)
                found.append(Now(sheet.wish.days.index(present.date()), place, text, zone))
        return found

    def _paint_hours(self, painter: QPainter, shown: QRect) -> None:
        sheet, hand = self._sheet, self._hand
        begin, end = (sheet.y(sheet.axis.place(60 * hour)) for hour in WORKING)
        for day, column in zip(sheet.wish.days, sheet.columns, strict=True):
            part = QRect(column.x(), shown.y(), column.width(), shown.height())
            painter.fillRect(part, hand.quiet)
            if day.weekday() not in self._wording.weekend:
                painter.fillRect(
                    part.intersected(QRect(part.x(), begin, part.width(), end - begin)), hand.look.base
                )
        gutter = QRect(self._gutter_x(), shown.y(), sheet.gutter, shown.height())
        painter.fillRect(gutter, hand.window)
        left = 0 if hand.mirrored else sheet.gutter
        right = left + sum(column.width() for column in sheet.columns)
        painter.setFont(hand.small)
        metrics = hand.small_metrics
        pills = [sheet.y(now.place) for now in self.nows()]  # which stand in the place of an hour
        for tick in sheet.axis.ticks():
            y = sheet.y(tick.place)
            if not shown.top() - 30 < y < shown.bottom() + 30:
                continue
            if sheet.hour >= 44:
                painter.setPen(hand.faint)
                half = sheet.y(tick.place + 30)
                painter.drawLine(left, half, right, half)
            painter.setPen(hand.line)
            painter.drawLine(left, y, right, y)
            if sheet.hour < metrics.height() + 2 and tick.hour % 2:
                continue
            baseline = y + 2 + metrics.ascent()
            painter.setPen(hand.look.muted)
            if not any(abs(y + 2 + metrics.height() // 2 - one) < metrics.height() for one in pills):
                self._label(painter, 0, baseline, self._wording.hour(tick.hour))
            if tick.again:
                painter.setPen(hand.look.caution)
                self._label(painter, 0, baseline + metrics.height(), "again")
            if sheet.second:
                painter.setPen(hand.look.muted)
                self._label(painter, 1, baseline, self._second_hour(tick.hour, again=tick.again))
        painter.setPen(hand.line)
        for column in sheet.columns:
            side = column.right() if hand.mirrored else column.left()
            painter.drawLine(side, shown.top(), side, shown.bottom())

    def _gutter_x(self) -> int:
        return self._sheet.columns[0].right() + 1 if self._hand.mirrored else 0

    def _label(self, painter: QPainter, clock: int, baseline: int, text: str) -> None:
        """Write into the gutter: the first clock stands next to the days."""
        hand, sheet = self._hand, self._sheet
        wide = hand.width(text)
        if hand.mirrored:
            x = self._gutter_x() + clock * sheet.label + 6
        else:
            x = sheet.gutter - clock * sheet.label - wide - 7
        painter.drawText(x, baseline, text)

    def _second_hour(self, hour: int, *, again: bool) -> str:
        sheet = self._sheet
        wall = datetime.combine(self.told_day, time(hour, fold=int(again)))
        shown = at(int(wall.replace(tzinfo=at(0, sheet.zone).tzinfo).timestamp()), sheet.second)
        if shown.minute:
            return sheet.times.time(shown.hour, shown.minute)
        return self._wording.hour(shown.hour)

    @property
    def told_day(self) -> date:
        """The day for which the second clock stands beside the first: today, else the first."""
        today, days = self._sheet.times.today(), self._sheet.wish.days
        return today if today in days else days[0]

    def second_differs(self, day: date) -> str:
        """Return how far the second clock is from the first on a day where it is not as the gutter shows."""
        sheet = self._sheet
        if not sheet.second:
            return ""
        noon, told = (datetime.combine(one, time(12), UTC) for one in (day, self.told_day))
        apart = ahead(sheet.second, sheet.zone, noon)
        if apart == ahead(sheet.second, sheet.zone, told):
            return ""
        hours = apart.total_seconds() / 3600
        return f"{abbreviation(sheet.second, noon)} {hours:+g} h"

    def _paint_body(self, painter: QPainter, shown: QRect, standing: Standing, seen_from: int) -> None:
        hand = self._hand
        most = max((spot.hidden for spot in self._sheet.body), default=0)
        for spot in self._sheet.body:
            if not spot.area.intersects(shown):
                continue
            if spot.row is None:
                self._paint_count(painter, spot, most, over=standing.over is spot)
                self._mark(painter, spot, standing)
            else:
                hand.block(painter, spot.area, spot.row, spot.lines, spot.before, spot.after, seen_from)
                self._mark(painter, spot, standing)
        if self._sheet.wish.sight is None:
            for column in self._sheet.columns:
                for hour, long in ((7, 12), (9, 8)):
                    y = self._sheet.y(60 * hour)
                    x = column.x() + 3 + (column.width() // 2 if hour == 9 else 0)
                    painter.fillRect(
                        x, y, column.width() // 2 - 6, self._sheet.y(60 * (hour + long)) - y, hand.line
                    )

    def _mark(self, painter: QPainter, spot: Spot, standing: Standing) -> None:
        hand = self._hand
        if spot.ref and spot.ref == standing.chosen:
            hand.frame(painter, spot.area, hand.look.focus if standing.focused else hand.look.muted)
        elif standing.over is spot:
            hand.frame(painter, spot.area, hand.hover, 1)
        here = spot.key == standing.at and (spot.row is not None or spot.day == standing.day)
        if standing.focused and here and not (spot.ref and spot.ref == standing.chosen):
            hand.frame(painter, spot.area, hand.look.focus, 1)

    def _paint_count(self, painter: QPainter, spot: Spot, most: int, *, over: bool) -> None:
        """Paint how many more begin in an hour: the more, the darker the ground."""
        hand = self._hand
        share = 0.05 + 0.13 * spot.hidden / max(1, most)
        painter.fillRect(spot.area, mixed(hand.look.text, hand.look.base, share))
        if over:
            hand.frame(painter, spot.area, hand.hover, 1)
        text = f"+{spot.hidden}" if spot.hidden < 1000 else f"+{spot.hidden // 1000}k"
        painter.setFont(hand.small)
        painter.setPen(hand.look.text)
        painter.drawText(spot.area, Qt.AlignmentFlag.AlignCenter, text)

    def _paint_gaps(self, painter: QPainter, shown: QRect) -> None:
        sheet, hand = self._sheet, self._hand
        for day, column in zip(sheet.wish.days, sheet.columns, strict=True):
            turn = turn_of(sheet.zone, day)
            for begin, end in sheet.axis.absent(turn):
                part = QRect(
                    column.x() + 1, sheet.y(begin), column.width() - 1, sheet.y(end) - sheet.y(begin)
                )
                if not part.intersects(shown):
                    continue
                hand.hatch(painter, part)
                skipped = turn is not None and turn.by > 0
                self._note(painter, part, "skipped" if skipped else "comes once")

    def _note(self, painter: QPainter, part: QRect, text: str) -> None:
        hand, metrics = self._hand, self._hand.small_metrics
        wide = hand.width(text) + 10
        if wide > part.width() - 4 or metrics.height() > part.height():
            return
        box = QRect(0, 0, wide, metrics.height() + 1)
        box.moveCenter(part.center())
        painter.fillRect(box, hand.look.base)
        painter.setFont(hand.small)
        painter.setPen(hand.look.muted)
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)

    def _paint_lines(self, painter: QPainter, alpha: int) -> None:
        """Draw where the present is: full behind the shifts, faint across them, lest it strike words out."""
        sheet, colour = self._sheet, QColor(self._hand.look.alarm)
        colour.setAlpha(alpha)
        for n, now in enumerate(self.nows()):
            column, y = sheet.columns[now.day], sheet.y(now.place)
            style = Qt.PenStyle.DashLine if n else Qt.PenStyle.SolidLine
            painter.setPen(QPen(colour, 1 if n else 2, style))
            painter.drawLine(column.left(), y, column.right(), y)

    def _paint_nows(self, painter: QPainter) -> None:
        sheet, hand, alarm = self._sheet, self._hand, self._hand.look.alarm
        for n, now in enumerate(self.nows()):
            column, y = sheet.columns[now.day], sheet.y(now.place)
            if n == 0:
                side = column.right() if hand.mirrored else column.left()
                painter.setRenderHint(QPainter.RenderHint.Antialiasing)
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(alarm)
                painter.drawEllipse(QPoint(side, y), 4, 4)
                painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
            self._pill(painter, y, now.text, alarm, filled=n == 0)

    def _pill(self, painter: QPainter, y: int, text: str, colour: QColor, *, filled: bool) -> None:
        hand, sheet = self._hand, self._sheet
        box = QRect(0, 0, sheet.label - 4, hand.small_metrics.height() + 2)
        x = self._gutter_x() + 2 if hand.mirrored else sheet.gutter - sheet.label + 2
        box.moveTo(x, y - box.height() // 2)
        ground = colour if filled else hand.window  # of several clocks one is loud
        painter.fillRect(box, ground)
        painter.setFont(hand.small)
        painter.setPen(legible(hand.look.base, colour) if filled else colour)
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)

    def _paint_top(self, painter: QPainter, area: QRect, standing: Standing) -> None:
        sheet, hand = self._sheet, self._hand
        painter.fillRect(area.x(), 0, area.width(), sheet.top, hand.window)
        self._paint_corner(painter)
        for spot in sheet.fixed:
            if spot.kind == SHIFT and spot.row is not None:
                hand.chip(painter, spot.area, spot.row, *spot.lines)
                self._mark(painter, spot, standing)
            elif spot.hidden:
                painter.setFont(hand.small)
                painter.setPen(hand.look.muted)
                painter.drawText(spot.area, Qt.AlignmentFlag.AlignCenter, f"+{spot.hidden} more")
            else:
                self._paint_head(painter, spot, standing)
        painter.setPen(mixed(hand.look.text, hand.look.base, 0.2))
        painter.drawLine(area.left(), sheet.top - 1, area.right(), sheet.top - 1)

    def _paint_corner(self, painter: QPainter) -> None:
        """Say by whose clocks the hours are."""
        hand, sheet = self._hand, self._sheet
        painter.setFont(hand.small)
        painter.setPen(hand.look.muted)
        noon = datetime.combine(self.told_day, time(12), UTC)
        baseline = sheet.head - 7
        clocks = ["Own" if sheet.zones > 1 else abbreviation(sheet.zone, noon)]
        if sheet.second:
            clocks.append(abbreviation(sheet.second, noon))
        for n, text in enumerate(clocks):
            self._label(painter, n, baseline, hand.cut(text, sheet.label - 8))
        if sheet.top > sheet.head and sheet.gutter:
            text = hand.cut("All day", sheet.gutter - 8)
            self._label(painter, 0, sheet.head + 4 + hand.small_metrics.ascent(), text)

    def _paint_head(self, painter: QPainter, spot: Spot, standing: Standing) -> None:
        hand, sheet, metrics = self._hand, self._sheet, self._hand.metrics
        area, day = spot.area, spot.day
        today = day == standing.today
        notes = self._notes(day)
        brief = area.width() < (260 if notes else 130)
        names = self._wording.brief_weekdays if brief else self._wording.weekdays
        text = f"{names[day.weekday()]} {sheet.times.brief_day(day) if area.width() > 96 else day.day}"
        font = hand.strong if today else hand.font
        painter.setFont(font)
        wide = metrics.horizontalAdvance(text) + 6
        x, top = hand.side(area, 8, wide), area.top() + 5
        if today:
            pill = QRect(x - 5, top - 1, wide + 10, metrics.height() + 3)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(hand.look.focus)
            painter.drawRoundedRect(pill, pill.height() / 2, pill.height() / 2)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
            painter.setPen(legible(hand.look.base, hand.look.focus))
            painter.drawText(pill, Qt.AlignmentFlag.AlignCenter, text)
        else:
            painter.setPen(hand.look.muted if day.weekday() in self._wording.weekend else hand.look.text)
            painter.drawText(x, top + metrics.ascent(), text)
        self._paint_notes(painter, area, notes, wide + 20)
        self._paint_counts(painter, area, day)
        painter.setPen(hand.line)
        side = area.right() if hand.mirrored else area.left()
        painter.drawLine(side, 4, side, sheet.top)
        if standing.day == day and not standing.at and len(sheet.columns) > 1:
            colour = hand.look.focus if standing.focused else hand.hover
            hand.frame(painter, area.adjusted(1, 1, -1, -2), colour, 2 if standing.focused else 1)

    def _notes(self, day: date) -> str:
        """Return a day's length if not 24 hours, and the second clock if not as the gutter shows."""
        turn = turn_of(self._sheet.zone, day)
        notes = [f"{24 - turn.by / 60:g} h"] if turn else []
        if other := self.second_differs(day):
            notes.append(other)
        return " · ".join(notes)

    def _paint_notes(self, painter: QPainter, area: QRect, notes: str, taken: int) -> None:
        hand = self._hand
        room = area.width() - taken - 8
        if notes and room > 20:
            painter.setFont(hand.small)
            painter.setPen(hand.look.caution)
            baseline = area.top() + 5 + hand.metrics.ascent()
            hand.write(painter, hand.side(area, taken, room), baseline, room, notes)

    def _paint_counts(self, painter: QPainter, area: QRect, day: date) -> None:
        hand, metrics, sight = self._hand, self._hand.small_metrics, self._sheet.wish.sight
        if sight is None:
            return
        painter.setFont(hand.small)
        y = area.top() + 9 + hand.metrics.height()
        at_x = 8
        for state, n in in_order(sight.counts.get(day, {})):
            text = f"{n:,}"
            wide = PICTURE + 3 + hand.width(text)
            if at_x + wide > area.width() - 4:
                break
            inner = QRect(hand.side(area, at_x, wide), y, wide, metrics.height())
            ink = hand.look.states[state].text
            top = y + (metrics.height() - PICTURE) // 2
            hand.picture(painter, f"state-{state}", ink, hand.side(inner, 0, PICTURE), top)
            painter.setPen(hand.look.text if state in ("open", "pending") else hand.look.muted)
            painter.drawText(hand.side(inner, PICTURE + 3, wide - PICTURE - 3), y + metrics.ascent(), text)
            at_x += wide + 8
