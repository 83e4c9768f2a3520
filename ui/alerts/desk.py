"""The notifications of a window: hears what happens, asks the rules, and has it told."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtWidgets import QMainWindow, QVBoxLayout

from app import alerts
from app.alerts import Alerts, Event, Notice, Rules
from app.store.facets import known_values
from app.store.reader import Reader
from app.store.tidings import Tidings, tidings
from app.store.views import View
from app.store.words import Known, understood
from ui.alerts.bar import NoticeBar
from ui.alerts.dialog import RulesDialog
from ui.alerts.events import departure, departure_key, of_intent, of_outage, opened
from ui.alerts.tray import Tray
from ui.engine import Engine
from ui.inbox.desk import InboxDesk
from ui.outlook import Outlook
from ui.queries import Queries
from ui.times import Times
from ui.views.model import SavedViews

CALM = 500  # milliseconds between two looks for news
OFTEN = 20_000  # milliseconds between two looks at who cannot be reached, and at the clock


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """The window's parts that notifications work on."""

    window: QMainWindow
    engine: Engine
    queries: Queries
    times: Times
    outlook: Outlook
    views: SavedViews
    inbox: InboxDesk
    open_connections: Callable[[str], object]
    do: Callable[[str], object]
    say: Callable[[str], object]
    unread: Callable[[str], None]  # hears what could not be read
    file: Path  # of the rules


class AlertDesk(QObject):
    """Made with the finery. What was there before is no news."""

    def __init__(self, parts: Parts) -> None:
        super().__init__(parts.window)
        self._parts = parts
        rules, faults = alerts.load(parts.file)
        self._alerts = Alerts(rules)
        self._since: int | None = None  # the newest change that was looked at
        self._near = 0.0  # in how many hours the shifts begin of which the departures are known
        self.bar = NoticeBar(parts.window)
        middle = parts.window.centralWidget()
        layout = middle.layout() if middle is not None else None
        assert isinstance(layout, QVBoxLayout)
        layout.insertWidget(0, self.bar)
        self.tray = Tray(parts.window)
        self._soon = QTimer(self, singleShot=True, interval=CALM)
        self._due = QTimer(self, singleShot=True)
        self._often = QTimer(self, interval=OFTEN)
        self._often.start()
        self._soon.timeout.connect(self._look)
        self._due.timeout.connect(self._tell)
        self._often.timeout.connect(self.watch)
        self.bar.pressed.connect(self.follow)
        self.tray.pressed.connect(self._come)
        self.tray.opened.connect(self._raise)
        self.tray.inbox_wished.connect(lambda: self._come("inbox"))
        self.tray.quit_wished.connect(parts.window.close)
        parts.engine.intent_changed.connect(lambda intent: self._hear([of_intent(intent)]))
        parts.inbox.counted.connect(self.tray.count)
        parts.inbox.set_loud_hours(self.rules.departure_hours)
        self.tray.begin()
        if faults:
            self.warn(" ".join(faults))
        self._look()

    @property
    def is_ready(self) -> bool:
        """Whether it is known what was there before: what comes from now on is news."""
        return self._since is not None

    @property
    def all_views(self) -> Sequence[View]:
        """The views whose new open shifts can be told of."""
        return self._parts.views.all

    @property
    def rules(self) -> Rules:
        """The rules in force."""
        return self._alerts.rules

    def warn(self, told: str) -> None:
        """Say what is wrong with a file of settings, until somebody has read it."""
        title = "Settings that cannot be followed: the usual ones hold"
        self.bar.add(Notice(kind="settings", title=title, lines=(told,), target="", native=False))

    def refresh(self) -> None:
        """Look for news, soon."""
        if not self._soon.isActive():
            self._soon.start()

    def end(self) -> None:
        """Take the icon out of the tray."""
        self.tray.end()

    def open(self) -> None:
        """Let the rules be changed."""
        dialog = RulesDialog(
            self.rules, self.all_views, has_tray=self.tray.is_there, parent=self._parts.window
        )
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.chosen.connect(self.obey)
        dialog.open()

    def obey(self, rules: Rules) -> None:
        """Follow other rules from now on, and keep them."""
        self._alerts.rules = rules
        self._parts.inbox.set_loud_hours(rules.departure_hours)
        try:
            alerts.save(self._parts.file, rules)
        except OSError as error:
            self._parts.say(f"The rules hold until the window is closed; they could not be kept: {error}")
        self._look()  # what was asked by the rules before, and is not answered yet, would miss a view's news

    def follow(self, target: str) -> None:
        """Go to what a notice is about."""
        what, _, key = target.partition(":")
        match what:
            case "shift":
                self._parts.inbox.show_on_board(key)
            case "change":
                self._parts.inbox.show_change(int(key))
            case "view":
                self._parts.views.show(key)
            case "connection":
                self._parts.open_connections(key)
            case "connections":
                self._parts.open_connections("")
            case "outbox":
                self._parts.do("outbox")
            case _:
                self._parts.inbox.open()

    def _look(self) -> None:
        since, now = self._since, self._parts.times.now()
        hours = self.rules.departure_hours
        wanted = {key: view.where(now) for key in self.rules.views if (view := self._parts.views.find(key))}

        today, names = self._parts.times.today(), self._parts.times.names

        def work(reader: Reader) -> Tidings:
            has_fields = any(":" in where.text for where in wanted.values())
            known = reader.ask(known_values) if has_fields else Known()
            meant = {key: understood(where, known, today, names) for key, where in wanted.items()}
            return reader.ask(tidings, since or 0, meant if since is not None else {}, hours, now)

        self._parts.queries.ask("alerts", work, lambda found: self._learn(found, hours), self._parts.unread)

    def _learn(self, found: Tidings, hours: float) -> None:
        are_old = hours > self._near  # they were there before the window, or before the rules went so far
        self._since, self._near = found.latest, hours
        times = self._parts.times
        events: list[Event | None] = []
        departed = [departure(one, times) for one in found.departed]
        self._alerts.know(departure_key(one) for one in found.others)
        if are_old:
            self._alerts.know(one.key for one in departed)
        else:
            events += departed
        for key, entries in found.opened.items():
            view = self._parts.views.find(key)
            events += [opened(one, key, view.name if view else "", times) for one in entries]
        self._hear(events)

    def watch(self) -> None:
        """Look who cannot be reached, whose departure has come near, and whether the quiet is over."""
        now = self._parts.times.now()
        for one in self._parts.outlook.connections.values():
            self._hear([of_outage(one, self.rules.outage_minutes, now)])
        self._tell()
        self.refresh()

    def _hear(self, events: "list[Event | None]") -> None:
        self._alerts.hear([one for one in events if one is not None], self._parts.times.now())
        self._plan()

    def _plan(self) -> None:
        due = self._alerts.next()
        if due is not None:
            self._due.start(max(0, round(1000 * (due - self._parts.times.now()))))

    def _tell(self) -> None:
        now = self._parts.times.now()
        for notice in self._alerts.due(now, datetime.fromtimestamp(now).time()):
            self.bar.add(notice)
            if notice.native and not self._parts.window.isActiveWindow():
                self.tray.say(notice)
        self._plan()

    def _come(self, target: str) -> None:
        self._raise()
        self.follow(target)

    def _raise(self) -> None:
        window = self._parts.window
        window.setWindowState(window.windowState() & ~Qt.WindowState.WindowMinimized)
        window.show()
        window.raise_()
        window.activateWindow()
