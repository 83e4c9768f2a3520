"""What a field is filled in with: one widget for each kind, and how its value is read."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from PySide6.QtCore import QDate, QLocale, QRegularExpression, Qt, QTime, QTimer, SignalInstance
from PySide6.QtGui import QFocusEvent, QRegularExpressionValidator
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDateEdit,
    QDateTimeEdit,
    QHBoxLayout,
    QLineEdit,
    QPlainTextEdit,
    QSpinBox,
    QTimeEdit,
    QWidget,
)

from ui.panels.choosing import Chooser
from ui.panels.fields import Field, Kind
from ui.words import line

LONGEST = 4000  # characters, where the vendor sets no limit
MORNING = QTime(7, 0)  # where most shifts begin
_AS_USUAL = "As usual"


@dataclass(frozen=True, slots=True)
class Input:
    """A widget with its way to a value; None means that nothing was entered."""

    widget: QWidget
    value: Callable[[], object]
    shown: Callable[[], str]  # the same as a person reads it
    changed: tuple[SignalInstance, ...]
    chooser: Chooser | None = None


def input_for(field: Field, today: date) -> Input:
    """Return what a field is filled in with, at its default."""
    match field.kind:
        case Kind.LINES:
            return _lines(field)
        case Kind.FLAG if field.default is None and not field.required:
            return _either(field)
        case Kind.FLAG:
            return _flag(field)
        case Kind.NUMBER:
            return _number(field)
        case Kind.TIME:
            return _time(field)
        case Kind.DATE:
            return _date(field, today)
        case Kind.WORD:
            return _word(field)
        case Kind.PICK | Kind.PICKS if field.pick:
            return _pick(field)
        case Kind.PICKS:
            return _list(field)
    return _text(field)


def _text(field: Field) -> Input:
    edit = QLineEdit(line(str(field.default), field.longest or LONGEST) if field.default is not None else "")
    edit.setMaxLength(field.longest or LONGEST)
    return _named(
        field,
        Input(edit, lambda: edit.text().strip() or None, lambda: edit.text().strip(), (edit.textChanged,)),
    )


def _lines(field: Field) -> Input:
    edit = QPlainTextEdit(str(field.default) if field.default is not None else "")
    edit.setTabChangesFocus(True)
    edit.setFixedHeight(3 * edit.fontMetrics().lineSpacing() + 16)
    longest = field.longest or LONGEST

    def cut() -> None:
        if len(edit.toPlainText()) > longest:
            edit.textCursor().deletePreviousChar()

    edit.textChanged.connect(cut)
    return _named(
        field,
        Input(
            edit,
            lambda: edit.toPlainText().strip() or None,
            lambda: edit.toPlainText().strip(),
            (edit.textChanged,),
        ),
    )


def _flag(field: Field) -> Input:
    title = field.title.replace("&", "&&")
    if field.override and field.default is True:  # as with the other boxes beside it, a tick sets aside
        box = QCheckBox(f"Leave out: “{title}”")
        return _named(
            field,
            Input(box, lambda: not box.isChecked(), lambda: _yes(not box.isChecked()), (box.toggled,)),
        )
    box = QCheckBox(title)
    box.setChecked(field.default is True)
    return _named(field, Input(box, box.isChecked, lambda: _yes(box.isChecked()), (box.toggled,)))


def _either(field: Field) -> Input:
    """Return yes, no, or whatever the vendor does when it is not told."""
    box = QComboBox()
    for words, value in ((_AS_USUAL, None), ("Yes", True), ("No", False)):
        box.addItem(words, value)
    return _named(
        field, Input(box, box.currentData, lambda: _chosen(box, _AS_USUAL), (box.currentIndexChanged,))
    )


def _word(field: Field) -> Input:
    box = QComboBox()
    if not field.required:
        box.addItem(_AS_USUAL, None)
    for word in field.words:
        box.addItem(word, word)
    if isinstance(field.default, str):
        box.setCurrentIndex(box.findData(field.default))
    return _named(
        field, Input(box, box.currentData, lambda: _chosen(box, _AS_USUAL), (box.currentIndexChanged,))
    )


def _number(field: Field) -> Input:
    spin = Number()
    least = field.least if field.least is not None else 0
    most = field.most if field.most is not None else 1_000_000
    given = isinstance(field.default, int)
    spin.setRange(least if given else least - 1, most)
    if isinstance(field.default, int):
        spin.setValue(field.default)
    else:
        spin.setSpecialValueText("–")  # nothing has been entered
        spin.setValue(spin.minimum())

    def value() -> int | None:
        return None if not given and spin.value() == spin.minimum() else spin.value()

    def shown() -> str:
        return "" if value() is None else f"{spin.value():,}"

    return _named(field, Input(spin, value, shown, (spin.valueChanged,)))


class Number(QSpinBox):
    """A spin box of which all is selected, wherever one comes from: the first digit replaces it."""

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        QTimer.singleShot(0, self, self.selectAll)


def _time(field: Field) -> Input:
    edit = QTimeEdit()
    edit.setDisplayFormat(QLocale().timeFormat(QLocale.FormatType.ShortFormat))
    given = QTime.fromString(str(field.default)[:5], "HH:mm") if field.default else QTime()
    edit.setTime(given if given.isValid() else MORNING)

    def told() -> str:
        return edit.time().toString("HH:mm")

    if field.required:
        return _named(field, Input(edit, told, edit.text, (edit.timeChanged,)))
    return _may_be_left_out(field, edit, "Not given", told, edit.timeChanged, given=given.isValid())


def _may_be_left_out(
    field: Field,
    edit: QDateTimeEdit,
    without: str,
    told: Callable[[], str],
    changed: SignalInstance,
    *,
    given: bool,
) -> Input:
    """Return the widget with a box beside it, ticked while nothing is entered."""
    both = QWidget()
    limit = QCheckBox(without)
    limit.setAccessibleName(f"{field.title}: {without[:1].lower()}{without[1:]}")
    limit.setChecked(not given)
    edit.setAccessibleName(field.title)
    edit.setEnabled(given)
    limit.toggled.connect(lambda none: edit.setEnabled(not none))
    row = QHBoxLayout(both)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(8)
    row.addWidget(edit, 1)
    row.addWidget(limit)
    both.setFocusProxy(limit)
    return _named(
        field,
        Input(
            both,
            lambda: None if limit.isChecked() else told(),
            lambda: "" if limit.isChecked() else edit.text(),
            (changed, limit.toggled),
        ),
    )


def _date(field: Field, today: date) -> Input:
    edit = QDateEdit()
    edit.setCalendarPopup(True)
    short = QLocale().dateFormat(QLocale.FormatType.ShortFormat)
    month_first = -1 < short.find("M") < short.find("d")
    edit.setDisplayFormat("MMM d, yyyy" if month_first else "d MMM yyyy")  # no one mistakes the year
    given = QDate.fromString(str(field.default), Qt.DateFormat.ISODate) if field.default else QDate()
    edit.setDate(given if given.isValid() else QDate(today.year, today.month, today.day))

    def told() -> str:
        return edit.date().toString(Qt.DateFormat.ISODate)

    if field.required:
        return _named(field, Input(edit, told, edit.text, (edit.dateChanged,)))
    return _may_be_left_out(field, edit, "No limit", told, edit.dateChanged, given=given.isValid())


def _pick(field: Field) -> Input:
    many = field.kind == Kind.PICKS
    chooser = Chooser(field.title, many=many)

    def value() -> object:
        ids = [_id(one.id, numbered=field.numbered) for one in chooser.chosen()]
        return (ids or None) if many else next(iter(ids), None)

    def shown() -> str:
        return ", ".join(line(one.name, 120) for one in chooser.chosen())

    return _named(field, Input(chooser, value, shown, (chooser.changed,), chooser))


def _list(field: Field) -> Input:
    edit = QLineEdit()
    edit.setMaxLength(LONGEST)
    edit.setPlaceholderText("Separate several by commas")
    if field.numbered:
        edit.setValidator(QRegularExpressionValidator(QRegularExpression(r"[\d ,]*"), edit))

    def value() -> object:
        parts = [part.strip() for part in edit.text().split(",")]
        return [_id(part, numbered=field.numbered) for part in parts if part] or None

    return _named(field, Input(edit, value, edit.text, (edit.textChanged,)))


def _id(told: str, *, numbered: bool) -> str | int:
    return int(told) if numbered and told.isascii() and told.isdecimal() else told


def _chosen(box: QComboBox, unset: str) -> str:
    return "" if box.currentText() == unset else box.currentText()


def _yes(value: bool) -> str:
    return "yes" if value else "no"


def _named(field: Field, found: Input) -> Input:
    found.widget.setAccessibleName(field.title)
    if field.hint:
        found.widget.setAccessibleDescription(field.hint)
    return found
