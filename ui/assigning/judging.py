"""Would somebody be accepted on a shift? Asked of the engine, step by step, as one drags over it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from PySide6.QtCore import QObject, Signal

from ui.assigning.carrying import Person
from ui.engine import Answer, Engine
from ui.panels.asking import ask
from ui.panels.fields import Field, Kind
from ui.panels.told import Action, Choice, Told, choices, dicts, panel, text, texts
from ui.words import line

CANDIDATE = "candidate"  # how vendors name the list of those who can be put on a shift (`Params`)
MOST = 200  # verdicts that are kept to be shown while they are asked for anew
_NO_ANSWER = "The engine did not answer."


class Answered(StrEnum):
    """How it would go."""

    ASKING = "asking"
    YES = "yes"
    DOUBT = "doubt"  # it can be asked for, but something speaks against it
    NO = "no"


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """The answer, and what the form is to be filled in with."""

    answered: Answered
    sentence: str
    action: str = ""
    field: str = ""
    choice: Choice | None = None  # None: somebody of that name has to be looked for in the form


Done = Callable[[Answer], None]
Meeting = tuple[str, Person]  # a ref and who is to be put on it


class Judge(QObject):
    """Asks once, and anew after `forget`. `judged` tells a ref, a Person and a Verdict.

    What is being asked is always told: a desk on which something is committed all the time would
    otherwise never hear an answer.
    """

    judged = Signal(str, object, object)
    forgotten = Signal()

    def __init__(self, engine: Engine, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._engine = engine
        self._known: dict[Meeting, Verdict] = {}
        self._asking: set[Meeting] = set()
        self._old: set[Meeting] = set()  # what was told of these may have changed

    def forget(self) -> None:
        """Ask anew from now on."""
        if len(self._known) > MOST:
            self._known = {key: told for key, told in self._known.items() if key in self._asking}
        self._old = set(self._known)
        self.forgotten.emit()

    def verdict(self, ref: str, person: Person) -> Verdict:
        """Return what was told last; what is not known, or may have changed, is asked for, and told later."""
        key = ref, person
        if key not in self._asking and (key not in self._known or key in self._old):
            self._known.setdefault(key, Verdict(answered=Answered.ASKING, sentence=asking_of(person)))
            self._asking.add(key)
            self._old.discard(key)
            self._ask(ref, "panel", lambda answer: self._paneled(ref, person, answer))
        return self._known[key]

    def is_asking(self, ref: str, person: Person) -> bool:
        """Tell whether an answer is still to come."""
        return (ref, person) in self._asking

    def _ask(self, ref: str, do: str, done: Done, **details: object) -> None:
        at = {"refs": [ref]} if do == "plan" else {"ref": ref}
        ask(self, self._engine, do, done, **at, **details)

    def _paneled(self, ref: str, person: Person, answer: Answer) -> None:
        told = panel(answer)
        if told is None:
            self._no(ref, person, text(answer.get("error")) or _NO_ANSWER)
            return
        found = assigning(told)
        if found is None:
            self._no(ref, person, f"At {line(told.vendor, 60)} nobody can be put on a shift from here.")
            return
        action, field = found
        if not action.enabled:
            self._no(ref, person, f"{line(action.label, 60)}: {action.reason or 'it cannot be done now.'}")
            return

        def chosen(answer: Answer) -> None:
            if answer.get("ok") is not True:
                why = text(answer.get("error")) or _NO_ANSWER
                self._doubt(ref, person, action, field, None, f"Who can take it is not known. {why}")
                return
            self._found(ref, person, told, (action, field), choices(answer))

        self._ask(ref, "choices", chosen, pick=field.pick)

    def _found(
        self, ref: str, person: Person, told: Told, way: tuple[Action, Field], listed: Sequence[Choice]
    ) -> None:
        action, field = way
        fitting = those(person, ref, listed)
        if not fitting:
            name, vendor = line(person.name, 60), line(told.vendor, 60)
            self._no(ref, person, f"{vendor} does not name {name} among those who can take it.")
            return
        if len(fitting) > 1:
            why = f"{len(fitting)} people there have that name: choose one in the form."
            self._doubt(ref, person, action, field, None, why)
            return
        choice = fitting[0]
        if choice.eligible is False:
            self._no(ref, person, f"Not eligible. {' '.join(choice.reasons)}".strip())
            return
        value: str | int = int(choice.id) if field.numbered and choice.id.isdecimal() else choice.id

        def planned(answer: Answer) -> None:
            row = next(iter(dicts(answer.get("rows"))), None)
            if row is None:
                self._no(ref, person, text(answer.get("error")) or _NO_ANSWER)
                return
            said = " ".join((*choice.reasons, *texts(row.get("sentences"))))
            if row.get("verdict") == "cannot":
                self._no(ref, person, said)
            elif said:
                self._doubt(ref, person, action, field, choice, said)
            else:
                sentence = f"{line(action.label, 60)}: {line(choice.name, 60)}. Drop it to fill in the form."
                self._end(ref, person, Answered.YES, sentence, action, field, choice)

        self._ask(ref, "plan", planned, action=action.name, parameters={field.name: value})

    def _no(self, ref: str, person: Person, sentence: str) -> None:
        self._tell(ref, person, Verdict(answered=Answered.NO, sentence=sentence))

    def _doubt(
        self, ref: str, person: Person, action: Action, field: Field, choice: Choice | None, why: str
    ) -> None:
        self._end(ref, person, Answered.DOUBT, why, action, field, choice)

    def _end(
        self,
        ref: str,
        person: Person,
        answered: Answered,
        sentence: str,
        action: Action,
        field: Field,
        choice: Choice | None,
    ) -> None:
        told = Verdict(
            answered=answered, sentence=sentence, action=action.name, field=field.name, choice=choice
        )
        self._tell(ref, person, told)

    def _tell(self, ref: str, person: Person, verdict: Verdict) -> None:
        self._known[ref, person] = verdict
        self._asking.discard((ref, person))
        self.judged.emit(ref, person, verdict)


def asking_of(person: Person) -> str:
    """Return what is said until it is known whether somebody would be accepted."""
    return f"Asking whether {line(person.name, 60)} can take it…"


def assigning(told: Told) -> tuple[Action, Field] | None:
    """Return the action that puts somebody on a shift, and its field; one that can be done now if any can.

    One that must be told whom comes before one that may be.
    """
    ways = [
        (action, field)
        for action in told.actions
        if not action.on_connection
        for field in action.fields
        if field.pick == CANDIDATE and field.kind == Kind.PICK
    ]
    ways.sort(key=lambda way: (not way[0].enabled, not way[1].required))
    return ways[0] if ways else None


def those(person: Person, ref: str, listed: Sequence[Choice]) -> list[Choice]:
    """Return those whom a person can be: by id where the shift's own connection has told it, else by name."""
    if person.id and ref.startswith(f"{person.connection}:"):
        same = [one for one in listed if one.id == person.id]
        return same or [Choice(id=person.id, name=person.name)]
    name = person.name.casefold()
    return [one for one in listed if one.name.casefold() == name]
