"""A person's page: who they are at each vendor, what they work, and what speaks against it."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from app.checks import TITLES, Work
from app.dossier import Dossier
from ui.buttons import push_button
from ui.clashes.gravity import WORDS, picture
from ui.labels import Grid, Words, heading_of_group
from ui.news import news, provenance
from ui.people.facts import contact, contact_by_vendor, figures, identity, span, unknown
from ui.rows import Row, Rows
from ui.style import heading, look
from ui.table import Table
from ui.times import Times
from ui.words import counted, line

MOST_CHANGES, MOST_FINDINGS, MOST_AWAY, SHOWN = 20, 20, 20, 7
_TITLES = ("When", "Where", "Connection")
_WIDTHS = (200, 130)


class Page(QScrollArea):
    """One person. Fed by `show_person`; tells wishes by signals."""

    wished = Signal(str)  # the ref of a shift
    edited = Signal()
    dropped = Signal()
    separated = Signal(str)  # the ref of an id that is somebody else's

    def __init__(self, times: Times, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._times = times
        self.told: Dossier | None = None
        self.setAccessibleName("Person")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.show_person(None)

    def show_person(self, told: Dossier | None) -> None:
        """Show somebody, or the advice to choose somebody."""
        same = told is not None and self.told is not None and told.person.key == self.told.person.key
        place = self.verticalScrollBar().value() if same else 0
        self.told = told
        body = QWidget(self)
        layout = QVBoxLayout(body)
        layout.setContentsMargins(16, 8, 12, 12)
        layout.setSpacing(4)
        if told is None:
            layout.addWidget(Words("Choose somebody to see all that is known of them.", body, muted=True))
        else:
            self._fill(told, layout, body)
        layout.addStretch(1)
        self.setWidget(body)
        self.verticalScrollBar().setValue(place)

    def _fill(self, told: Dossier, layout: QVBoxLayout, body: QWidget) -> None:
        person = told.person
        name = QLabel(line(person.name, 200), body)
        name.setTextFormat(Qt.TextFormat.PlainText)
        name.setFont(heading(self.font()))
        layout.addWidget(name)
        for one in person.identities:
            layout.addLayout(self._identity(told, one.ref, identity(one, person.how.get(one.ref, ""))))
        deeds = QHBoxLayout()
        deeds.setSpacing(8)
        words = "&Edit…" if person.entry else "Put on the &roster…"
        edit = push_button(words, words.replace("&", "").rstrip("…"), body)
        edit.clicked.connect(self.edited)
        deeds.addWidget(edit)
        if person.entry:
            drop = push_button("&Delete from the roster", "Delete from the roster", body)
            drop.clicked.connect(self.dropped)
            deeds.addWidget(drop)
        deeds.addStretch(1)
        layout.addSpacing(6)
        layout.addLayout(deeds)
        self._grid(layout, "Contact", contact(person))
        for connection, pairs in contact_by_vendor(told):
            self._grid(layout, f"Contact as {connection} has it", pairs)
        self._findings(layout, told)
        self._away(layout, told)
        self._grid(layout, "Hours and rest", figures(told, self._times.today(), self._times))
        self._shifts(layout, body, f"To come ({len(told.coming):,})", told.coming)
        self._shifts(layout, body, f"Past ({len(told.past):,})", told.past)
        if told.more:
            layout.addWidget(Words(f"and {told.more:,} more", body, muted=True))
        if told.changes:
            layout.addWidget(heading_of_group("Changes"))
        for noticed in told.changes[:MOST_CHANGES]:
            layout.addWidget(Words("; ".join(news(noticed, self._times)), body))
            layout.addWidget(Words(provenance(noticed, self._times), body, muted=True))

    def _identity(self, told: Dossier, ref: str, words: str) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(Words(words), 1)
        if len(told.person.identities) > 1:
            button = push_button("Separate", f"Separate {words}: it is somebody else", self)
            button.setToolTip("This is somebody else; it can be undone")
            button.clicked.connect(lambda _=False, ref=ref: self.separated.emit(ref))
            row.addWidget(button)
        return row

    def _findings(self, layout: QVBoxLayout, told: Dossier) -> None:
        if not told.findings:
            return
        layout.addWidget(heading_of_group(counted(len(told.findings), "clash", "clashes")))
        colours = look(self.palette())
        for one in told.findings[:MOST_FINDINGS]:
            row = QHBoxLayout()
            row.setSpacing(6)
            mark = QLabel()
            mark.setPixmap(picture(one.severity, colours).pixmap(14, 14))
            mark.setAccessibleName(WORDS[one.severity])
            mark.setToolTip(WORDS[one.severity])
            row.addWidget(mark, 0, Qt.AlignmentFlag.AlignTop)
            row.addWidget(Words(f"{TITLES[one.check]}. {line(one.sentence, 600)}"), 1)
            layout.addLayout(row)

    def _away(self, layout: QVBoxLayout, told: Dossier) -> None:
        if told.away:
            layout.addWidget(heading_of_group("Away"))
        for one in told.away[:MOST_AWAY]:
            layout.addWidget(Words(line(one.what[:1].upper() + one.what[1:], 600)))
        if (more := len(told.away) - MOST_AWAY) > 0:
            layout.addWidget(Words(f"and {more:,} more", muted=True))
        for each in told.untold:
            layout.addWidget(Words(unknown(each, self._times), muted=True))

    def _grid(self, layout: QVBoxLayout, title: str, pairs: Sequence[tuple[str, str]]) -> None:
        if pairs:
            layout.addWidget(heading_of_group(title))
            layout.addWidget(Grid(pairs))

    def _shifts(self, layout: QVBoxLayout, body: QWidget, title: str, works: Sequence[Work]) -> None:
        if not works:
            return
        layout.addWidget(heading_of_group(title))
        model: Rows[Work] = Rows(_TITLES, body)
        model.show(
            [
                Row(one, one.ref, (span(one, self._times), line(one.place, 80), line(one.connection, 60)))
                for one in works
            ]
        )
        table = Table(model, _WIDTHS, title, body)
        table.setSelectionMode(Table.SelectionMode.SingleSelection)
        row = table.verticalHeader().defaultSectionSize()
        table.setFixedHeight(row * (min(SHOWN, len(works)) + 1) + 10)
        table.activated.connect(lambda index: self.wished.emit(works[index.row()].ref))
        layout.addWidget(table)
