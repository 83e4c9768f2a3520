"""From a wish to what can be sent: which action is meant, whether its parameters fit, what speaks against it.

Pure but for a Reader: nothing here is recorded or sent.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from difflib import get_close_matches
from typing import Any

from pydantic import BaseModel, ValidationError

from app.account import Account
from app.action import Action, Choice, Weight, nobody
from app.checking import perhaps, preflight, twice_posted
from app.checks import AGAIN, UNCHECKED, USUAL, Finding, Rules, Severity
from app.domain import OPEN_INTENTS, Intent, IntentState, Kept, Shift, State
from app.errors import Unusable
from app.store.people import on_roster
from app.store.reader import Reader
from app.vendor import Vendor

PEOPLE = frozenset({"candidate", "member"})  # the `pick` of parameters that name a person


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A wish that has been understood. `refusal` is why it cannot be granted now, as a sentence."""

    action: Action[Any]
    kept: Kept | None  # None: it concerns the connection itself
    params: BaseModel
    refusal: str | None = None
    findings: tuple[Finding, ...] = ()

    @property
    def shift(self) -> Shift | None:
        """Return the shift as it is shown."""
        return None if self.kept is None else self.kept.shift

    @property
    def remarks(self) -> tuple[str, ...]:
        """Return what the desk's checks say, as sentences."""
        return tuple(dict.fromkeys(one.sentence for one in self.findings))

    @property
    def overridden(self) -> tuple[str, ...]:
        """Return what a reason sets aside, as sentences."""
        return tuple(dict.fromkeys(one.sentence for one in self.findings if one.severity is Severity.CONFIRM))

    def objection(self, reason: str | None) -> str | None:
        """Return what the desk's checks object to with the reason given, as a sentence."""
        blocking = [one.sentence for one in self.findings if one.severity is Severity.BLOCK]
        if blocking:
            return " ".join(dict.fromkeys(blocking))
        if self.overridden and not (reason or "").strip():
            return " ".join([*self.overridden, "Nothing was sent; give a reason to go on all the same."])
        return None

    @property
    def needs_reason(self) -> bool:
        """Tell whether a reason is all that is missing."""
        return self.objection(None) is not None and self.objection("given") is None


@dataclass(frozen=True, slots=True)
class Shown:
    """What somebody saw of a wish when they had it: how grave it was, and who stood on the shift, by name."""

    weight: Weight
    people: frozenset[str] = frozenset()


def asked(
    vendor: Vendor,
    kept: Kept | None,
    key: str,
    raw: Mapping[str, object],
    reader: Reader,
    account: Account,
    beside: Sequence[Shift] = (),
    itself: str | None = None,
    rules: Rules = USUAL,
) -> Asked:
    """Return an account's wish as understood, `beside` others about to be sent: shifts as they will be.

    `itself` is the person id of whoever the API account is, where that is known. Raises Unusable
    for an unknown action or parameters that do not fit.
    """
    action = action_of(vendor, None if kept is None else kept.shift, key)
    params = params_of(action, raw)
    refusal = None if kept is None or action.on_connection else why_not(action, kept)
    findings: list[Finding] = []
    if not refusal:
        wanted = action.puts_on(params)
        stretches = _stretches(action, account, kept, params)
        if not wanted and action.for_itself:
            wanted = (itself,) if itself else ()
            if not itself:
                findings += perhaps(account.connection, stretches, beside, rules)
                ref = account.connection if kept is None else kept.shift.ref
                findings += _unchecked(action, ref, rules)
        findings += preflight(reader, account.connection, wanted, stretches, beside, rules)
        if kept is not None and not action.on_connection and action.puts_on is not nobody:
            findings += twice_posted(reader, kept.shift, rules)
        if action.same is not None:
            findings += _again(action, params, account.connection, reader, rules)
    return Asked(action=action, kept=kept, params=params, refusal=refusal, findings=tuple(findings))


def action_of(vendor: Vendor, shift: Shift | None, key: str) -> Action[Any]:
    """Return the action of that key. Raises Unusable, with what there is, if there is none."""
    known = {one.key: one for one in vendor.actions(shift)}
    if key in known:
        return known[key]
    if not known:
        what = "Nothing can be done there" if shift is None else f"{vendor.title} has no actions"
        raise Unusable(f"There is no action “{key}” here. {what}.")
    near = get_close_matches(key, known, 1)
    hint = f"Did you mean “{near[0]}”?" if near else f"There are: {', '.join(known)}."
    raise Unusable(f"There is no action “{key}” here. {hint}")


