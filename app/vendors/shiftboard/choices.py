"""What a parameter may be: who can take a shift, and the reasons for declining and for absences."""

from collections.abc import Iterable, Mapping
from datetime import timedelta

from pydantic import TypeAdapter

from app.account import Account
from app.action import Choice, Section
from app.domain import Shift, Span
from app.errors import Garbled, Refused
from app.http import Client
from app.records import LONGEST_TEXT
from app.vendors.shiftboard import rpc
from app.vendors.shiftboard.reading import BATCH, Found, days, found
from app.vendors.shiftboard.references import References
from app.vendors.shiftboard.rpc import Answer, number
from app.vendors.shiftboard.wire import Listing

MOST = 1000  # people that are asked for; without a number it is what the site's own lists show
AROUND = timedelta(days=14)  # before and after a shift: where reasons for declining are looked for

_PEOPLE = TypeAdapter(Answer[dict[str, object]])
_LISTING = TypeAdapter(Answer[Listing])


async def candidates(client: Client, account: Account, shift: Shift) -> tuple[Choice, ...]:
    """Return who can take a shift, in Shiftboard's order, and then who cannot, with the reasons."""
    there = await _found(client, account, shift)
    workgroup = there.id("workgroup")
    if workgroup is None:
        raise Garbled(
            "Shiftboard’s answer to shift.get has no workgroup, and only within one can people be listed."
        )
    asked = {"workgroup": number(workgroup), "shift": {"id": number(shift.external_id)}, "limit": MOST}
    told = await rpc.ask(client, account, "shift.getAssignmentList", asked, _PEOPLE)
    if not {"assignable", "unassignable"} & told.keys():
        raise Garbled("Shiftboard’s answer to shift.getAssignmentList has no list of people.")
    able = [Choice(id=person, name=label, eligible=True) for person, label in _labels(told, "assignable")]
    return (*able, *(_unable(person, label) for person, label in _labels(told, "unassignable")))


def _unable(person: str, label: str) -> Choice:
    """Return who cannot take it; “John Smith - Has Conflicts (My Team)” is how the document writes why."""
    name, dash, reason = label.partition(" - ")
    if dash and name.strip() and reason.strip():
        return Choice(id=person, name=name.strip(), eligible=False, reasons=(reason.strip(),))
    return Choice(id=person, name=label, eligible=False, reasons=(label,))


def _labels(told: Mapping[str, object], name: str) -> list[tuple[str, str]]:
    """Return ids and labels in the order that is told beside them; those left out of it come last."""
    people = told.get(name)
    if not people:
        return []  # an empty object may come as an empty array
    if not isinstance(people, dict):
        raise Garbled(f"Shiftboard’s list of people who are {name} cannot be read.")
    order = told.get(f"{name}_order")
    first = [str(each) for each in order] if isinstance(order, list) else []
    ids = dict.fromkeys([each for each in first if each in people] + list(people))
    return [(person, _label(person, people[person])) for person in ids]


def _label(person: str, label: object) -> str:
    return label[:LONGEST_TEXT] if isinstance(label, str) and label.strip() else f"Account {person}"


async def decline_reasons(client: Client, account: Account, shift: Shift) -> tuple[Choice, ...]:
    """Return the reasons that this shift, and those answered around its day, were declined for.

    Shiftboard has no list of them: they stand only beside the shifts that refer to them.
    """
    there = await found(client, account, shift.external_id)
    span = Span(shift.day - AROUND, shift.day + AROUND)
    asked = {
        "select": {**days(span), "acknowledged": True},
        "extended": True,
        "referenced_objects": True,
        "page": {"start": 1, "batch": BATCH},
    }
    listing = await rpc.ask(client, account, "shift.list", asked, _LISTING)
    seen = References.read(listing.get("referenced_objects")).decline_reason
    return _by_name({**seen, **(there.names.decline_reason if there else {})}.items())


async def absent_reasons(client: Client, account: Account, shift: Shift) -> tuple[Choice, ...]:
    """Return the reasons for an absence that Shiftboard offers for a shift, in its order."""
    actions = (await _found(client, account, shift)).row.get("user_actions")
    told = actions.get("absent_reasons") if isinstance(actions, dict) else None
    if told is None:
        return ()
    if not isinstance(told, list):
        raise Garbled("Shiftboard’s reasons for an absence cannot be read.")
    reasons = [
        reason for reason in told if isinstance(reason, dict) and isinstance(reason.get("id"), int | str)
    ]
    return tuple(
        Choice(id=str(reason["id"]), name=_text(reason.get("reason")) or f"Reason {reason['id']}")
        for reason in reasons
    )


def _text(value: object) -> str:
    return value[:LONGEST_TEXT] if isinstance(value, str) and value.strip() else ""


def _by_name(reasons: Iterable[tuple[str, str]]) -> tuple[Choice, ...]:
    ordered = sorted(reasons, key=lambda reason: (reason[1].casefold(), reason[0]))
    return tuple(Choice(id=number, name=label) for number, label in ordered)


async def section(client: Client, account: Account, shift: Shift) -> Section:
    """Return the list of who can take a shift, and who cannot and why, as a table."""
    people = await candidates(client, account, shift)
    return Section(
        title="Who can take it",
        text="" if people else "Shiftboard lists nobody for this shift.",
        head=("Person", "Can take it", "Reason"),
        rows=tuple((each.name, "yes" if each.eligible else "no", "; ".join(each.reasons)) for each in people),
        key="candidates",
    )


async def _found(client: Client, account: Account, shift: Shift) -> Found:
    there = await found(client, account, shift.external_id)
    if there is None:
        raise Refused("Shiftboard no longer has this shift.")
    return there
