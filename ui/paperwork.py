"""What leaves the window on paper or in files: exports, prints, the handover, the record of activity."""

from collections.abc import Callable
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QDialog

from app.store.lanes import By
from app.store.reader import Reader
from ui.board.model import order_of
from ui.lens_names import ROWED

if TYPE_CHECKING:
    from ui.finery import Parts
    from ui.printing.gathering import Answer
    from ui.showing import Shown


class Paperwork(QObject):
    """Opens what writes and prints. Each dialog is loaded when it is opened for the first time."""

    def __init__(self, parts: "Parts", open_reader: Callable[[], Reader]) -> None:
        super().__init__(parts.window)
        self._parts = parts
        self._open_reader = open_reader

    def deeds(self) -> dict[str, Callable[[], object]]:
        """Return what each entry of the menus does."""
        return {
            "export": self.export,
            "print": self.print,
            "calendars": self.calendars,
            "handover": self.handover,
            "activity": self.activity,
        }

    def shown(self) -> "Shown":
        """Return what the window shows now."""
        from ui.showing import Shown

        page, lenses = self._parts.page, self._parts.lenses
        board = page.board
        header = board.horizontalHeader()
        sections = [header.logicalIndex(place) for place in range(header.count())]
        standing = lenses.standing()
        return Shown(
            where=page.filters.where(),
            order=order_of(header.sortIndicatorSection(), header.sortIndicatorOrder()),
            group=page.group,
            count=page.filters.shown,
            selected=tuple(page.selected()) if lenses.selected() else (),
            columns=tuple(
                (one, header.sectionSize(one)) for one in sections if not board.isColumnHidden(one)
            ),
            lens=standing.lens,
            day=standing.day,
            clock=standing.clock,
            span=lenses.span(),
            rows=cast(By, standing.rows.get("timeline", ROWED["timeline"][0])),
        )

    def export(self) -> None:
        """Open the export of what is shown or selected."""
        from ui.exporting.dialog import ExportDialog, Sources

        parts = self._parts
        sources = Sources(
            times=parts.times,
            queries=parts.queries,
            reader=parts.reader,
            open_reader=self._open_reader,
            say=parts.say,
        )
        self._open(ExportDialog(self.shown(), sources, parts.window))

    def print(self) -> None:
        """Open the preview of what is shown, from which it can be printed."""
        from ui.printing.gathering import FORMS, Page, Printing, gather
        from ui.printing.paper import page_layout
        from ui.printing.preview import preview

        parts, shown = self._parts, self.shown()
        form = shown.lens if shown.lens in FORMS else "board"
        page = Page(shown, form)
        printing = Printing(page, parts.times, parts.reader)

        def read(answer: "Answer") -> None:
            layout = page_layout(landscape=True)
            preview(printing.content(answer), printing.head(), layout, parts.say, parts.window)

        parts.queries.ask(
            "print", lambda reader: gather(reader, page, printing.days, printing.span), read, self._tell
        )

    def calendars(self) -> None:
        """Open in which folder calendars are kept up to date."""
        from ui.exporting.calendars import CalendarsDialog

        self._open(CalendarsDialog(self._parts.engine, self._parts.times, self._parts.window))

    def handover(self) -> None:
        """Open what this watch tells the next."""
        from ui.handover.dialog import HandoverDialog

        self._open(
            HandoverDialog(self._parts.times, self._parts.queries, self._parts.say, self._parts.window)
        )

    def activity(self) -> None:
        """Open the record of who did what."""
        from ui.activity.dialog import ActivityDialog, Sources

        parts = self._parts
        sources = Sources(queries=parts.queries, open_reader=self._open_reader, say=parts.say)
        self._open(ActivityDialog(parts.times, sources, parts.window))

    def _tell(self, sentence: str) -> None:
        self._parts.say(sentence)

    def _open(self, dialog: QDialog) -> None:
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()
