"""The connections of this desk: a list with their health, and the form of the chosen one."""

from collections.abc import Mapping

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QPalette, QShowEvent
from PySide6.QtWidgets import (
    QDialog,
    QFrame,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QMessageBox,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from ui.connections.form import Form
from ui.connections.offers import Configured, Offer, Policy, configured, offers, policy, problems
from ui.engine import Answer, Engine
from ui.freshness import BAD, Freshness, item
from ui.icons import icon
from ui.labels import Words
from ui.style import heading, look
from ui.times import Times
from ui.words import listed, plain

NEW = "New connection"


class ConnectionsDialog(QDialog):
    """Add, test, change, switch off and remove connections. Open it with `open()`."""

    saved = Signal(str)  # the connection's name

    def __init__(self, engine: Engine, times: Times, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._engine = engine
        self._times = times
        self._offers: list[Offer] = []
        self._connections: list[Configured] = []
        self._policy = Policy()
        self._health: dict[str, Freshness] = {}
        self._form: Form | None = None
        self._adding = False
        self._wanted = ""  # the connection to be chosen once the list has come
        self._shown = ""  # the connection whose form is shown; what has been typed there is not disturbed
        self.setWindowTitle("Connections")
        self.resize(QSize(860, 640).boundedTo(self.screen().availableSize()))
        self.list = QListWidget(self)
        self.list.setAccessibleName("Connections")
        self.list.setFixedWidth(216)
        self.list.setIconSize(QSize(16, 16))
        self.list.setUniformItemSizes(True)
        self.add = _button("&Add…", "Add a connection", self)
        self.remove = _button("&Remove…", "Remove this connection", self)
        self._title = QLabel(self)
        self._title.setTextFormat(Qt.TextFormat.PlainText)
        self._title.setFont(heading(self.font()))
        self._room = QScrollArea(self)
        self._room.setWidgetResizable(True)
        self._room.setFrameShape(QFrame.Shape.NoFrame)
        self._room.setAccessibleName("Settings")
        self._room.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._said = Words("", self)
        self._said.hide()
        self.test = _button("&Test", "Test this connection", self)
        self.save = _button("&Save", "Save this connection", self)
        self.save.setDefault(True)
        self.done_with = _button("&Close", "Close", self)

        left = QVBoxLayout()
        left.setSpacing(8)
        left.addWidget(self.list, 1)
        below = QHBoxLayout()
        below.setSpacing(8)
        below.addWidget(self.add)
        below.addWidget(self.remove)
        left.addLayout(below)
        right = QVBoxLayout()
        right.setSpacing(12)
        right.addWidget(self._title)
        right.addWidget(self._room, 1)
        right.addWidget(self._said)
        end = QHBoxLayout()
        end.setSpacing(8)
        end.addWidget(self.test)
        end.addStretch(1)
        end.addWidget(self.save)
        end.addWidget(self.done_with)
        right.addLayout(end)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(16, 16, 16, 16)
        layout.setSpacing(20)
        layout.addLayout(left)
        layout.addLayout(right, 1)

        self.list.currentItemChanged.connect(self._choose)
        self.add.clicked.connect(self.add_new)
        self.remove.clicked.connect(self._ask_before_removal)
        self.test.clicked.connect(self._test)
        self.save.clicked.connect(self._save)
        self.done_with.clicked.connect(self.close)
        engine.connections_changed.connect(self._reload)
        self._judge()

    def add_new(self) -> None:
        """Begin a new connection."""
        self._adding = True
        if self._offers:
            self.list.setCurrentRow(-1)
            self._say("")
            self._show_form(None)

    def choose(self, connection: str) -> None:
        """Show one connection's form."""
        self._wanted = connection
        self._select()

    @property
    def said(self) -> str:
        """What it says of the last test or save."""
        return self._said.text()

    def tell(self, health: Mapping[str, Freshness]) -> None:
        """Show how the connections fare."""
        self._health = dict(health)
        colours = look(QPalette())
        palette = QPalette()
        palette.setColor(QPalette.ColorRole.Highlight, colours.selected)
        palette.setColor(QPalette.ColorRole.HighlightedText, colours.text)
        self.list.setPalette(palette)
        for row in range(self.list.count()):
            self._dress(self.list.item(row))

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._engine.ask("vendors", self._told_vendors)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() in (QEvent.Type.ApplicationPaletteChange, QEvent.Type.PaletteChange):
            self.tell(self._health)
        super().changeEvent(event)

    def _told_vendors(self, answer: Answer) -> None:
        self._offers = offers(answer)
        if not self._offers:
            self._say(
                str(answer.get("error") or "The engine does not answer; close this and try again."), bad=True
            )
        self._reload()

    def _reload(self) -> None:
        if self.isVisible():
            self._engine.ask("connections", self._told_connections)

    def _told_connections(self, answer: Answer) -> None:
        if "connections" not in answer:
            return
        self._connections = configured(answer)
        self._policy = policy(answer)
        self.add.setEnabled(not self._policy.only_these)
        self.add.setToolTip(f"Locked by {self._policy.file}" if self._policy.only_these else "")
        chosen = self._chosen()
        self._wanted = self._wanted or (chosen.name if chosen else "")
        self.list.blockSignals(True)
        self.list.clear()
        for one in self._connections:
            entry = QListWidgetItem(one.name, self.list)
            entry.setData(Qt.ItemDataRole.UserRole, one.name)
            self._dress(entry)
        self.list.blockSignals(False)
        if amiss := problems(answer):
            self._say("\n".join(amiss), bad=True)
        if not self._connections and not self._adding and not self._policy.only_these:
            self.add_new()
        elif not self._adding:
            self._select()
        elif self._form is None:
            self.add_new()

    def _dress(self, entry: QListWidgetItem) -> None:
        name = entry.data(Qt.ItemDataRole.UserRole)
        one = self._health.get(name, Freshness(name))
        colours = look(self.palette())
        tint = (
            colours.caution if one.phase in BAD else colours.good if one.phase == "resting" else colours.muted
        )
        entry.setIcon(icon(one.picture, tint))
        entry.setText(f"{name}\n{item(one, self._times)}")
        entry.setData(Qt.ItemDataRole.AccessibleTextRole, f"{name}, {item(one, self._times)}")

    def _select(self) -> None:
        rows = range(self.list.count())
        wanted = [row for row in rows if self.list.item(row).data(Qt.ItemDataRole.UserRole) == self._wanted]
        if wanted or self.list.count():
            self.list.blockSignals(True)
            self.list.setCurrentRow(wanted[0] if wanted else 0)
            self.list.blockSignals(False)
            chosen = self._chosen()
            if chosen is not None and chosen.name != self._shown:
                self._show_form(chosen)

    def _chosen(self) -> Configured | None:
        entry = self.list.currentItem()
        name = entry.data(Qt.ItemDataRole.UserRole) if entry else None
        return next((one for one in self._connections if one.name == name), None)

    def _choose(self) -> None:
        chosen = self._chosen()
        if chosen is not None:
            self._adding = False
            self._wanted = chosen.name
            self._say("")
            self._show_form(chosen)

    def _show_form(self, known: Configured | None) -> None:
        self._shown = known.name if known else ""
        self._title.setText(known.name if known else NEW)
        taken = frozenset(one.name for one in self._connections)
        self._form = Form(self._offers, taken, known, self._policy)
        self._form.setContentsMargins(0, 0, 8, 0)
        self._form.changed.connect(self._judge)
        self._room.setWidget(self._form)
        self._judge()
        if known is None:
            self._form.vendor.setFocus()

    def _judge(self) -> None:
        fit = self._form is not None and self._form.is_fit()
        self.save.setEnabled(fit)
        self.test.setEnabled(fit)
        chosen = self._chosen()
        kept = chosen is not None and chosen.name in self._policy.connections
        self.remove.setEnabled(chosen is not None and not self._adding and not kept)
        self.remove.setToolTip(f"Locked by {self._policy.file}" if kept else "")

    def _test(self) -> None:
        if (form := self._form) is None:
            return
        self.test.setEnabled(False)
        self._say("Asking the vendor…")

        def tested(answer: Answer) -> None:
            if form is not self._form:
                return
            self._judge()
            if answer.get("ok"):
                facts = answer.get("facts")
                account = answer.get("account")
                lines = [f"It works. Signed in as {account}." if account else "It works."]
                lines += [str(fact) for fact in facts] if isinstance(facts, list) else []
                self._say("\n".join(lines))
            else:
                amiss = str(answer.get("error") or "The vendor did not answer.")
                if missing := form.missing():
                    amiss = f"Its credentials are missing. Enter {listed(missing, 'or')} above."
                self._say(amiss, bad=True)

        self._engine.ask("test", tested, connection=form.values(), secrets=form.secrets())

    def _save(self) -> None:
        if (form := self._form) is None or not form.is_fit():
            return
        values = form.values()
        self.save.setEnabled(False)

        def settled(answer: Answer) -> None:
            self._judge()
            if answer.get("ok"):
                self._adding = False
                self._wanted = str(values["name"])
                self._shown = ""
                self._reload()
                self._say(
                    "Saved. Its shifts are on their way." if values["enabled"] else "Saved, and switched off."
                )
                self.saved.emit(self._wanted)
                return
            sentence = str(answer.get("error") or "It could not be saved.")
            field = answer.get("field")
            if form is not self._form or not form.complain(
                field if isinstance(field, str) else None, sentence
            ):
                self._say(sentence, bad=True)

        self._engine.ask("save", settled, connection=values, secrets=form.secrets())

    def _ask_before_removal(self) -> None:
        if (chosen := self._chosen()) is None:
            return
        box = QMessageBox(self)
        box.setIcon(QMessageBox.Icon.Question)
        box.setWindowTitle("Remove a connection")
        box.setTextFormat(Qt.TextFormat.PlainText)
        box.setText(f"Remove {chosen.name}?")
        box.setInformativeText(
            "Its credentials are forgotten on this computer. Nothing changes at the vendor. "
            "Its shifts can stay on the board as they are, or go as well."
        )
        both = box.addButton("Remove with its shifts", QMessageBox.ButtonRole.DestructiveRole)
        only = box.addButton("Remove, keep its shifts", QMessageBox.ButtonRole.AcceptRole)
        box.setDefaultButton(box.addButton(QMessageBox.StandardButton.Cancel))
        both.clicked.connect(lambda: self._remove(chosen.name, cache=True))
        only.clicked.connect(lambda: self._remove(chosen.name, cache=False))
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box.open()

    def _remove(self, name: str, *, cache: bool) -> None:
        def removed(answer: Answer) -> None:
            if answer.get("ok"):
                self._wanted = self._shown = ""
                self._form = None
                self._reload()
            else:
                self._say(str(answer.get("error") or "It could not be removed."), bad=True)

        self._engine.ask("remove", removed, name=name, cache=cache)

    def _say(self, sentence: str, *, bad: bool = False) -> None:
        colours = look(self.palette())
        palette = self.palette()
        palette.setColor(palette.ColorRole.WindowText, colours.alarm if bad else colours.text)
        self._said.setPalette(palette)
        self._said.setText(plain(sentence, 2000))
        self._said.setVisible(bool(sentence))


def _button(words: str, name: str, parent: QWidget) -> QPushButton:
    found = QPushButton(words, parent)
    found.setAccessibleName(name)
    found.setAutoDefault(False)
    return found
