"""What a vendor lets one do, described as data: who may, how it is sent, how it is found out.

An adapter declares its `Action`s; the outbox alone decides when one is sent. `run` makes one
request that acts, through `Sending`, and never repeats it. What became of it when no answer
came is found out by `settle`, which only reads.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Annotated, Generic, TypeVar
from unicodedata import category

from pydantic import AfterValidator, BaseModel, ConfigDict, StringConstraints

from app.account import Account
from app.domain import Facts, Shift
from app.http import Client
from app.sending import Sending

P = TypeVar("P", bound=BaseModel)

LONGEST_LINE = 200  # characters


def _one_line(text: str) -> str:
    if not all(ch.isprintable() or category(ch) == "Zs" for ch in text):  # Zs: blanks of any width
        raise ValueError("should be one line of plain characters")
    return text


# A line of text that an action is told, such as an id: what it means is the vendor's to judge.
Line = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=LONGEST_LINE),
    AfterValidator(_one_line),
]


class Params(BaseModel):
    """What an action is told: its form on the screen, its `--set` on the command line.

    A field's `title` and `description` are the form's. In `json_schema_extra`, `pick` names the
    list that its value is chosen from (`Vendor.choices`), and `override` marks one that sets a
    check of the vendor's aside: such a field is hidden until somebody asks for it.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)


class NoParams(Params):
    """The parameters of an action that needs none."""


class Weight(StrEnum):
    """How an action's button looks; a dangerous one asks first."""

    PRIMARY = "primary"
    NORMAL = "normal"
    DANGER = "danger"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish(Generic[P]):
    """An action that somebody asked for, as `run` and `settle` need to know it."""

    shift: Shift | None  # as it was shown when it was asked for; None: it concerns the connection itself
    params: P
    seen: frozenset[str] = frozenset()  # external ids known before sending, of an action that `mints`
    memory: Mapping[str, object] = field(default_factory=dict)  # what `look` noted before sending


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """The vendor has done it."""

    said: str | None = None  # its own words
    result: str | None = None  # the external id of a row that it made for this
    touched: tuple[str, ...] = ()  # external ids, besides the shift's and the result's, to be read back


@dataclass(frozen=True, slots=True)
class Happened:
    """A reading shows that it was done.

    `said`: a sentence on what is seen, where that may as well be somebody else's doing.
    """

    result: str | None = None
    touched: tuple[str, ...] = ()
    said: str = field(default="", compare=False)  # the same verdict in other words is the same


@dataclass(frozen=True, slots=True)
class DidNot:
    """A reading shows that it was not done. `why`: a sentence, where there is more to say."""

    why: str = ""


@dataclass(frozen=True, slots=True)
class CannotTell:
    """A reading leaves it open."""

    why: str  # a sentence


Verdict = Happened | DidNot | CannotTell


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """Something that a parameter may be: a person who can take a shift, a team, a reason."""

    id: str
    name: str
    eligible: bool | None = None  # None: the vendor does not say
    reasons: tuple[str, ...] = ()  # why not, or what speaks against it


@dataclass(frozen=True, slots=True, kw_only=True)
class Foresight:
    """What an action would bring about, in lines fit for the screen."""

    lines: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A part of a vendor's panel: a remark, or a table. With a `key` its rows are read when wished."""

    title: str
    text: str = ""
    head: tuple[str, ...] = ()
    rows: tuple[tuple[str | datetime | None, ...], ...] = ()
    key: str = ""


def nobody(params: object) -> Sequence[str]:
    """Return that an action puts nobody on a shift."""
    return ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Action(Generic[P]):
    """Something that can be done with a shift, or with a connection itself.

    Both `run` and `settle` raise only VendorErrors. `run`: Refused or SignInNeeded means that
    the vendor said no and nothing was changed; after any other error nobody knows.
    """

    key: str  # stable: it stands in the outbox and on the command line
    label: str  # imperative, the vendor's own word
    params: type[P]
    run: Callable[[Sending, Account, Wish[P]], Awaitable[Answer]]
    settle: Callable[[Client, Account, Wish[P]], Awaitable[Verdict]]
    weight: Weight = Weight.NORMAL
    undo: tuple[str, ...] = ()  # keys of compensating actions; the first that is enabled afterwards counts
    undoable: Callable[[Wish[P]], bool] = lambda wish: True  # whether they would leave all as it was shown
    undoes: Callable[[Wish[P]], Mapping[str, object]] = lambda wish: {}  # what they are told, to do so
    takes_from: str = ""  # the name of who would lose the place
    on_connection: bool = False  # it concerns no single shift: `blocked` and `preview` are not asked
    blocked: Callable[[Shift], str | None] = lambda shift: None  # a sentence on why not now, or None
    preview: Callable[[Shift, P], Shift] = lambda shift, params: shift  # pure: what we expect to see
    puts_on: Callable[[P], Sequence[str]] = nobody  # person ids, for the desk's own checks
    for_itself: bool = False  # where `puts_on` names nobody, it puts on whoever the API account is
    itself: Callable[[Client, Account], Awaitable[str]] | None = None  # reads that one's person id
    asks: Callable[[P], str | None] = lambda params: None  # a sentence on what has to be agreed to first
    # What two wishes have in common that are the same: once one was done, the next needs a reason.
    same: Callable[[P], object] | None = None
    mints: bool = False  # the vendor may make a new row for it: ids known before are noted in the intent
    look: Callable[[Client, Account, Wish[P]], Awaitable[Facts]] | None = None  # reads before sending
    foresee: Callable[[Account, P], Foresight] | None = None  # pure
    # Pure: the aware beginnings and ends of what it fills, where that is not the shift that it is asked for.
    spans: Callable[[Account, P], Sequence[tuple[datetime, datetime]]] | None = None