def params_of(action: Action[Any], raw: Mapping[str, object]) -> BaseModel:
    """Return an action's parameters. Raises Unusable, naming each field and why, if they do not fit."""
    if wrong := faults(action, raw):
        told = " ".join(f"{name}: {sentence}" if name else sentence for name, sentence in wrong.items())
        raise Unusable(f"“{action.key}” was not sent. {told}")
    params: BaseModel = action.params.model_validate(dict(raw))
    return params


def faults(action: Action[Any], raw: Mapping[str, object]) -> dict[str, str]:
    """Return what is wrong with parameters, a sentence a field; "" stands for all of them together."""
    try:
        action.params.model_validate(dict(raw))
    except ValidationError as error:
        found: dict[str, str] = {}
        for fault in error.errors(include_url=False, include_input=False):
            name = str(fault["loc"][0]) if fault["loc"] else ""
            match fault["type"]:
                case "missing":
                    said = "It is needed."
                case "extra_forbidden":
                    known = ", ".join(action.params.model_fields) or "none"
                    said = f"There is no such parameter; there are: {known}."
                case "value_error":
                    said = str(fault["ctx"]["error"])
                case _:
                    said = f"{fault['msg'].removeprefix('Input ').capitalize()}."
            found.setdefault(name, said)
        return found
    return {}


def why_not(action: Action[Any], kept: Kept) -> str | None:
    """Return why an action cannot be done with a shift now, as a sentence, or None."""
    if kept.removed:
        return "The shift is no longer visible at the vendor."
    return action.blocked(kept.shift)


@dataclass(frozen=True, slots=True)
class Offered:
    """An action as it is offered: `reason` is why it cannot be done now, as a sentence."""

    action: Action[Any]
    reason: str | None


def offered(vendor: Vendor, kept: Kept | None, open_one: Intent | None) -> list[Offered]:
    """Return a vendor's actions on a shift as it is shown, or with None on the connection itself.

    `open_one` is the shift's intent whose end is open, if there is one: until then nothing else goes.
    """
    found = []
    for action in vendor.actions(None if kept is None else kept.shift):
        reason = None
        if kept is not None and not action.on_connection:
            reason = doubled(open_one, action.key) if open_one is not None else why_not(action, kept)
        found.append(Offered(action, reason))
    return found


def with_roster(
    reader: Reader, connection: str, pick: str, listed: Sequence[Choice] | None
) -> Sequence[Choice]:
    """Return a vendor's choices of a person with those of the roster whom it does not name.

    Where the vendor has no such list, whomever its connection has shown comes first.
    """
    if listed is None:
        listed = [Choice(id=number, name=name) for number, name in reader.people(connection)]
    if pick not in PEOPLE:
        return listed
    known = {one.id for one in listed}
    more = [(number, name) for number, name in reader.ask(on_roster, connection) if number not in known]
    return [*listed, *(Choice(id=number, name=name, reasons=("from the roster",)) for number, name in more)]


def doubled(open_one: Intent, key: str) -> str:
    """Return why a second wish is not granted while the end of one is open."""
    what = "asked for this shift" if open_one.external_id else "asked for"
    same = "The same" if open_one.action == key else f"“{open_one.label}”"
    match open_one.state:
        case IntentState.QUEUED:
            how = "and waits until the vendor can be reached: withdraw it first"
        case IntentState.HELD:
            how = "and is held for you to look at: send or withdraw it first"
        case IntentState.SENDING:
            how = "and is on its way"
        case _:
            how = "and it is not known whether it arrived: the vendor is being read"
    since = f"{open_one.created_at.astimezone():%H:%M}"
    return f"{same} was {what} at {since} {how}. Nothing was sent."


def is_for_itself(action: Action[Any], raw: Mapping[str, object]) -> bool:
    """Tell whether a wish is for whoever the API account is."""
    return action.for_itself and not faults(action, raw) and not action.puts_on(params_of(action, raw))


