"""What the window has of people and clashes: a menu, the dialogs behind it, the findings beside a shift."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QDialog, QMenu, QWidget

from app.checks.finding import Finding
from app.checks.rules import Rules
from ui.clashes.section import ClashSection
from ui.detail import Detail
from ui.engine import Engine
from ui.queries import Queries
from ui.times import Times

if TYPE_CHECKING:
    from app.store.reader import Reader
    from ui.clashes.dialog import ClashesDialog
    from ui.people.dialog import PeopleDialog

PATIENCE = 150  # milliseconds after a choice or a commit


class Staff(QObject):
    """Made with the finery. `show_shift` brings a shift into sight by its ref."""

    def __init__(
        self,
        window: QWidget,
        engine: Engine,
        queries: Queries,
        open_reader: "Callable[[], Reader]",
        times: Times,
        rules: Callable[[], Rules],
        detail: Detail,
        show_shift: Callable[[str], object],
    ) -> None:
        super().__init__(window)
        self._window = window
        self._engine = engine
        self._queries = queries
        self._open_reader = open_reader
        self._times = times
        self._rules = rules
        self._detail = detail
        self._show_shift = show_shift
        self._ref = ""
        self._clashes: ClashesDialog | None = None
        self._people: PeopleDialog | None = None
        self.section = ClashSection(detail)
        detail.put_first(self.section)
        self.menu = QMenu("P&eople", window)
        for words, keys, deed in (
            ("&People…", "Ctrl+Shift+P", self.open_people),
            ("C&lashes…", "Ctrl+Shift+L", self.open_clashes),
            ("&Settings of the checks…", "", self.open_rules),
        ):
            action = self.menu.addAction(words)
            action.setShortcut(QKeySequence(keys))
            action.triggered.connect(deed)
        self._soon = QTimer(self, singleShot=True, interval=PATIENCE)
        self._soon.timeout.connect(self._check)
        detail.changed.connect(self._turn)
        engine.people_changed.connect(self.refresh)
        engine.rules_changed.connect(self.refresh)
        self.check_soon()  # a file of rules that cannot be understood is told of before anybody relies on it

    def refresh(self) -> None:
        """Follow what has been committed."""
        self.check_soon()
        for dialog in (self._clashes, self._people):
            if dialog is not None:
                dialog.refresh()

    def check_soon(self) -> None:
        """Have the shift that is shown checked, soon."""
        if not self._soon.isActive():
            self._soon.start()

    def open_people(self) -> None:
        """Open the people."""
        from ui.people.dialog import PeopleDialog

        if self._people is None:
            self._people = PeopleDialog(
                self._engine, self._queries, self._open_reader, self._times, self._rules, self._window
            )
            self._people.wished.connect(self._show_shift)
        _raise(self._people)

    def open_clashes(self) -> None:
        """Open the clashes."""
        from ui.clashes.dialog import ClashesDialog

        if self._clashes is None:
            self._clashes = ClashesDialog(self._queries, self._times, self._rules, self._window)
            self._clashes.wished.connect(self._show_shift)
            self._clashes.rules_wished.connect(self.open_rules)
        _raise(self._clashes)

    def open_rules(self) -> None:
        """Open the settings of the checks."""
        from PySide6.QtCore import Qt

        from ui.clashes.rules import RulesDialog

        dialog = RulesDialog(self._engine, self._rules(), self._window)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    def _turn(self) -> None:
        ref = self._detail.kept.shift.ref if self._detail.kept else ""
        if ref != self._ref:  # what was found about another one is not to be read beside this one
            self._ref = ref
            self.section.tell(())
        self.check_soon()

    def _check(self) -> None:
        kept, rules = self._detail.kept, self._rules()
        if kept is None:
            self.section.tell(())
            return
        shift = kept.shift

        def work(reader: "Reader") -> Sequence[Finding]:
            from app.checking import of_shift

            return of_shift(reader, shift, rules)

        def told(found: Sequence[Finding]) -> None:
            now = self._detail.kept
            if now is not None and now.shift.ref == shift.ref:
                self.section.tell(found)

        def failed(sentence: str) -> None:
            now = self._detail.kept
            if now is not None and now.shift.ref == shift.ref:
                self.section.complain(f"Whether it clashes could not be checked. {sentence}")

        self._queries.ask("clashes of a shift", work, told, failed)


def _raise(dialog: QDialog) -> None:
    dialog.show()
    dialog.raise_()
    dialog.activateWindow()
