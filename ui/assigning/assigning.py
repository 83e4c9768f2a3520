"""Puts somebody on a shift: what is dropped, or named, opens the panel filled in. Nothing is sent."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, QPoint, Signal
from PySide6.QtWidgets import QListView, QWidget

from ui.assigning.aims import off_chart, on_agenda, on_board, on_chart, on_detail, on_sheet
from ui.assigning.carrying import Carried, Person
from ui.assigning.grip import Grip
from ui.assigning.judging import Answered, Judge, Verdict, asking_of, assigning
from ui.assigning.landing import Aim, Landing
from ui.board.page import BoardPage
from ui.detail import Detail
from ui.engine import Engine
from ui.facets.panel import FacetPanel
from ui.facets.values import KEY
from ui.lenses import Lenses
from ui.panels.choices import Choices
from ui.panels.choosing import Chooser
from ui.panels.desk import Desk
from ui.panels.form import Form

_NO_SHIFT = "Choose a shift first."
_WAIT = "What can be done with this shift is not known yet; try again in a moment."


class Assigning(QObject):
    """Made once the window has been seen; it hangs itself onto whatever shows shifts or people."""

    said = Signal(str)

    def __init__(
        self,
        engine: Engine,
        desk: Desk,
        lenses: Lenses,
        page: BoardPage,
        detail: Detail,
        facets: FacetPanel,
        show_panel: Callable[[], object],
    ) -> None:
        """`show_panel` brings the panel into sight and gives it the keyboard."""
        super().__init__(lenses)
        self._desk = desk
        self._lenses = lenses
        self._show_panel = show_panel
        self._waiting: tuple[str, Person] | None = None
        self.judge = Judge(engine, self)
        self.judge.judged.connect(self._judged)
        engine.committed.connect(self.judge.forget)
        engine.intent_changed.connect(lambda: self.judge.forget())
        self._land(page.board.viewport(), partial(on_board, page.board, page.model))
        surface = detail.viewport()
        self._land(surface, partial(on_detail, desk.panel, surface))
        workers = facets.sections["people"].list
        Grip(workers.viewport(), partial(_value, workers))
        desk.panel.form_opened.connect(self._grip_choices)
        lenses.made.connect(self._hang_on)
        for key in lenses.all_made():
            self._hang_on(key)

    def choose_person(self) -> None:
        """Open the form that puts somebody on the chosen shift."""
        panel = self._desk.panel
        if not panel.ref or panel.told is None:
            self.said.emit(_WAIT if panel.ref else _NO_SHIFT)
            return
        found = assigning(panel.told)
        if found is None:
            self.said.emit(f"At {panel.told.vendor} nobody can be put on a shift from here.")
        elif not found[0].enabled:
            self.said.emit(found[0].reason or f"{found[0].label} cannot be done now.")
        else:
            self._desk.fill_in(panel.ref, found[0].name, found[1].name, None)
            self._show_panel()

    def assign(self, name: str) -> None:
        """Have the chosen shift\'s form filled in with somebody of that name, or say why not."""
        if ref := self._desk.panel.ref:
            self.bring_together(ref, Person(name))
        else:
            self.said.emit(_NO_SHIFT)

    def bring_together(self, ref: str, person: Person) -> None:
        """Open the panel filled in, as soon as it is known whether that can be."""
        self._waiting = ref, person
        verdict = self.judge.verdict(ref, person)
        if self.judge.is_asking(ref, person):
            self.said.emit(asking_of(person))
        else:
            self._judged(ref, person, verdict)

    def _judged(self, ref: str, person: Person, verdict: Verdict) -> None:
        if self._waiting != (ref, person):
            return
        self._waiting = None
        if not verdict.action:
            self.said.emit(f"{person.name}: {verdict.sentence}")
            return
        self._lenses.take(ref)
        self._desk.fill_in(ref, verdict.action, verdict.field, verdict.choice, person.name)
        self._show_panel()
        if verdict.answered is Answered.DOUBT:
            self.said.emit(verdict.sentence)

    def _land(self, surface: QWidget, aim: Aim) -> None:
        Landing(surface, aim, self.judge).landed.connect(self.bring_together)

    def _hang_on(self, key: str) -> None:
        lens = self._lenses.lens(key)
        match key:
            case "month":
                self._land(lens, partial(on_sheet, lens))
            case "week" | "day":
                self._land(lens.viewport(), partial(on_sheet, lens))
            case "agenda":
                self._land(lens.viewport(), partial(on_agenda, lens))
            case "timeline":
                surface = lens.chart.viewport()
                self._land(surface, partial(on_chart, lens.chart))
                Grip(surface, partial(off_chart, lens.chart))

    def _grip_choices(self, form: Form) -> None:
        for chooser in form.findChildren(Chooser):
            Grip(chooser.list.viewport(), partial(_choice, chooser, form.ref.partition(":")[0]))


def _value(view: QListView, where: QPoint) -> Carried | None:
    index = view.indexAt(where)
    return Person(name) if index.isValid() and (name := str(index.data(KEY))) else None


def _choice(chooser: Chooser, connection: str, where: QPoint) -> Carried | None:
    index = chooser.list.indexAt(where)
    model = index.model()
    choice = model.row(index.row()).choice if isinstance(model, Choices) else None
    return None if choice is None else Person(choice.name, connection, choice.id)
