"""The buttons of what can be done: the usual step filled, others outlined, dangerous ones red with a sign."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPalette, QPen, QResizeEvent
from PySide6.QtWidgets import QPushButton, QSizePolicy, QWidget

from ui.icons import pixmap
from ui.panels.told import Action
from ui.style import legible, look, mixed, small, strong
from ui.words import line, tip

GAP = 6
PAD = 12
MARK = 14
KEYS = 9  # actions that have a key of their own
_TAKEN = frozenset("fsvhp")  # of the menu bar, with Alt


class ActionButton(QPushButton):
    """One action, painted by hand: its words, and its key in small type."""

    def __init__(self, words: str, weight: str, key: str = "", parent: QWidget | None = None) -> None:
        super().__init__(words, parent)
        self.weight = weight
        self.key = key
        self.setAccessibleName(words.replace("&&", "\0").replace("&", "").replace("\0", "&"))
        self.setAutoDefault(False)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)

    def sizeHint(self) -> QSize:
        wide = self._metrics_width()
        if self.key:
            wide += 10 + round(self.fontMetrics().horizontalAdvance(self.key) * 0.92)
        if self.weight == "danger":
            wide += MARK + 6
        return QSize(wide + 2 * PAD, self.fontMetrics().height() + 14)

    def minimumSizeHint(self) -> QSize:
        return QSize(44, self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        ink, ground, edge = self._colours()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        frame = QRectF(self.rect()).adjusted(1.5, 1.5, -1.5, -1.5)
        painter.setPen(QPen(edge, 1))
        painter.setBrush(ground)
        painter.drawRoundedRect(frame, 5, 5)
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(look(QPalette()).focus, 2))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 6, 6)
            if self.weight == "primary":  # on a filled ground the ring alone would be lost
                painter.setPen(QPen(ink, 1))
                painter.drawRoundedRect(frame.adjusted(2, 2, -2, -2), 3, 3)
        self._paint_words(painter, ink)
        painter.end()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.FontChange):
            self.updateGeometry()

    def _paint_words(self, painter: QPainter, ink: QColor) -> None:
        room = self.rect().adjusted(PAD, 0, -PAD, 0)
        if self.key:
            painter.setFont(small(self.font()))
            painter.setPen(mixed(ink, self._colours()[1], 0.78))
            painter.drawText(room, _RIGHT, self.key)
            room.setRight(room.right() - painter.fontMetrics().horizontalAdvance(self.key) - 8)
        if self.weight == "danger":
            mark = pixmap("warning", ink, MARK, self.devicePixelRatioF())
            painter.drawPixmap(QPoint(room.left(), (self.height() - MARK) // 2), mark)
            room.setLeft(room.left() + MARK + 6)
        painter.setFont(strong(self.font()) if self.weight == "primary" else self.font())
        painter.setPen(ink)
        words = painter.fontMetrics().elidedText(
            self.text(), Qt.TextElideMode.ElideRight, room.width(), Qt.TextFlag.TextShowMnemonic
        )
        painter.drawText(room, _LEFT, words)

    def _colours(self) -> tuple[QColor, QColor, QColor]:
        """Return ink, ground and edge."""
        palette = QPalette()  # the program's: that of its buttons has another colour for their outlines
        colours = look(palette)
        base = palette.color(QPalette.ColorRole.Button)
        pressed, over = self.isDown(), self.underMouse() and self.isEnabled()
        if not self.isEnabled():
            quiet = mixed(colours.text, palette.window().color(), 0.45)
            return quiet, palette.window().color(), mixed(colours.text, palette.window().color(), 0.18)
        if self.weight == "primary":
            ink = palette.color(QPalette.ColorRole.HighlightedText)
            ground = legible(palette.color(QPalette.ColorRole.Highlight), ink)
            ground = mixed(ground, QColor("#000000"), 0.84 if pressed else 0.92 if over else 1.0)
            return legible(ink, ground), ground, ground
        ink = colours.alarm if self.weight == "danger" else colours.text
        ground = mixed(ink, base, 0.16 if pressed else 0.07 if over else 0.0)
        return legible(ink, ground), ground, mixed(ink, base, 0.45 if self.weight == "danger" else 0.3)

    def _metrics_width(self) -> int:
        words = self.text().replace("&&", "\0").replace("&", "").replace("\0", "&")
        wide = self.fontMetrics().horizontalAdvance(words)
        return round(wide * 1.06) + 2 if self.weight == "primary" else wide + 2


class Buttons(QWidget):
    """The enabled actions, two a row where they fit. `pressed` and `options_wished` tell which one."""

    pressed = Signal(object)  # Action
    options_wished = Signal(object)  # Action

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shown: list[tuple[Action, ActionButton, ActionButton | None]] = []
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setAccessibleName("What can be done")

    def show_actions(self, actions: Sequence[Action]) -> None:
        """Show these actions, in their order; what has the keyboard keeps it where it can."""
        before = self._shown
        held = next((one.name for one, *both in before if any(b and b.hasFocus() for b in both)), None)
        letters = mnemonics([one.label for one in actions])
        self._shown = [self._made(n, one, letters[n]) for n, one in enumerate(actions)]
        for _, button, _ in self._shown[1:]:  # one usual step at most stands out
            if button.weight == "primary":
                button.weight = "normal"
        if held is not None:
            same = (button for one, button, _ in self._shown if one.name == held)
            first = (button for _, button, _ in self._shown)
            next(same, next(first, self)).setFocus()
        for _, *both in before:
            for old in both:
                if old is not None:
                    old.hide()
                    old.deleteLater()
        self._arrange()
        self.updateGeometry()

    def press(self, number: int) -> bool:
        """Press the button of that key; False if there is none."""
        if not 0 <= number < len(self._shown) or not self._shown[number][1].isEnabled():
            return False
        self._shown[number][1].click()
        return True

    def press_options(self, number: int) -> bool:
        """Open the form of the action of that key; False if it has none."""
        if not 0 <= number < len(self._shown):
            return False
        action, button, _ = self._shown[number]
        if not button.isEnabled() or not action.fields:
            return False
        self.options_wished.emit(action)
        return True

    def forbid(self, reason: str) -> None:
        """Switch all buttons off and say why, or on again with ""."""
        for _, button, more in self._shown:
            for one in (button, more):
                if one is not None:
                    one.setEnabled(not reason)
                    one.setToolTip(tip(reason) if reason else str(one.property("told")))

    def take_focus(self) -> bool:
        """Give the keyboard to the first button."""
        for _, button, _ in self._shown:
            if button.isEnabled():
                button.setFocus(Qt.FocusReason.ShortcutFocusReason)
                return True
        return False

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        rows = self._packed(width)
        return sum(row[0][0].sizeHint().height() + GAP for row in rows) - GAP if rows else 0

    def sizeHint(self) -> QSize:
        return QSize(260, self.heightForWidth(self.width() or 260))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def _made(
        self, number: int, action: Action, words: str
    ) -> tuple[Action, ActionButton, ActionButton | None]:
        key = f"Ctrl+{number + 1}" if number < KEYS else ""
        whom = action.whom.replace("&", "&&")
        words = " ".join(one for one in (words, whom) if one)
        button = ActionButton(f"{words}…" if action.asks else words, action.weight, key, self)
        _tell(button, " ".join(one for one in (line(action.label, 80), action.whom) if one), key)
        button.clicked.connect(lambda: self.pressed.emit(action))
        button.show()
        more = None
        if action.fields and not action.asks:
            more = ActionButton("Options…", "normal", "", self)
            more.setFont(small(self.font()))
            keys = f"Ctrl+Shift+{number + 1}" if number < KEYS else ""
            _tell(more, f"{line(action.label, 80)}: with options", keys)
            more.clicked.connect(lambda: self.options_wished.emit(action))
            more.show()
        return action, button, more

    def _packed(self, width: int) -> list[list[tuple[ActionButton, ActionButton | None]]]:
        """Return the buttons in rows: two that fit share one."""
        rows: list[list[tuple[ActionButton, ActionButton | None]]] = []
        half = (width - GAP) // 2
        for _, button, more in self._shown:
            wide = button.sizeHint().width() + (GAP + more.sizeHint().width() if more else 0)
            alone = wide > half
            last = rows[-1] if rows else []
            joins = len(last) == 1 and not alone and self._may_share(last[0], half)
            if joins and last[0][0].weight == button.weight:
                last.append((button, more))
            else:
                rows.append([(button, more)])
        return rows

    def _may_share(self, one: tuple[ActionButton, ActionButton | None], half: int) -> bool:
        button, more = one
        wide = button.sizeHint().width() + (GAP + more.sizeHint().width() if more else 0)
        return wide <= half

    def _arrange(self) -> None:
        top = 0
        for row in self._packed(self.width()):
            height = row[0][0].sizeHint().height()
            wide = (self.width() - GAP * (len(row) - 1)) // len(row)
            for place, (button, more) in enumerate(row):
                area = QRect(place * (wide + GAP), top, wide, height)
                if more is not None:
                    beside = more.sizeHint().width()
                    more.setGeometry(area.right() + 1 - beside, top, beside, height)
                    area.setRight(area.right() - beside - GAP)
                button.setGeometry(area)
            top += height + GAP
        before: QWidget | None = None
        for _, button, more in self._shown:
            for one in (button, more):
                if one is not None:
                    if before is not None:
                        QWidget.setTabOrder(before, one)
                    before = one


_LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextShowMnemonic)
_RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)


def mnemonics(labels: Sequence[str]) -> list[str]:
    """Return the labels with a letter to press beside Alt marked in each, no letter twice."""
    taken = set(_TAKEN)
    found = []
    for label in labels:
        words = line(label, 60)
        places = [n for n, one in enumerate(words) if one.isalnum()]
        first = [n for n in places if n == 0 or not words[n - 1].isalnum()]
        free = (n for n in [*first, *places] if words[n].casefold() not in taken)
        at = next(free, -1)
        if at >= 0:
            taken.add(words[at].casefold())
        marked = [one.replace("&", "&&") for one in words]
        if at >= 0:
            marked[at] = f"&{marked[at]}"
        found.append("".join(marked))
    return found


def _tell(button: ActionButton, name: str, keys: str) -> None:
    button.setAccessibleName(name)
    told = tip(f"{name} ({keys})" if keys else name)
    button.setProperty("told", told)
    button.setToolTip(told)
