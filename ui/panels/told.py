"""What the engine tells of actions and of what became of them, as the widgets need it. No widgets."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from ui.engine import Answer
from ui.panels.fields import Field, fields
from ui.times import moment
from ui.words import line

WEIGHTS = ("primary", "normal", "danger")  # in the order of the screen

Cell = str | datetime | None

_SHOWN = "The outbox shows what became of it."


@dataclass(frozen=True, slots=True, kw_only=True)
class Action:
    """Something that can be done, or could be at other times."""

    name: str
    label: str
    weight: str = "normal"
    enabled: bool = True
    reason: str = ""  # why not now
    fields: tuple[Field, ...] = ()
    on_connection: bool = False  # it concerns no single shift
    takes_from: str = ""  # the name of who would lose the place
    goes_to: str = ""  # the name of who gets it if nobody is named

    @property
    def whom(self) -> str:
        """Whom it concerns, as words beside its label; "" where that is not known before it is asked for."""
        if self.takes_from:
            return f"in place of {line(self.takes_from, 60)}"
        return f"for {line(self.goes_to, 60)}" if self.goes_to else ""

    @property
    def asks(self) -> bool:
        """Whether it cannot be sent without a form."""
        return any(one.required for one in self.fields)

    @property
    def is_dangerous(self) -> bool:
        """Whether it takes something away: then one is asked first."""
        return self.weight == "danger"


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A remark or a table of what only one vendor has; with a key, its rows are read when wished."""

    title: str = ""
    text: str = ""
    head: tuple[str, ...] = ()
    rows: tuple[tuple[Cell, ...], ...] = ()
    key: str = ""

    @property
    def is_remark(self) -> bool:
        """Whether it is a text and nothing else."""
        return bool(self.text) and not (self.head or self.rows or self.key)


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A panel: what can be done with one shift, or with a connection itself."""

    ref: str
    vendor: str = ""
    reachable: bool = True
    actions: tuple[Action, ...] = ()
    sections: tuple[Section, ...] = ()
    people: tuple[str, ...] = ()  # who stands on the shift, as it is shown

    @property
    def enabled(self) -> tuple[Action, ...]:
        """What can be done now: the usual first, the dangerous last, else in the vendor's order."""
        able = [one for one in self.actions if one.enabled]
        return tuple(sorted(able, key=lambda one: WEIGHTS.index(one.weight)))

    @property
    def below(self) -> tuple[Section, ...]:
        """The sections for below the facts: where nothing can ever be done, the panel says the remarks."""
        return self.sections if self.actions else tuple(one for one in self.sections if not one.is_remark)


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """Somebody or something that can be picked."""

    id: str
    name: str
    eligible: bool | None = None  # None: the vendor does not say
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Foresight:
    """What is wrong with the parameters, and what they would bring about."""

    faults: Mapping[str, str] = field(default_factory=dict)
    lines: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    asks: str = ""  # what has to be agreed to first


