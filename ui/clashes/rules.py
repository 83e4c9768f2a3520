"""The settings of the desk's checks: how grave each is, and where its limit lies."""

from dataclasses import replace
from zoneinfo import available_timezones

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QComboBox,
    QCompleter,
    QDialog,
    QDialogButtonBox,
    QDoubleSpinBox,
    QFormLayout,
    QHBoxLayout,
    QLineEdit,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)
from shiboken6 import isValid

from app.checks.finding import NEED, REST, ROW, TITLES, TRAVEL, WEEK, Severity
from app.checks.rules import DAYS, MOST, OFF, USUAL, Rules, rules_of, table_of
from ui.clashes.gravity import WORDS
from ui.engine import Answer, Engine
from ui.labels import Words

_LIMITS = {  # of which check a number is the limit, its unit, and the name that a screen reader says
    REST: ("rest_hours", " h", "Least rest in hours"),
    TRAVEL: ("travel_minutes", " min", "Least time between two sites in minutes"),
    WEEK: ("week_hours", " h", "Most hours in a week"),
    ROW: ("days_in_a_row", " days", "Most days in a row"),
    NEED: ("need_minutes", " min", "By how many minutes the times of one need may differ"),
}


class RulesDialog(QDialog):
    """Severities and limits in a form. Open it with `open()`."""

    def __init__(self, engine: Engine, rules: Rules, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._engine = engine
        self.setWindowTitle("Settings of the checks")
        self.severities: dict[str, QComboBox] = {}
        self.limits: dict[str, QSpinBox | QDoubleSpinBox] = {}
        form = QFormLayout()
        form.setHorizontalSpacing(16)
        form.setVerticalSpacing(8)
        for check, title in TITLES.items():
            row = QHBoxLayout()
            row.setSpacing(8)
            row.addWidget(self._severity(check, title), 1)
            if check in _LIMITS:
                row.addWidget(self._limit(*_LIMITS[check]))
            form.addRow(title, row)
        self.week_start = QComboBox(self)
        self.week_start.setAccessibleName("A week begins on")
        for day in DAYS:
            self.week_start.addItem(day.capitalize(), day)
        form.addRow("A week begins on", self.week_start)
        self.zone = QLineEdit(self)
        self.zone.setAccessibleName("At midnight of the time zone")
        self.zone.setPlaceholderText("This machine's")
        completer = QCompleter(sorted(available_timezones()), self.zone)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        self.zone.setCompleter(completer)
        form.addRow("at midnight of the zone", self.zone)
        self.fault = Words("", self)
        self.fault.setAccessibleName("What is amiss")
        box = QDialogButtonBox(self)
        self.save = box.addButton("Save", QDialogButtonBox.ButtonRole.AcceptRole)
        self.save.setAccessibleName("Save the settings")
        usual = box.addButton("Usual values", QDialogButtonBox.ButtonRole.ResetRole)
        usual.setAccessibleName("Back to the usual values")
        cancel = box.addButton("Cancel", QDialogButtonBox.ButtonRole.RejectRole)
        cancel.setAccessibleName("Cancel")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 20, 24, 16)
        layout.setSpacing(12)
        intro = "What needs a reason is asked for one before an action is sent; the reason stays on record."
        layout.addWidget(Words(intro, self, muted=True))
        layout.addLayout(form)
        layout.addWidget(self.fault)
        layout.addStretch(1)
        layout.addWidget(box)
        self.resize(640, self.sizeHint().height())

        box.accepted.connect(self._keep)
        box.rejected.connect(self.reject)
        usual.clicked.connect(lambda: self.show_rules(USUAL))
        self.show_rules(rules)

    def show_rules(self, rules: Rules) -> None:
        """Fill the form in."""
        for check, box in self.severities.items():
            severity = rules.severity(check)
            box.setCurrentIndex(box.findData(OFF if severity is None else severity.value))
        for key, spin in self.limits.items():
            spin.setValue(getattr(rules, key))
        self.week_start.setCurrentIndex(self.week_start.findData(rules.week_start))
        self.zone.setText(rules.zone)

    def rules(self) -> tuple[Rules, dict[str, str]]:
        """Return the rules as they stand in the form, and what is wrong with them."""
        table: dict[str, object] = {check: box.currentData() for check, box in self.severities.items()}
        table |= {key: _number(spin.value()) for key, spin in self.limits.items()}
        table |= {"week_start": self.week_start.currentData(), "zone": self.zone.text().strip()}
        return rules_of(table)

    def _keep(self) -> None:
        rules, wrong = self.rules()
        if wrong:
            self.fault.setText(
                " ".join(f"The {key.replace('_', ' ')} {said}." for key, said in wrong.items())
            )
            return
        self.save.setEnabled(False)
        self._engine.ask("keep_rules", self._kept, rules=table_of(replace(rules)))

    def _kept(self, answer: Answer) -> None:
        if not isValid(self):
            return
        self.save.setEnabled(True)
        if answer.get("ok") is True:
            self.accept()
        else:
            self.fault.setText(str(answer.get("error") or "The engine did not answer; nothing was saved."))

    def _severity(self, check: str, title: str) -> QComboBox:
        box = QComboBox(self)
        box.setAccessibleName(f"{title}: how grave")
        for severity in Severity:
            box.addItem(WORDS[severity], severity.value)
        box.addItem("Not checked", OFF)
        self.severities[check] = box
        return box

    def _limit(self, key: str, unit: str, name: str) -> QSpinBox | QDoubleSpinBox:
        spin: QSpinBox | QDoubleSpinBox
        if key.endswith("hours"):
            spin = QDoubleSpinBox(self)
            spin.setDecimals(1)
        else:
            spin = QSpinBox(self)
        spin.setRange(0, MOST[key])
        spin.setSuffix(unit)
        spin.setFixedWidth(100)
        spin.setAccessibleName(name)
        self.limits[key] = spin
        return spin


def _number(value: float) -> float:
    return int(value) if value == int(value) else value
