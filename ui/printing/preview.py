"""Printing with a preview: the same pages as in a PDF file, on a printer of the system."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QPageLayout
from PySide6.QtPrintSupport import QPrinter, QPrintPreviewDialog
from PySide6.QtWidgets import QWidget

from ui.printing.paper import Content, Head, pages

MOST = 250  # pages: a preview paints them all before it shows the first


def preview(
    content: Content, head: Head, layout: QPageLayout, say: Callable[[str], object], parent: QWidget
) -> QPrintPreviewDialog:
    """Open the preview of pages, from which they can be printed; `say` hears what goes amiss."""
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setPageLayout(layout)
    printer.setDocName(head.title)
    printer.setCreator("Callboard")
    dialog = QPrintPreviewDialog(printer, parent)
    dialog.setWindowTitle(f"Print: {head.title}")
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)

    def paint(device: QPrinter) -> None:
        try:
            for page, total in pages(device, content, head):
                if page == MOST and total > MOST:
                    say(f"The first {MOST} of {total:,} pages are printed; narrow the filters for fewer.")
                    break
        except OSError:
            say("The printer does not take anything. Nothing was printed.")

    kept = [printer]  # as long as the dialog, which does not keep it
    dialog.finished.connect(lambda: kept.count(printer))
    dialog.paintRequested.connect(paint)
    dialog.resize(parent.size().boundedTo(parent.screen().availableSize()))
    dialog.open()
    return dialog