@dataclass(frozen=True, slots=True, kw_only=True)
class Undo:
    """The action that takes another one back."""

    ref: str
    action: str
    label: str
    until: datetime | None = None
    parameters: Mapping[str, object] = field(default_factory=dict)
    whom: tuple[str, ...] = ()  # the names of those who would come back


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """An action that somebody at the window has asked for."""

    ref: str  # of the shift, or the connection's name
    action: Action
    parameters: Mapping[str, object] = field(default_factory=dict)
    reason: str = ""  # why a check is set aside
    queue: bool = False  # it may wait until the vendor can be reached
    named: tuple[tuple[str, str], ...] = ()  # the parameters as a person reads them: title, text
    asks: str = ""  # what it would bring about that has to be agreed to first
    people: tuple[str, ...] | None = None  # who was shown on the shift; None: no shift was

    @property
    def shown(self) -> Answer | None:
        """What somebody saw of it, as the engine compares it with what it is by then."""
        return None if self.people is None else seen(self.action, self.people)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of a wish; without an outcome nothing was recorded, and `message` says why."""

    outcome: str = ""  # succeeded | refused | unknown | queued | ""
    message: str = ""
    intent: int | None = None  # its number on record
    field: str = ""  # the parameter that does not fit
    result_ref: str = ""
    needs_reason: bool = False
    undo: Undo | None = None
    unreached: bool = False  # not a byte reached the vendor: it might wait


def seen(action: Action, people: Sequence[str]) -> Answer:
    """Return what somebody saw of an action on a shift, as the engine compares it with what it is by then."""
    return {"weight": action.weight, "people": list(people)}


def panel(answer: Answer) -> Told | None:
    """Return the panel of an answer, None where there is none in it."""
    if not isinstance(answer.get("actions"), list):
        return None
    return Told(
        ref=text(answer.get("ref")),
        vendor=text(answer.get("vendor_title")),
        reachable=answer.get("reachable") is not False,
        actions=tuple(_action(one) for one in dicts(answer.get("actions"))),
        sections=tuple(section(one) for one in dicts(answer.get("sections"))),
    )


def section(value: object) -> Section:
    """Return the section of an answer."""
    told = value if isinstance(value, dict) else {}
    rows = told.get("rows")
    return Section(
        title=text(told.get("title")),
        text=text(told.get("text")),
        head=texts(told.get("head")),
        rows=tuple(tuple(_cell(one) for one in row) for row in rows if isinstance(row, list))
        if isinstance(rows, list)
        else (),
        key=text(told.get("key")),
    )


def choices(answer: Answer) -> tuple[Choice, ...]:
    """Return the choices of an answer, in the vendor's order."""
    return tuple(
        Choice(
            id=str(one.get("id")),
            name=text(one.get("name")) or str(one.get("id")),
            eligible=eligible if isinstance(eligible := one.get("eligible"), bool) else None,
            reasons=texts(one.get("reasons")),
        )
        for one in dicts(answer.get("choices"))
    )


def foresight(answer: Answer) -> Foresight:
    """Return the foresight of an answer."""
    faults = answer.get("faults")
    return Foresight(
        faults={str(name): text(one) for name, one in faults.items()} if isinstance(faults, dict) else {},
        lines=texts(answer.get("lines")),
        warnings=texts(answer.get("warnings")),
        asks=text(answer.get("asks")),
    )


def outcome(answer: Answer) -> Outcome:
    """Return what became of a wish. An error that does not say that nothing was sent leaves it open."""
    if answer.get("lost") is True:  # the engine died with it: it is on record, and will be settled
        return Outcome(outcome="unknown", message=text(answer.get("error")))
    if answer.get("ok") is not True:
        why, field = text(answer.get("error")) or "The engine did not answer.", text(answer.get("field"))
        if field or answer.get("sent") is False:
            return Outcome(message=why, field=field)
        return Outcome(outcome="unknown", message=f"{why} {_SHOWN}")
    undo, number = answer.get("undo"), answer.get("id")
    return Outcome(
        outcome=text(answer.get("outcome")),
        message=text(answer.get("message")),
        intent=number if isinstance(number, int) else None,
        result_ref=text(answer.get("result_ref")),
        needs_reason=answer.get("needs_reason") is True,
        unreached=answer.get("unreached") is True,
        undo=Undo(
            ref=text(undo.get("ref")) or text(answer.get("ref")),
            action=text(undo.get("action")),
            label=text(undo.get("label")) or text(undo.get("action")),
            until=moment(undo.get("until")),
            parameters=told if isinstance(told := undo.get("parameters"), dict) else {},
            whom=texts(undo.get("whom")),
        )
        if isinstance(undo, dict)
        else None,
    )


def text(value: object) -> str:
    """Return a text, "" where there is none."""
    return value if isinstance(value, str) else ""


def texts(value: object) -> tuple[str, ...]:
    """Return a list of texts."""
    return tuple(str(one) for one in value) if isinstance(value, list) else ()


def dicts(value: object) -> list[Answer]:
    """Return a list of objects."""
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def _action(told: Answer) -> Action:
    weight = text(told.get("weight"))
    return Action(
        name=text(told.get("name")),
        label=text(told.get("label")) or text(told.get("name")),
        weight=weight if weight in WEIGHTS else "normal",
        enabled=told.get("enabled") is True,
        reason=text(told.get("reason")),
        fields=fields(told.get("parameters")),
        on_connection=told.get("on_connection") is True,
        takes_from=text(told.get("takes_from")),
        goes_to=text(told.get("goes_to")),
    )


def _cell(value: object) -> Cell:
    if isinstance(value, dict):
        return moment(value.get("at"))
    return None if value is None else str(value)
