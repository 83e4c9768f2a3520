"""Writing somebody down on the desk's roster: name, payroll number, contact, skills, vendors' ids."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QLineEdit,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)
from shiboken6 import isValid

from app.people import LONGEST, LONGEST_NOTES, Entry, Person
from ui.engine import Answer, Engine
from ui.labels import Words
from ui.words import line

ANOTHER = "Save as somebody else"


class EntryDialog(QDialog):
    """One entry of the roster, new or known. Open it with `open()`; `remarked` tells what was not done."""

    remarked = Signal(str)

    def __init__(self, engine: Engine, person: Person | None, parent: QWidget | None = None) -> None:
        """`person`: who is written down; None for somebody whom nobody knows yet."""
        super().__init__(parent)
        self._engine = engine
        self._person = person
        entry = person.entry if person and person.entry else Entry(key="", name=person.name if person else "")
        self._key = entry.key
        self.setWindowTitle("On the roster" if person else "Somebody new")
        form = QFormLayout()
        form.setHorizontalSpacing(16)
        form.setVerticalSpacing(8)
        self.name = self._line(form, "&Name", entry.name)
        self.payroll = self._line(form, "&Payroll number", entry.payroll)
        self.phone = self._line(form, "&Telephone", entry.phone)
        self.email = self._line(form, "&E-mail", entry.email)
        self.skills = self._line(form, "S&kills", ", ".join(entry.skills), "With commas: RN, ICU")
        self.ids = self._line(form, "More &ids", "", "As connection:id, with commas")
        self.notes = QPlainTextEdit(entry.notes, self)
        self.notes.setAccessibleName("Notes")
        self.notes.setTabChangesFocus(True)
        self.notes.setFixedHeight(90)
        form.addRow("N&otes", self.notes)
        self.fault = Words("", self)
        self.fault.setAccessibleName("What is amiss")
        box = QDialogButtonBox(self)
        self.save = box.addButton("Save", QDialogButtonBox.ButtonRole.AcceptRole)
        self.save.setAccessibleName("Save")
        cancel = box.addButton("Cancel", QDialogButtonBox.ButtonRole.RejectRole)
        cancel.setAccessibleName("Cancel")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 20, 24, 16)
        layout.setSpacing(12)
        layout.addLayout(form)
        layout.addWidget(self.fault)
        layout.addWidget(box)
        self.resize(480, self.sizeHint().height())

        box.accepted.connect(self._keep)
        box.rejected.connect(self.reject)
        self.name.textChanged.connect(self._judge)
        self._judge()

    def _judge(self) -> None:
        self._is_another = False  # somebody of this name is on the roster, and was told of
        self.save.setText("Save")
        self.save.setAccessibleName("Save")
        self.save.setEnabled(bool(self.name.text().strip()))

    def _keep(self) -> None:
        self.save.setEnabled(False)
        entry = {
            "key": self._key,
            "name": self.name.text(),
            "payroll": self.payroll.text(),
            "phone": self.phone.text(),
            "email": self.email.text(),
            "skills": _parts(self.skills.text()),
            "notes": self.notes.toPlainText()[:LONGEST_NOTES],
        }
        ids = [one.ref for one in self._person.identities if one.connection] if self._person else []
        ids += _parts(self.ids.text())
        self._engine.ask("keep_person", self._kept, entry=entry, ids=ids, another=self._is_another)

    def _kept(self, answer: Answer) -> None:
        if not isValid(self):
            return
        others = answer.get("others")
        if answer.get("ok") is True and not others:
            apart = answer.get("apart")
            if isinstance(apart, list) and apart:
                told = (
                    f"Saved, but {', '.join(map(str, apart))} was not linked: somebody has told them apart."
                )
                self.remarked.emit(line(told, 600))
            self.accept()
            return
        self.save.setEnabled(True)
        if isinstance(others, list) and others:
            self._is_another = True
            self.save.setText(ANOTHER)
            self.save.setAccessibleName(ANOTHER)
            known = line("; ".join(map(str, others)), 300)
            self._tell(
                f"On the roster already: {known}. If this is the same person, change that entry instead. "
                "Nothing was saved."
            )
            return
        self._tell(str(answer.get("error") or "The engine did not answer; nothing was saved."))

    def _tell(self, fault: str) -> None:
        self.fault.setText(fault)
        if layout := self.layout():  # a text of several lines makes no room for itself
            layout.activate()
            self.resize(self.width(), max(self.height(), layout.totalHeightForWidth(self.width())))

    def _line(self, form: QFormLayout, words: str, text: str, advice: str = "") -> QLineEdit:
        found = QLineEdit(text, self)
        found.setMaxLength(LONGEST)
        found.setAccessibleName(words.replace("&", ""))
        found.setPlaceholderText(advice)
        form.addRow(words, found)
        return found


def _parts(text: str) -> list[str]:
    return [part.strip() for part in text.replace(";", ",").split(",") if part.strip()]
