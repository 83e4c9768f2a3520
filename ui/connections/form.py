"""The form of one connection: says what is amiss as one types."""

from collections.abc import Callable, Collection, Mapping
from functools import cache
from zoneinfo import available_timezones

from PySide6.QtCore import Qt, QTimeZone, Signal
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QCompleter,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from ui.connections.offers import Configured, Offer, Policy
from ui.connections.rules import (
    address_amiss,
    name_amiss,
    portal_amiss,
    proxy_amiss,
    suggested_name,
    zone_amiss,
)
from ui.labels import Words
from ui.style import look, small
from ui.words import listed

NOTHING = Policy()


class Form(QWidget):
    """Vendor, name, address, zone, secrets and settings. `changed` after each key."""

    changed = Signal()

    def __init__(
        self,
        offers: list[Offer],
        taken: Collection[str],
        known: Configured | None,
        policy: Policy = NOTHING,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("form")
        self._offers = {offer.key: offer for offer in offers}
        self._taken = taken
        self._known = known
        self._judged: list[_Field] = []
        self._secrets: dict[str, QLineEdit] = {}
        self._settings: dict[str, QComboBox] = {}
        values: Mapping[str, object] = known.values if known else policy.shared
        self._layout = QFormLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setHorizontalSpacing(16)
        self._layout.setVerticalSpacing(10)
        self._layout.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        self._layout.setLabelAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop)

        self.vendor = QComboBox()
        for offer in offers:
            self.vendor.addItem(offer.title, offer.key)
        self._add("Vendor", self.vendor)
        if known is not None:
            self.vendor.setCurrentIndex(self.vendor.findData(known.vendor))
            self.vendor.setEnabled(False)
        self.name = QLineEdit(known.name if known else "")
        self.name.setMaxLength(60)
        self.name.setEnabled(known is None)
        self._add_judged("Name", self.name, lambda text: "" if known else name_amiss(text, taken))
        self.address = QLineEdit(_text(values, "base_url"))
        self._add_judged("Address", self.address, address_amiss)
        self.zone = QLineEdit(_text(values, "timezone") or _here())
        completer = QCompleter(_zones(), self.zone)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        self.zone.setCompleter(completer)
        self._add_judged("Time zone", self.zone, zone_amiss)
        self._first_own = self._layout.rowCount()
        self._own_rows = 0
        self.portal = QLineEdit(_text(values, "portal_url"))
        self.portal.setPlaceholderText("https://portal.example/shifts/{external_id}")
        self._back = _spin(_number(values, "window_back", 7), 0, 3660, " days back")
        self._ahead = _spin(_number(values, "window_ahead", 60), 0, 3660, " days ahead")
        self._every = _spin(_number(values, "poll_every", 60), 10, 86_400, " seconds")
        self._keep = _spin(_number(values, "keep_past", 90), 0, 3660, " days")
        self._layout.addRow("Shifts from", _side_by_side(self._back, self._ahead))
        self._back.setAccessibleName("Days back")
        self._ahead.setAccessibleName("Days ahead")
        self._add("Ask every", self._every)
        self._add("Keep past shifts", self._keep)
        self._add_judged("Vendor’s page", self.portal, portal_amiss)
        self.proxy = QLineEdit(_text(values, "proxy") or "system")
        self.proxy.setToolTip("system, none, or an address such as http://proxy.example.com:3128")
        self._add_judged("Proxy", self.proxy, proxy_amiss)
        self.certificates = QLineEdit(_text(values, "certificates"))
        self.certificates.setPlaceholderText("A file of authorities to trust beside the usual ones")
        self._add("Certificates", self.certificates)
        self.enabled = QCheckBox("Keep this connection up to date")
        self.enabled.setChecked(known.enabled if known else True)
        self._add("", self.enabled, "Keep this connection up to date")

        self._named_by_hand = known is not None
        self._lock(known.locked if known else frozenset(policy.shared), policy.file)
        self._fit_vendor()
        self.vendor.currentIndexChanged.connect(self._fit_vendor)
        self.name.textEdited.connect(self._named)

    def is_fit(self) -> bool:
        """Whether nothing is amiss as far as this form can tell."""
        return not any(field.amiss for field in self._judged)

    def values(self) -> dict[str, object]:
        """Return the connection as the engine takes it; what the form does not show stays as it was."""
        return {
            **(self._known.values if self._known else {}),
            "name": self.name.text().strip(),
            "vendor": self.vendor.currentData(),
            "base_url": self.address.text().strip().rstrip("/"),
            "timezone": self.zone.text().strip(),
            "enabled": self.enabled.isChecked(),
            "window_back": self._back.value(),
            "window_ahead": self._ahead.value(),
            "poll_every": self._every.value(),
            "keep_past": self._keep.value(),
            "portal_url": self.portal.text().strip() or None,
            "proxy": self.proxy.text().strip() or "system",
            "certificates": self.certificates.text().strip() or None,
            **{name: box.currentText() for name, box in self._settings.items()},
        }

    def secrets(self) -> dict[str, str]:
        """Return what was typed into the secret fields; what was left empty is kept."""
        return {name: edit.text() for name, edit in self._secrets.items() if edit.text()}

    def missing(self) -> list[str]:
        """Return the titles of all secrets if there is not one of them, typed or on file."""
        if self.secrets() or (self._known and self._known.secrets_on_file):
            return []
        return [edit.accessibleName() for edit in self._secrets.values()]

    def complain(self, field: str | None, sentence: str) -> bool:
        """Put a sentence of the engine below the field that it is about; False if there is none such."""
        fields = {
            "name": self.name,
            "base_url": self.address,
            "timezone": self.zone,
            "portal_url": self.portal,
        }
        edit = fields.get(field or "")
        for judged in self._judged:
            if judged.edit is edit:
                judged.say(sentence)
                judged.edit.setFocus()
                return True
        return False

    def _lock(self, keys: Collection[str], file: str) -> None:
        """Show what the machine's policy lays down as it is, and that it cannot be changed, and why."""
        controls: Mapping[str, QWidget] = {
            "base_url": self.address,
            "timezone": self.zone,
            "window_back": self._back,
            "window_ahead": self._ahead,
            "poll_every": self._every,
            "keep_past": self._keep,
            "portal_url": self.portal,
            "proxy": self.proxy,
            "certificates": self.certificates,
            "enabled": self.enabled,
        }
        locked = [control for key, control in controls.items() if key in keys]
        if not locked:
            return
        for control in locked:
            # What can be read stays within reach of the keyboard and of a screen reader.
            if isinstance(control, QLineEdit | QSpinBox):
                control.setReadOnly(True)
            else:
                control.setEnabled(False)
            control.setToolTip(f"Locked by {file}")
            control.setAccessibleDescription(f"Locked by {file}")
        names = listed([control.accessibleName() for control in locked], "and")
        self.lock = Words(f"Locked by {file}: {names}.", self, muted=True)
        self._layout.insertRow(0, self.lock)
        self._first_own += 1

    def _add(self, title: str, widget: QWidget, name: str = "") -> None:
        widget.setAccessibleName(name or title)
        self._layout.addRow(title, widget)

    def _add_judged(self, title: str, edit: QLineEdit, judge: Callable[[str], str]) -> None:
        edit.setAccessibleName(title)
        field = _Field(edit, judge)
        self._judged.append(field)
        self._layout.addRow(title, field)
        label = self._layout.labelForField(field)
        if isinstance(label, QLabel):
            label.setBuddy(edit)
        edit.textChanged.connect(self.changed)

    def _fit_vendor(self) -> None:
        offer = self._offers.get(str(self.vendor.currentData()))
        if offer is None:
            return
        while self._own_rows:
            self._layout.removeRow(self._first_own)
            self._own_rows -= 1
        self._secrets.clear()
        self._settings.clear()
        if self._known is None:
            self.address.setText(offer.base_url)
            self._every.setValue(offer.poll_every)
            if not self._named_by_hand:
                self.name.setText(suggested_name(offer.title, self._taken))
        on_file = self._known.secrets_on_file if self._known else frozenset()
        for name, title in offer.secrets:
            edit = QLineEdit()
            if not _is_identifier(name):
                edit.setEchoMode(QLineEdit.EchoMode.Password)
            edit.setPlaceholderText("On file; leave empty to keep it" if name in on_file else "")
            self._secrets[name] = edit
            self._insert(title, edit)
        values = self._known.values if self._known else {}
        for setting in offer.settings:
            box = QComboBox()
            box.addItems(list(setting.choices))
            box.setCurrentText(_text(values, setting.name) or setting.default)
            self._settings[setting.name] = box
            self._insert(setting.title, box)
        before: QWidget = self.zone
        for widget in (*self._secrets.values(), *self._settings.values(), self._back):
            QWidget.setTabOrder(before, widget)  # made later, but standing in between
            before = widget
        self.changed.emit()

    def _insert(self, title: str, widget: QWidget) -> None:
        widget.setAccessibleName(title)
        self._layout.insertRow(self._first_own + self._own_rows, title, widget)
        self._own_rows += 1

    def _named(self) -> None:
        self._named_by_hand = True


