"""Saving what is shown as a view, and changing one that is saved."""

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QKeySequenceEdit,
    QLabel,
    QLineEdit,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from app.store.views import LONGEST, View
from ui.labels import Words
from ui.style import heading, look
from ui.views.model import SavedViews, unknown

WIDE, FIELD = 460, 300  # pixels
_NAMELESS = "Give the view a name."


class ViewDialog(QDialog):
    """A view's name and keys, and what it sets besides the filter.

    `view` is what is to be saved, everything that it could set included; `shows` tells its
    filter in words; `taken` names what else in the program has a shortcut, or "".
    """

    def __init__(
        self,
        views: SavedViews,
        view: View,
        shows: str,
        taken: Callable[[str], str],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._views = views
        self._view = view
        self._taken = taken
        new = views.find(view.key) is None
        self.setWindowTitle("Save as a view" if new else "Change a view")
        title = QLabel(self.windowTitle(), self)
        title.setFont(heading(self.font()))
        self.name = QLineEdit(view.name, self)
        self.name.setMaxLength(LONGEST)
        self.name.setAccessibleName("Name")
        self.name.setPlaceholderText("Such as: ICU nights")
        self.keys = QKeySequenceEdit(QKeySequence(view.shortcut), self)
        self.keys.setMaximumSequenceLength(1)
        self.keys.setClearButtonEnabled(True)
        self.keys.setAccessibleName("Shortcut")
        inner = self.keys.findChild(QLineEdit)
        if inner is not None:
            inner.setAccessibleName("Shortcut")
            inner.setPlaceholderText("Press keys, such as Alt+8")
        saved = views.find(view.key) or View(key="", name="")
        self.columns = self._box("The columns shown, in their order", bool(view.columns), bool(saved.columns))
        self.order = self._box("The sorting", view.order is not None, saved.order is not None)
        self.lens = self._box("Board or calendar, as it is now", bool(view.lens), bool(saved.lens))
        self.fault = Words("", self)
        self.fault.setAccessibleName("What is amiss")
        form = QFormLayout()
        form.setHorizontalSpacing(16)
        form.setVerticalSpacing(8)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.ExpandingFieldsGrow)
        form.addRow("&Name", self.name)
        form.addRow("&Shortcut", self.keys)
        meant = Words(shows, self, muted=True)
        meant.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        meant.setMinimumWidth(FIELD)  # a form asks for its height at the least width that it may have
        form.addRow("Shows", meant)
        offered = [box for box in (self.columns, self.order, self.lens) if box.isEnabled()]
        for number, one in enumerate(offered):
            form.addRow("" if number else "Keeps as well", one)
        box = QDialogButtonBox(self)
        self.save = box.addButton("Save", QDialogButtonBox.ButtonRole.AcceptRole)
        self.save.setAccessibleName("Save the view")
        self.save.setDefault(True)
        cancel = box.addButton("Cancel", QDialogButtonBox.ButtonRole.RejectRole)
        cancel.setAccessibleName("Cancel")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 20, 24, 16)
        layout.setSpacing(12)
        layout.addWidget(title)
        layout.addLayout(form)
        layout.addWidget(self.fault)
        layout.addStretch(1)
        layout.addWidget(box)
        self.resize(WIDE, self.sizeHint().height())

        self.name.textEdited.connect(lambda: self._judge(begun=True))
        self.keys.keySequenceChanged.connect(lambda: self._judge(begun=True))
        box.accepted.connect(self._keep)
        box.rejected.connect(self.reject)
        views.kept.connect(self._kept)
        views.failed.connect(self._failed)
        self._judge(begun=bool(view.lost))
        self.name.setFocus()
        self.name.selectAll()

    def made(self) -> View:
        """Return the view as it stands in the dialog."""
        view = self._view
        return replace(
            view,
            name=" ".join(self.name.text().split()),
            shortcut=self._keys(),
            columns=view.columns if self.columns.isChecked() else (),
            order=view.order if self.order.isChecked() else None,
            lens=view.lens if self.lens.isChecked() else "",
            changes=view.changes if self.lens.isChecked() else None,
        )

    def _box(self, words: str, offered: bool, ticked: bool) -> QCheckBox:
        found = QCheckBox(words, self)
        found.setAccessibleName(words)
        found.setEnabled(offered)
        found.setVisible(offered)
        found.setChecked(offered and ticked)
        return found

    def _keys(self) -> str:
        return self.keys.keySequence().toString(QKeySequence.SequenceFormat.PortableText)

    def _judge(self, *, begun: bool) -> None:
        fault = self._fault()
        self.save.setEnabled(not fault)
        self._complain(fault if begun else "")

    def _fault(self) -> str:
        name, keys = " ".join(self.name.text().split()), self._keys()
        if self._view.lost:
            return unknown(self._view)
        if not name:
            return _NAMELESS
        other = next((view for view in self._views.all if view.name.casefold() == name.casefold()), None)
        if other is not None and other.key != self._view.key:
            return f"There is another view named “{other.name}”."
        if keys and (holder := self._views.holder(keys, but=self._view.key)) is not None:
            return f"{_native(keys)} shows the view “{holder.name}”."
        if keys and keys != self._view.shortcut and (what := self._taken(keys)):
            return f"{_native(keys)} stands for “{what}”."
        if keys and not _stands_apart(self.keys.keySequence()):
            return "Take Ctrl or Alt with it, or one of the keys F1 to F12: this key is needed elsewhere."
        return ""

    def _complain(self, sentence: str) -> None:
        palette = self.fault.palette()
        palette.setColor(self.fault.foregroundRole(), look(palette).alarm)
        self.fault.setPalette(palette)
        self.fault.setText(sentence)
        self.fault.setTextInteractionFlags(Qt.TextInteractionFlag.NoTextInteraction)

    def _keep(self) -> None:
        self.save.setEnabled(False)
        self._views.keep(self.made())

    def _kept(self, key: str) -> None:
        if key == self._view.key:
            self.accept()

    def _failed(self, sentence: str) -> None:
        self.save.setEnabled(True)
        self._complain(sentence)


def _stands_apart(keys: QKeySequence) -> bool:
    """Tell whether no list, field or button has a use of its own for these keys."""
    held = (
        Qt.KeyboardModifier.ControlModifier
        | Qt.KeyboardModifier.AltModifier
        | Qt.KeyboardModifier.MetaModifier
    )
    first = keys[0]  # type: ignore[index]  # PySide's stubs lack it
    return bool(first.keyboardModifiers() & held) or Qt.Key.Key_F1 <= first.key() <= Qt.Key.Key_F12


def _native(keys: str) -> str:
    return QKeySequence(keys).toString(QKeySequence.SequenceFormat.NativeText)
