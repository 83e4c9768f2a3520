"""Answers what a form asks: the lists to choose from, and what its parameters would bring about."""

from collections.abc import Callable

import shiboken6
from PySide6.QtCore import QObject

from ui.engine import Answer, Engine
from ui.panels.form import Form
from ui.panels.told import choices, foresight, text


def ask(
    owner: QObject, engine: Engine, do: str, answered: Callable[[Answer], None], **details: object
) -> None:
    """Ask the engine for an owner; an answer that comes after its end is dropped."""

    def told(answer: Answer) -> None:
        if shiboken6.isValid(owner):
            answered(answer)

    engine.ask(do, told, **details)


class Asking(QObject):
    """Goes with one form and ends with it. Of several judgements only that of the last words counts."""

    def __init__(self, form: Form, engine: Engine) -> None:
        super().__init__(form)
        self._form = form
        self._engine = engine
        self._asked = 0
        form.choices_wished.connect(self._choices)
        form.typed.connect(self._foresee)

    def _choices(self, pick: str) -> None:
        def told(answer: Answer) -> None:
            amiss = "" if answer.get("ok") is True else text(answer.get("error")) or "There is no answer."
            self._form.offer(pick, choices(answer), amiss)

        ask(self, self._engine, "choices", told, ref=self._form.ref, pick=pick)

    def _foresee(self, parameters: dict[str, object]) -> None:
        self._asked += 1
        number = self._asked

        def told(answer: Answer) -> None:
            if number == self._asked:  # without an answer there is nothing to be foreseen
                self._form.foresee(foresight(answer))

        details = {"ref": self._form.ref, "action": self._form.action.name, "parameters": parameters}
        ask(self, self._engine, "foresee", told, **details)
