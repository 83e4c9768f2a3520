"""The views of a desk as a list: the program's own first, then the saved ones in the desk's order."""

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import Any
from uuid import uuid4

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from app.errors import CallboardError
from app.store.reader import Reader
from app.store.views import View, shape, spoilt, views
from ui.engine import Answer
from ui.palette.entries import Entry, Kind
from ui.views.builtin import BUILTIN, TOLD
from ui.words import line, listed, tip

Ask = Callable[..., None]  # Engine.ask
Index = QModelIndex | QPersistentModelIndex
ROOT = QModelIndex()

_OWN = "A view of this desk"


class SavedViews(QAbstractListModel):
    """All views. Reads the desk's file; what is to be written, the engine writes."""

    wished = Signal(object)  # View: somebody wants to see it
    failed = Signal(str)  # a sentence
    kept = Signal(str)  # the key of a view that has just been saved

    def __init__(self, reader: Callable[[], Reader | None], ask: Ask, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._reader = reader
        self._ask = ask
        self._own: list[View] = []
        self._bad: list[str] = []  # names of those that cannot be read

    @property
    def all(self) -> tuple[View, ...]:
        """All views, in order."""
        return (*BUILTIN, *self._own)

    @property
    def own(self) -> tuple[View, ...]:
        """Those that the desk has saved."""
        return tuple(self._own)

    def find(self, key: str) -> View | None:
        """Return the view of a key."""
        return next((view for view in self.all if view.key == key), None)

    def load(self) -> None:
        """Read the saved ones anew."""
        reader = self._reader()
        try:
            found = [] if reader is None else reader.ask(views)
            bad = [] if reader is None else reader.ask(spoilt)
        except CallboardError as error:
            self.failed.emit(str(error))
            return
        if bad and bad != self._bad:
            names = listed([f"“{line(name)}”" for name in bad])
            self.failed.emit(f"What was saved as {names} cannot be read. It is kept, but not offered.")
        self._bad = bad
        if found != self._own:
            self.beginResetModel()
            self._own = found
            self.endResetModel()

    def show(self, key: str) -> None:
        """Wish to see a view."""
        if (view := self.find(key)) is not None:
            self.wished.emit(view)

    def keep(self, view: View) -> None:
        """Have a view saved, in place of the one with its key or as a new one.

        One of which a part was not understood is left as it is: written anew it would show more for good.
        """
        if view.lost:
            self.failed.emit(unknown(view))
            return
        self._have("keep_view", lambda: self.kept.emit(view.key), view=shape(view))

    def drop(self, key: str) -> None:
        """Have a view deleted."""
        self._have("drop_view", lambda: None, key=key)

    def arrange(self, keys: Sequence[str]) -> None:
        """Have the saved views put into an order."""
        self._have("arrange_views", lambda: None, keys=[*keys])

    def holder(self, shortcut: str, *, but: str = "") -> View | None:
        """Return the view, other than one, that has a shortcut."""
        return next(
            (view for view in self.all if view.shortcut == shortcut and view.key != but and shortcut), None
        )

    def entries(self) -> Iterable[Entry]:
        """Return the views as the palette lists them."""
        for view in self.all:
            yield Entry(
                kind=Kind.VIEW,
                title=view.name,
                detail=told(view),
                shortcut=view.shortcut,
                run=partial(self.show, view.key),
                key=f"view:{view.key}",
                group="Views",
            )

    def rowCount(self, parent: Index = ROOT) -> int:
        return 0 if parent.isValid() else len(self.all)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid() or not 0 <= index.row() < len(self.all):
            return None
        view = self.all[index.row()]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return view.name
            case Qt.ItemDataRole.ToolTipRole:
                return tip(told(view))
            case Qt.ItemDataRole.AccessibleTextRole:
                return f"{view.name}, {told(view)}"
            case Qt.ItemDataRole.UserRole:
                return view.key
        return None

    def _have(self, do: str, done: Callable[[], None], **details: object) -> None:
        def answered(answer: Answer) -> None:
            if answer.get("ok") is True:
                self.load()
                done()
            else:
                self.failed.emit(str(answer.get("error") or "The engine did not answer. Nothing was saved."))

        self._ask(do, answered, **details)


def new_key() -> str:
    """Return a key that no view has."""
    return uuid4().hex


def told(view: View) -> str:
    """Return what a view shows, in a sentence."""
    if view.key in TOLD:
        return TOLD[view.key].what
    if view.lost:
        parts = listed([name.replace("_", " ") for name in view.lost])
        return f"{_OWN}; this version does not know its {parts}, so it may show too much."
    return f"{_OWN}."


def unknown(view: View) -> str:
    """Return why a view that a later version has saved is not changed here."""
    parts = listed([name.replace("_", " ") for name in view.lost])
    return f"A later version has saved this view; here it would lose its {parts}. It was left as it is."


def empty(view: View) -> str:
    """Return what to say where a view shows nothing."""
    return TOLD[view.key].empty if view.key in TOLD else f"“{view.name}” leaves nothing to show."