class _Field(QWidget):
    """An edit and, below it, what is amiss; silent until the user has been there."""

    def __init__(self, edit: QLineEdit, judge: Callable[[str], str]) -> None:
        super().__init__()
        self.edit = edit
        self._judge = judge
        self._words = QLabel()
        self._words.setTextFormat(Qt.TextFormat.PlainText)
        self._words.setWordWrap(True)
        self._words.setFont(small(self.font()))
        palette = QPalette()
        palette.setColor(QPalette.ColorRole.WindowText, look(palette).alarm)
        self._words.setPalette(palette)
        self._words.hide()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        layout.addWidget(edit)
        layout.addWidget(self._words)
        self.setFocusProxy(edit)
        edit.textEdited.connect(self._look_again)
        edit.editingFinished.connect(self._look_again)

    @property
    def amiss(self) -> str:
        """What is wrong now, "" if nothing is."""
        return self._judge(self.edit.text().strip())

    def say(self, sentence: str) -> None:
        """Show a sentence below the edit, or none."""
        self._words.setText(sentence)
        self._words.setVisible(bool(sentence))
        self.edit.setAccessibleDescription(sentence)

    def _look_again(self) -> None:
        self.say(self.amiss)


def _is_identifier(name: str) -> bool:
    # A user must see what is mistyped; only what opens the door is hidden.
    return name == "username" or name.endswith("_id")


def _spin(value: int, least: int, most: int, unit: str) -> QSpinBox:
    found = QSpinBox()
    found.setRange(least, most)
    found.setValue(value)
    found.setSuffix(unit)
    return found


def _side_by_side(*widgets: QWidget) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(8)
    for widget in widgets:
        row.addWidget(widget, 1)
    return row


def _text(values: Mapping[str, object], name: str) -> str:
    value = values.get(name)
    return value if isinstance(value, str) else ""


def _number(values: Mapping[str, object], name: str, default: int) -> int:
    value = values.get(name)
    return round(value) if isinstance(value, int | float) else default


def _here() -> str:
    return bytes(QTimeZone.systemTimeZoneId().data()).decode()


@cache
def _zones() -> list[str]:
    return sorted(name for name in available_timezones() if "/" in name and not name.startswith("Etc/"))
