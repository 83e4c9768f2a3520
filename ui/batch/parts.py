"""What the batch's dialog is made of, in the order of the screen. It knows no rule."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QProgressBar,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from ui.batch.model import BatchModel
from ui.batch.offer import Offer
from ui.batch.table import Items
from ui.labels import Words
from ui.style import heading, look, strong
from ui.words import line, plain

MOST_FORM = 0.4  # of the dialog's height is the form's, before it scrolls


class Parts:
    """The widgets of a batch, laid out in a dialog."""

    def __init__(self, model: BatchModel, shown: Sequence[str], dialog: QDialog) -> None:
        self._amiss = False
        self._has_form = False
        self.count = QLabel(dialog)
        self.count.setFont(strong(dialog.font()))
        self.offer = Offer(dialog)
        self.offer.setFixedWidth(216)
        self.title = QLabel(dialog)
        self.title.setTextFormat(Qt.TextFormat.PlainText)
        self.title.setFont(heading(dialog.font()))
        self.form = QScrollArea(dialog)
        self.form.setAccessibleName("Parameters")
        self.form.setFrameShape(QFrame.Shape.NoFrame)
        self.form.setWidgetResizable(True)
        self.form.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.form.hide()
        self.only = QComboBox(dialog)
        self.only.setAccessibleName("Which are shown")
        self.only.addItems(list(shown))
        self.tick = _flat("T&ick these", "Take in all that are shown", dialog)
        self.untick = _flat("&Untick these", "Leave out all that are shown", dialog)
        self.summary = QLabel(dialog)
        self.summary.setTextFormat(Qt.TextFormat.PlainText)
        self.summary.setAccessibleName("Summary")
        self.table = Items(model, dialog)
        self.remark = Words("", dialog, muted=True)
        self.remark.setAccessibleName("Of the shift marked above")
        self.remark.hide()
        self.reason_words = Words("", dialog)
        self.reason = QLineEdit(dialog)
        self.reason.setAccessibleName("Reason")
        self.reason.setPlaceholderText("Why they shall go all the same; it stays on record")
        self.reason.setMaxLength(1000)
        self.queue = QCheckBox(
            "What can’t be sent because its vendor is a&way may wait in the outbox", dialog
        )
        self.queue.setAccessibleName("What can’t be sent because its vendor is away may wait in the outbox")
        self.progress = QProgressBar(dialog)
        self.progress.setAccessibleName("Progress")
        self.progress.setTextVisible(False)
        self.progress.setFixedHeight(6)
        self.progress.hide()
        self.said = Words("", dialog)
        self.said.setAccessibleName("Remark")
        self.said.hide()
        self.select = _button("&Select them on the board", "Select what is not done on the board", dialog)
        self.again = _button("", "Try what remains again", dialog)
        self.stop = _button("S&top", "Stop: what is not sent yet stays unsent", dialog)
        self.perform = _button("", "Perform", dialog)
        self.close_it = _button("&Close", "Close", dialog)
        self._lay_out(dialog)
        self.demand("")

    def show_form(self, form: QWidget | None) -> None:
        """Put an action's parameters in their place, or nothing."""
        self.form.setWidget(form or QWidget())
        self._has_form = form is not None
        self.form.setVisible(self._has_form)
        if form is not None:
            most = round(MOST_FORM * self.form.window().height())
            self.form.setFixedHeight(min(most, form.sizeHint().height() + 4))

    def show_remark(self, text: str) -> None:
        """Show all of what the table has no room for."""
        self.remark.setText(plain(text, 1000))
        self.remark.setVisible(bool(text))

    def demand(self, words: str) -> None:
        """Ask for a reason in these words, or for none."""
        self.reason_words.setText(words)
        self.reason_words.setVisible(bool(words))
        self.reason.setVisible(bool(words))

    def say(self, sentence: str, *, bad: bool = False) -> None:
        """Show a sentence, or with "" nothing."""
        self._amiss = bad
        self.said.setText(plain(sentence, 1000))
        self.said.setVisible(bool(sentence))
        self.dress()

    def dress(self) -> None:
        """Wear the palette's colours."""
        palette = QPalette()
        colours = look(palette)
        palette.setColor(QPalette.ColorRole.WindowText, colours.alarm if self._amiss else colours.text)
        self.said.setPalette(palette)
        self.offer.dress()

    def lock(self, *, running: bool, ended: bool) -> None:
        """Leave open what can be used before, during or after a run."""
        free = not running and not ended
        for widget in (self.offer, self.reason, self.queue, self.tick, self.untick):
            widget.setEnabled(free)
        self.form.setVisible(free and self._has_form)
        self.queue.setVisible(free)
        self.perform.setVisible(not ended and not running)
        self.stop.setVisible(running)
        self.stop.setEnabled(running)
        self.progress.setVisible(running)
        self.close_it.setEnabled(not running)

    def name_buttons(self, taken: int, remaining: int) -> None:
        """Say on how many shifts the buttons act."""
        shifts = "shift" if taken == 1 else "shifts"
        perform = f"Perform on {taken:,} {shifts}" if taken else "Perform"
        self.perform.setText(f"&{perform}")
        self.perform.setAccessibleName(perform)
        self.again.setText(f"T&ry the remaining {remaining:,} again")
        self.again.setAccessibleName(f"Try the remaining {remaining:,} again")

    def entitle(self, words: str) -> None:
        """Name what is to be done."""
        self.title.setText(line(words, 80))

    def _lay_out(self, dialog: QDialog) -> None:
        left = QVBoxLayout()
        left.setSpacing(8)
        left.addWidget(self.count)
        left.addWidget(self.offer, 1)
        above = QHBoxLayout()
        above.setSpacing(8)
        for widget in (self.only, self.tick, self.untick):
            above.addWidget(widget)
        above.addStretch(1)
        above.addWidget(self.summary)
        end = QHBoxLayout()
        end.setSpacing(8)
        end.addWidget(self.select)
        end.addStretch(1)
        for widget in (self.stop, self.again, self.perform, self.close_it):
            end.addWidget(widget)
        right = QVBoxLayout()
        right.setSpacing(8)
        right.addWidget(self.title)
        right.addWidget(self.form)
        right.addLayout(above)
        right.addWidget(self.table, 1)
        right.addWidget(self.remark)
        below: tuple[QWidget, ...] = (self.progress, self.reason_words, self.reason, self.queue, self.said)
        for part in below:
            right.addWidget(part)
        right.addLayout(end)
        layout = QHBoxLayout(dialog)
        layout.setContentsMargins(16, 12, 16, 16)
        layout.setSpacing(20)
        layout.addLayout(left)
        layout.addLayout(right, 1)


def _button(words: str, name: str, parent: QWidget) -> QPushButton:
    found = QPushButton(words, parent)
    found.setAccessibleName(name)
    found.setAutoDefault(False)
    return found


def _flat(words: str, name: str, parent: QWidget) -> QPushButton:
    found = _button(words, name, parent)
    found.setFlat(True)
    return found
