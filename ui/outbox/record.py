"""Everything on record of one intent: what was asked, both versions where it is held, and each step."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontDatabase
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from app.domain import Intent, IntentState
from app.store.record import Step
from ui.icons import pixmap
from ui.labels import LEFT, Grid, Words, heading_of_group
from ui.outbox.standing import Standing, ink, standing, standing_of
from ui.outbox.telling import OFFERED, VENDORS_WORD, body, differences, parameters, when
from ui.style import heading, look, small
from ui.times import Times
from ui.words import line, plain

MOST_STEPS = 200
MOST_LINES = 9  # of what crossed the line, before it scrolls

WAITING = (IntentState.QUEUED, IntentState.HELD)
_GONE = "It is no longer visible at the vendor."


class Record(QScrollArea):
    """One intent, or the advice to choose one. Fed by `show_intent`."""

    def __init__(self, times: Times, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._times = times
        self._shown: tuple[Intent | None, Sequence[Step]] | None = None
        self.setAccessibleName("Record")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def show_intent(self, intent: Intent | None, steps: Sequence[Step]) -> None:
        """Show an intent and its steps, the oldest first. What is already shown stays untouched."""
        if self._shown == (intent, steps):
            return
        before = self._shown[0] if self._shown else None
        same = before is not None and intent is not None and before.id == intent.id
        place = self.verticalScrollBar().value() if same else 0
        self._shown = (intent, steps)
        self.setWidget(QWidget() if intent is None else self._page(intent, steps))
        self.verticalScrollBar().setValue(place)

    def dress(self) -> None:
        """Build it anew in the palette's colours."""
        if self._shown is not None:
            shown, self._shown = self._shown, None
            self.show_intent(*shown)

    def _page(self, intent: Intent, steps: Sequence[Step]) -> QWidget:
        page = QWidget()
        layout = QVBoxLayout(page)
        layout.setContentsMargins(12, 8, 12, 12)
        layout.setSpacing(4)
        layout.addLayout(self._top(intent))
        if intent.message:
            layout.addWidget(Words(plain(intent.message, 1000)))
        self._add_versions(layout, intent)
        layout.addWidget(heading_of_group("What was asked for"))
        layout.addWidget(Grid(self._facts(intent)))
        if steps:
            layout.addWidget(heading_of_group("Step by step"))
        for step in steps[:MOST_STEPS]:
            self._add_step(layout, step)
        if len(steps) > MOST_STEPS:
            layout.addWidget(Words(f"and {len(steps) - MOST_STEPS:,} more", muted=True))
        layout.addStretch(1)
        return page

    def _top(self, intent: Intent) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(8)
        title = QLabel(line(intent.label, 80))
        title.setTextFormat(Qt.TextFormat.PlainText)
        title.setFont(heading(self.font()))
        row.addWidget(title)
        row.addSpacing(8)
        self._add_state(row, standing_of(intent))
        row.addStretch(1)
        return row

    def _add_state(self, row: QHBoxLayout, found: Standing) -> None:
        colours = look(self.palette())
        tint = ink(found.tone, colours)
        mark = QLabel()
        mark.setPixmap(pixmap(found.picture, tint, 14, self.devicePixelRatioF()))
        word = QLabel(line(found.word, 40))
        word.setTextFormat(Qt.TextFormat.PlainText)
        mark.setAccessibleName(found.word)
        row.addWidget(mark)
        row.addWidget(word)

    def _facts(self, intent: Intent) -> list[tuple[str, str]]:
        times = self._times
        shift = intent.basis or intent.preview
        facts = [("Connection", intent.connection)]
        if shift is not None:
            place = " · ".join(line(part, 80) for part in (shift.facility, shift.unit) if part)
            facts = [
                ("Shift", line(shift.title or shift.role or "Untitled shift")),
                ("When", when(shift, times)),
                ("Where", place),
                *facts,
            ]
        return [
            (name, text)
            for name, text in (
                *facts,
                ("Asked by", f"{line(intent.by, 80)}, {times.stamp(intent.created_at)}"),
                *parameters(intent),
                ("Reason", plain(intent.reason or "", 1000)),
                ("Sent", "" if intent.state in WAITING else times.stamp(intent.sent_at)),
                ("Ended", times.stamp(intent.finished_at)),
                ("Made at the vendor", line(intent.result_ref or "", 200)),
                ("Reference", line(intent.ref, 200)),
            )
            if text
        ]

    def _add_versions(self, layout: QVBoxLayout, intent: Intent) -> None:
        if intent.state is IntentState.HELD and intent.basis is not None:
            layout.addWidget(heading_of_group("What has changed since it was asked for"))
            if intent.found is None:
                layout.addWidget(Words(_GONE))
            else:
                told = differences(intent.basis, intent.found, self._times)
                layout.addWidget(_table(("", "When it was asked for", "Now"), told))
            return
        if intent.basis is None or intent.preview is None or intent.finished_at is not None:
            return
        # What the vendor will say of it then, and offer, is not known before it has answered.
        but = (VENDORS_WORD, OFFERED)
        if told := differences(intent.basis, intent.preview, self._times, but):
            layout.addWidget(heading_of_group("What is expected of it"))
            layout.addWidget(_table(("", "Before", "Afterwards"), told))

    def _add_step(self, layout: QVBoxLayout, step: Step) -> None:
        row = QHBoxLayout()
        row.setSpacing(6)
        at = QLabel(self._times.stamp(step.at))
        at.setTextFormat(Qt.TextFormat.PlainText)
        at.setFixedWidth(at.fontMetrics().averageCharWidth() * 16)
        row.addWidget(at)
        self._add_state(row, standing(step.state))
        by = QLabel(f"by {line(step.by, 80)}")
        by.setTextFormat(Qt.TextFormat.PlainText)
        by.setFont(small(self.font()))
        row.addWidget(by)
        row.addStretch(1)
        layout.addLayout(row)
        if step.message:
            layout.addWidget(Words(plain(step.message, 1000)))
        if step.exchange is not None:
            self._add_exchange(layout, step.exchange)

    def _add_exchange(self, layout: QVBoxLayout, exchange: Mapping[str, object]) -> None:
        status = exchange.get("status")
        answered = f"answered {status}" if isinstance(status, int) else "no answer"
        asked = f"{exchange.get('method') or ''} {exchange.get('path') or ''}"
        layout.addWidget(Words(line(f"{asked} – {answered}", 400), muted=True))
        error = exchange.get("error")
        if isinstance(error, str) and error:
            layout.addWidget(Words(plain(error, 1000)))
        for title, name in (("Sent", "sent"), ("Came back", "received")):
            if text := body(exchange.get(name)):
                caption = Words(title, muted=True)
                caption.setFont(small(self.font()))
                layout.addWidget(caption)
                layout.addWidget(_Mono(text, title))