def otherwise_than(shown: Shown, wish: Asked) -> str | None:
    """Return why a wish is not what was shown any more, as a sentence; None where it is.

    It is not where it puts off somebody who was not named then, or has become one that is asked about first.
    """
    action, shift = wish.action, wish.shift
    on_it = () if shift is None or action.on_connection else shift.assignments
    if action.weight is Weight.DANGER:
        put_off = [one.person for one in on_it]
    else:
        staying = (
            {one.person_id for one in on_it}
            if shift is None
            else {one.person_id for one in action.preview(shift, wish.params).assignments}
        )
        put_off = [one.person for one in on_it if one.person_id not in staying]
    others = [*dict.fromkeys(name for name in put_off if name not in shown.people)]
    if others:
        told = f"{' and '.join(others)} would be put off by “{action.label}”"
    elif action.weight is Weight.DANGER and shown.weight is not Weight.DANGER:
        told = f"“{action.label}” has to be agreed to by now"
    else:
        return None
    return f"The shift has changed since it was shown: {told}. Nothing was sent; look at it as it is now."


def _unchecked(action: Action[Any], ref: str, rules: Rules) -> Iterator[Finding]:
    """Yield that nobody can tell here whom it is for."""
    if severity := rules.severity(UNCHECKED):
        yield Finding(
            check=UNCHECKED,
            severity=severity,
            person=None,
            refs=(ref,),
            sentence=(
                f"Nobody is named, and whom “{action.label}” is for then is not known here: that they are on "
                "no other shift then could not be checked."
            ),
        )


def _again(
    action: Action[Any], params: BaseModel, connection: str, reader: Reader, rules: Rules
) -> Iterator[Finding]:
    """Yield that the same was done before, if it was."""
    severity = rules.severity(AGAIN)
    if severity is None:
        return
    for one in _alike(action, params, connection, reader):
        if one.state is not IntentState.SUCCEEDED:
            continue
        since = one.created_at.astimezone()
        yield Finding(
            check=AGAIN,
            severity=severity,
            person=None,
            refs=(connection,),
            sentence=(
                f"The same was asked for on {since:%a %d %b at %H:%M} and was done: it would be there twice."
            ),
        )
        return


def in_the_way(wish: Asked, connection: str, reader: Reader) -> Intent | None:
    """Return the intent whose end is open and until which a wish is not granted.

    On a shift that is any; of what concerns the connection itself it is the same, in whatever words.
    """
    if not wish.action.on_connection and wish.shift is not None:
        return next(iter(reader.intents(wish.shift.ref, open_only=True, limit=1)), None)
    alike = _alike(wish.action, wish.params, connection, reader)
    return next((one for one in alike if one.state in OPEN_INTENTS), None)


def _alike(action: Action[Any], params: BaseModel, connection: str, reader: Reader) -> Iterator[Intent]:
    """Yield what was asked for of a connection itself and is the same, the newest first."""
    if action.same is None:
        return
    for one in reader.intents(connection):
        if one.action != action.key or faults(action, one.parameters):  # another version's
            continue
        if action.same(params_of(action, one.parameters)) == action.same(params):
            yield one


def done_before(intents: Sequence[Intent], key: str) -> str | None:
    """Return why an action that a shift no longer offers is refused: it was done, or is being done."""
    for one in intents:
        if one.action != key:
            continue
        if one.state in OPEN_INTENTS:
            return doubled(one, key)
        if one.state is IntentState.SUCCEEDED:
            since = f"{one.created_at.astimezone():%a %d %b at %H:%M}"
            return (
                f"“{one.label}” was asked for this shift on {since} and was done; it is not offered any "
                "more. Nothing was sent."
            )
    return None


def _stretches(
    action: Action[Any], account: Account, kept: Kept | None, params: BaseModel
) -> Sequence[Shift]:
    """Return when those whom an action puts on would be at work."""
    if action.spans is not None:
        return [_stretch(account, *span) for span in action.spans(account, params)]
    return () if kept is None else (kept.shift,)


def _stretch(account: Account, start: datetime, end: datetime | None) -> Shift:
    """Return a time for which there is no shift yet as one; what stands for it is the connection's name."""
    return Shift(
        connection=account.connection,
        vendor="",
        external_id="",
        state=State.OPEN,
        start=start,
        end=end,
        timezone=getattr(start.tzinfo, "key", "UTC"),
    )
