"""The rules of what is told of at once, to be changed."""

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, QTime, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QDialogButtonBox,
    QDoubleSpinBox,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QTimeEdit,
    QVBoxLayout,
    QWidget,
)

from app.alerts import Rules
from app.store.views import View
from ui.labels import Words, heading_of_group
from ui.words import line

_KEY = Qt.ItemDataRole.UserRole


class RulesDialog(QDialog):
    """Asks what to tell of. `chosen` tells the Rules. Open it with `open()`."""

    chosen = Signal(object)

    def __init__(
        self, rules: Rules, views: Sequence[View], *, has_tray: bool, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle("Notifications")
        self.departures = QCheckBox("&Departures and cancellations less than", self)
        self.hours = _number(1, 168, rules.departure_hours, " hours", "Hours before the start", self)
        self.refusals = QCheckBox("&Actions that were refused, or of which nobody knows", self)
        self.outages = QCheckBox("A &vendor cannot be reached for more than", self)
        self.minutes = _number(1, 1440, rules.outage_minutes, " minutes", "Minutes", self)
        self.views = QListWidget(self)
        self.views.setAccessibleName("New open shifts in these views")
        for view in views:
            item = QListWidgetItem(line(view.name, 80), self.views)
            item.setData(_KEY, view.key)
            item.setFlags(
                Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsUserCheckable
            )
            item.setCheckState(Qt.CheckState.Checked if view.key in rules.views else Qt.CheckState.Unchecked)
        self.native = QCheckBox("By the &system as well", self)
        self.quiet = QCheckBox("&Quiet, from", self)
        self.begins = _clock(rules.quiet_from.hour, rules.quiet_from.minute, "Quiet from", self)
        self.ends = _clock(rules.quiet_to.hour, rules.quiet_to.minute, "Quiet until", self)
        self.departures.setChecked(rules.departures)
        self.refusals.setChecked(rules.actions)
        self.outages.setChecked(rules.outages)
        self.native.setChecked(rules.native)
        self.quiet.setChecked(rules.quiet)
        buttons = QDialogButtonBox(self)
        for words, role in (
            ("Save", QDialogButtonBox.ButtonRole.AcceptRole),
            ("Cancel", QDialogButtonBox.ButtonRole.RejectRole),
        ):
            buttons.addButton(words, role).setAccessibleName(words)
        for box in (self.departures, self.refusals, self.outages, self.native, self.quiet):
            box.setAccessibleName(box.text().replace("&", ""))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 12, 24, 16)
        layout.setSpacing(6)
        layout.addWidget(heading_of_group("Tell of"))
        layout.addLayout(_row(self.departures, self.hours, _plain("before the start", self)))
        layout.addWidget(self.refusals)
        layout.addLayout(_row(self.outages, self.minutes))
        layout.addWidget(heading_of_group("New open shifts in these views"))
        layout.addWidget(self.views, 1)
        layout.addWidget(heading_of_group("How"))
        layout.addWidget(self.native)
        told = "Everything is told within the window, at any time."
        if not has_tray:
            told = f"This system has no tray now, so nothing else is possible. {told}"
        layout.addWidget(Words(told, self, muted=True))
        layout.addLayout(_row(self.quiet, self.begins, _plain("to", self), self.ends))
        layout.addSpacing(8)
        layout.addWidget(buttons)
        self.departures.toggled.connect(self.hours.setEnabled)
        self.outages.toggled.connect(self.minutes.setEnabled)
        for edit in (self.begins, self.ends):
            self.quiet.toggled.connect(edit.setEnabled)
            edit.setEnabled(rules.quiet)
        self.hours.setEnabled(rules.departures)
        self.minutes.setEnabled(rules.outages)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        self.accepted.connect(lambda: self.chosen.emit(self.rules()))

    def rules(self) -> Rules:
        """Return what is asked for."""
        items = [self.views.item(row) for row in range(self.views.count())]
        return Rules(
            native=self.native.isChecked(),
            views=tuple(str(one.data(_KEY)) for one in items if one.checkState() == Qt.CheckState.Checked),
            departures=self.departures.isChecked(),
            departure_hours=self.hours.value(),
            actions=self.refusals.isChecked(),
            outages=self.outages.isChecked(),
            outage_minutes=self.minutes.value(),
            quiet=self.quiet.isChecked(),
            quiet_from=self.begins.time().toPython(),  # type: ignore[arg-type]
            quiet_to=self.ends.time().toPython(),  # type: ignore[arg-type]
        )

    def sizeHint(self) -> QSize:
        return QSize(480, 520)


def _number(low: int, high: int, value: float, unit: str, name: str, parent: QWidget) -> QDoubleSpinBox:
    box = QDoubleSpinBox(parent)
    box.setDecimals(0)
    box.setRange(low, high)
    box.setValue(value)
    box.setSuffix(unit)
    box.setAccessibleName(name)
    return box


def _clock(hour: int, minute: int, name: str, parent: QWidget) -> QTimeEdit:
    edit = QTimeEdit(QTime(hour, minute), parent)
    edit.setAccessibleName(name)
    return edit


def _plain(text: str, parent: QWidget) -> QLabel:
    label = QLabel(text, parent)
    label.setTextFormat(Qt.TextFormat.PlainText)
    return label


def _row(*widgets: QWidget) -> QHBoxLayout:
    row = QHBoxLayout()
    for widget in widgets:
        row.addWidget(widget)
    row.addStretch(1)
    return row
