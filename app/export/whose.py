"""Whose a shift is: one key and one name for each human on it, at whichever vendor."""

from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple

from app.checks.work import PersonOf
from app.domain import Assignment, State
from app.people import Person
from app.store.people import everybody, person_of
from app.store.reader import Reader


class Part(NamedTuple):
    """A group that a shift belongs to."""

    key: str  # one for each group
    name: str
    state: State | None = None  # of a person's: how they stand on the shift
    ref: str = ""  # of a person's: by which their vendor knows them, whoever they are linked with


_UNLINKED = PersonOf({})


class Whose:
    """Who is who among those on shifts: linked ones are one, and two of one name are told apart."""

    def __init__(self, known: PersonOf | None = None, people: Iterable[Person] = ()) -> None:
        self._key = known or PersonOf({})
        everyone = list(people)
        alike = Counter(one.name.casefold() for one in everyone)
        self._names = {
            one.key: one.name
            if alike[one.name.casefold()] == 1
            else apart(one.name, one.identities[0].ref if one.entry is None else one.refs[-1])
            for one in everyone
        }

    def __call__(self, connection: str, one: Assignment) -> Part:
        """Return whose an assignment is."""
        key = self._key(connection, one.person_id, one.person)
        ref = _UNLINKED(connection, one.person_id, one.person)
        return Part(key, self._names.get(key, one.person), one.state, ref)

    def of(self, ref: str) -> str:
        """Return the key of whom a ref is of."""
        return self._key.of(ref)


AS_TOLD = Whose()  # where nobody has linked anybody


def whose(reader: Reader) -> Whose:
    """Return who is who as the desk knows them."""
    return Whose(reader.ask(person_of), reader.ask(everybody))


def apart(name: str, ref: str) -> str:
    """Return a name that tells somebody from a namesake: `Adam Jones (trio-east 12)`."""
    connection, _, person_id = ref.partition(":")
    return f"{name} ({connection if person_id.startswith('@') else f'{connection} {person_id}'.strip()})"
