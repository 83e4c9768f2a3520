"""The rows of a list to choose from, and which of them are chosen."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from ui.panels.told import Choice
from ui.words import line, tip

MOST_REASONS = 6
INELIGIBLE = "Not eligible, as the vendor sees it"

Index = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the list: a choice, or without one a heading."""

    text: str
    choice: Choice | None = None
    typed: bool = False  # not from the vendor's list: an id as somebody typed it
    meant: bool = True  # by its name or its whole id; else what was typed may be another's id, half entered


def rows_of(choices: Sequence[Choice], search: str) -> list[Row]:
    """Return the rows of those that every word searched for fits, and what was typed as an id.

    Whose id was typed as a whole comes first.
    """
    words, typed = _words(search), search.strip()
    fit = [one for one in choices if _is_id_of(one, typed) or _fits(one, words)]
    fit.sort(key=lambda one: not _is_id_of(one, typed))
    found = [Row(line(one.name, 120), one, meant=_is_meant(one, words, typed)) for one in fit]
    rows = [row for row in found if row.choice and row.choice.eligible is not False]
    barred = [row for row in found if row.choice and row.choice.eligible is False]
    if barred:
        rows += [Row(INELIGIBLE), *barred]
    if typed and all(typed != one.id for one in choices):
        rows.append(Row(f"Use “{line(typed, 60)}” as the id", Choice(id=typed, name=typed), typed=True))
    return rows


def _is_id_of(choice: Choice, typed: str) -> bool:
    return choice.id.casefold() == typed.casefold()


def _is_meant(choice: Choice, words: Sequence[str], typed: str) -> bool:
    names = _words(choice.name)
    by_name = not typed.isdecimal() and all(any(one.startswith(word) for one in names) for word in words)
    return by_name or _is_id_of(choice, typed)


def _fits(choice: Choice, words: Sequence[str]) -> bool:
    told = (*_words(choice.name), choice.id.casefold())
    return all(any(one.startswith(word) for one in told) for word in words)


def _words(text: str) -> list[str]:
    """Return the words of a text without case and accents."""
    apart = unicodedata.normalize("NFD", text.casefold())
    return re.findall(r"[\w]+", "".join(one for one in apart if not unicodedata.combining(one)))


class Choices(QAbstractListModel):
    """The rows of the list; in one of many they carry a check."""

    def __init__(self, *, many: bool, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._many = many
        self._rows: list[Row] = []
        self.chosen: dict[
            str, Choice
        ] = {}  # by id, in the order of choosing; of one only, where one is wanted

    def show(self, rows: list[Row]) -> None:
        """Show other rows; what is chosen stays."""
        self.beginResetModel()
        self._rows = rows
        self.endResetModel()

    def row(self, number: int) -> Row:
        """Return a row."""
        return self._rows[number]

    def first_fit(self) -> int:
        """Return the first row that is meant and that nothing speaks against, -1 if there is none."""
        fit = (n for n, one in enumerate(self._rows) if one.choice and one.choice.eligible is not False)
        return next((n for n in fit if self._rows[n].meant and not self._rows[n].typed), -1)

    def place(self, choice_id: str) -> int:
        """Return the row of a choice, -1 if it is not shown."""
        found = (n for n, one in enumerate(self._rows) if one.choice and one.choice.id == choice_id)
        return next(found, -1)

    def choose(self, number: int) -> None:
        """Choose a row; in a list of many once more to leave it out."""
        choice = self._rows[number].choice
        if choice is None:
            return
        if not self._many:
            self.chosen = {choice.id: choice}
        elif choice.id in self.chosen:
            del self.chosen[choice.id]
        else:
            self.chosen[choice.id] = choice
        self._told()

    def take(self, choice: Choice) -> None:
        """Choose something that need not be in the list."""
        self.chosen = {**(self.chosen if self._many else {}), choice.id: choice}
        self._told()

    def clear(self) -> None:
        """Choose none."""
        self.chosen = {}
        self._told()

    def rowCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def flags(self, index: Index) -> Qt.ItemFlag:
        if not index.isValid() or self._rows[index.row()].choice is None:
            return Qt.ItemFlag.NoItemFlags
        usual = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        return usual | Qt.ItemFlag.ItemIsUserCheckable if self._many else usual

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        row = self._rows[index.row()]
        reasons = _reasons(row.choice)
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return row.text
            case Qt.ItemDataRole.UserRole:
                return reasons
            case Qt.ItemDataRole.AccessibleTextRole:
                return f"{row.text}. {reasons}" if reasons else row.text
            case Qt.ItemDataRole.ToolTipRole:
                told = row.choice.id if row.choice and not row.typed else ""
                return tip("\n".join(part for part in (row.text, told, reasons) if part))
            case Qt.ItemDataRole.CheckStateRole if self._many and row.choice:
                there = row.choice.id in self.chosen
                return Qt.CheckState.Checked if there else Qt.CheckState.Unchecked
        return None

    def setData(self, index: Index, value: object, role: int = Qt.ItemDataRole.EditRole) -> bool:
        if role != Qt.ItemDataRole.CheckStateRole or not index.isValid():
            return False
        self.choose(index.row())
        return True

    def _told(self) -> None:
        self.dataChanged.emit(self.index(0), self.index(max(0, len(self._rows) - 1)))


def _reasons(choice: Choice | None) -> str:
    if choice is None:
        return ""
    told = [line(one, 200) for one in choice.reasons[:MOST_REASONS]]
    more = len(choice.reasons) - MOST_REASONS
    return "\n".join([*told, f"and {more} more"] if more > 0 else told)
