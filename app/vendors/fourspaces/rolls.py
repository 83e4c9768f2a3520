"""What 4spaces tells of its people beside their shifts: how they are reached."""

from app.account import Account
from app.domain import Contact, Span
from app.errors import Refused
from app.http import Client
from app.records import sift
from app.vendor import Roll, Told
from app.vendors.fourspaces import wire
from app.vendors.fourspaces.reading import user_records

EVERY = 3600.0  # seconds


async def contacts(client: Client, account: Account, span: Span) -> Told:
    """Return how everybody is reached; raise Refused where the account may not read it."""
    records = await user_records(client)
    if records is None:
        raise Refused("This account may not read 4spaces’ users: it needs the role Admin or TenantAdmin.")
    made, rejects = sift(records, wire.REACHED, _ways)
    return Told([way for each in made for way in each], rejects)


def _ways(one: wire.Reached) -> list[Contact]:
    told = (("Telephone", one.phone), ("E-mail", one.email))
    number = one.number
    return [] if number is None else [Contact(person_id=number, label=k, text=v) for k, v in told if v]


ROLLS = (Roll(key="contacts", title="how somebody is reached", every=EVERY, read=contacts),)