class _Mono(QPlainTextEdit):
    """Text of fixed pitch, as high as it needs to be up to some lines; to be read and copied."""

    def __init__(self, text: str, name: str) -> None:
        super().__init__()
        self.setReadOnly(True)
        self.setAccessibleName(name)
        self.setFont(small(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)))
        self.setLineWrapMode(QPlainTextEdit.LineWrapMode.WidgetWidth)
        self.setTabChangesFocus(True)
        self.setPlainText(text)
        lines = min(MOST_LINES, text.count("\n") + 1)
        margins = 2 * (self.document().documentMargin() + self.frameWidth())
        self.setFixedHeight(round(max(lines, 2) * self.fontMetrics().lineSpacing() + margins))


def _table(head: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> QWidget:
    found = QWidget()
    grid = QGridLayout(found)
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setHorizontalSpacing(12)
    grid.setVerticalSpacing(4)
    grid.setColumnMinimumWidth(0, LEFT * found.fontMetrics().averageCharWidth())
    for column, text in enumerate(head):
        grid.setColumnStretch(column, 1 if column else 0)
        if text:
            grid.addWidget(Words(text, muted=True), 0, column)
    for number, row in enumerate(rows):
        for column, text in enumerate(row):
            grid.addWidget(Words(text, muted=column == 0), number + 1, column, Qt.AlignmentFlag.AlignTop)
    return found
