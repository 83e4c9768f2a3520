"""Rows for the clipboard: as text with tabs, and as a table for those who paste into one."""

from collections.abc import Sequence
from html import escape

from PySide6.QtCore import QMimeData

# A spreadsheet takes a text that begins like this for a formula, and vendors' text is anybody's.
_FORMULA = ("=", "+", "-", "@")


def copied(rows: Sequence[Sequence[str]], headings: Sequence[str] = ()) -> QMimeData:
    """Return rows of cells as text and as a table; with headings both begin with them."""
    lines = [[tamed(cell) for cell in row] for row in rows]
    found = QMimeData()
    found.setText("\n".join("\t".join(row) for row in ([headings, *lines] if headings else lines)))
    found.setHtml(_table(lines, headings))
    return found


def tamed(cell: str) -> str:
    """Return a cell so that no spreadsheet takes it for a formula."""
    return f"'{cell}" if cell.lstrip(" ").startswith(_FORMULA) else cell


def _table(rows: Sequence[Sequence[str]], headings: Sequence[str]) -> str:
    head = f"<thead>{_line(headings, 'th')}</thead>" if headings else ""
    body = "".join(_line(row, "td") for row in rows)
    return f'<meta charset="utf-8"><table border="1" cellspacing="0">{head}<tbody>{body}</tbody></table>'


def _line(cells: Sequence[str], tag: str) -> str:
    return f"<tr>{''.join(f'<{tag}>{escape(cell)}</{tag}>' for cell in cells)}</tr>"
