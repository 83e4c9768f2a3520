"""The fields of an action's form, read from its JSON Schema. No widgets."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

LONG = 200  # characters; a text that may be longer is written on several lines
_WRITTEN_ON_LINES = frozenset({"notes", "note", "comment", "message"})


class Kind(StrEnum):
    """What a field is filled in with."""

    TEXT = "text"
    LINES = "lines"  # a text of several lines
    FLAG = "flag"
    NUMBER = "number"
    TIME = "time"
    DATE = "date"
    WORD = "word"  # one of a few
    PICK = "pick"  # one of a list that the vendor tells
    PICKS = "picks"  # several of it


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One parameter of an action."""

    name: str
    title: str
    kind: Kind
    hint: str = ""
    required: bool = False
    default: object = None
    least: int | None = None
    most: int | None = None
    longest: int | None = None  # characters
    words: tuple[str, ...] = ()
    pick: str = ""
    numbered: bool = False  # what is picked is told by numbers
    override: bool = False  # it sets a check of the vendor's aside


def fields(schema: object) -> tuple[Field, ...]:
    """Return the fields of a schema, in the form's order; what is no schema has none."""
    told = _mapping(schema)
    required = told.get("required")
    needed = frozenset(map(str, required)) if isinstance(required, list) else frozenset()
    shared = _mapping(told.get("$defs"))
    return tuple(
        _field(name, _mapping(one), shared, required=name in needed)
        for name, one in _mapping(told.get("properties")).items()
    )


def _field(name: str, told: Mapping[str, object], shared: Mapping[str, object], *, required: bool) -> Field:
    found = _resolved(told, shared)
    items = _resolved(_mapping(found.get("items")), shared)
    words = found.get("enum")
    pick = told.get("pick") or found.get("pick")
    return Field(
        name=name,
        title=str(told.get("title") or found.get("title") or name),
        kind=_kind(name, found, picked=bool(pick)),
        hint=str(told.get("description") or found.get("description") or ""),
        required=required,
        default=told.get("default"),
        least=_number(found, "minimum", "exclusiveMinimum", 1),
        most=_number(found, "maximum", "exclusiveMaximum", -1),
        longest=_number(found, "maxLength"),
        words=tuple(map(str, words)) if isinstance(words, list) else (),
        pick=str(pick or ""),
        numbered="integer" in (found.get("type"), items.get("type")),
        override=told.get("override") is True,
    )


def _resolved(told: Mapping[str, object], shared: Mapping[str, object]) -> Mapping[str, object]:
    """Return what a value may be beside nothing, with what it refers to put in its place."""
    for several in ("anyOf", "oneOf", "allOf"):
        ways = told.get(several)
        if isinstance(ways, list):
            something = [one for one in map(_mapping, ways) if one.get("type") != "null"]
            if something:
                return {**_resolved(something[0], shared), **_without(told, several)}
    where = told.get("$ref")
    if isinstance(where, str):
        return {**_mapping(shared.get(where.rpartition("/")[2])), **_without(told, "$ref")}
    return told


def _without(told: Mapping[str, object], name: str) -> dict[str, object]:
    return {key: value for key, value in told.items() if key not in (name, "default")}


def _kind(name: str, told: Mapping[str, object], *, picked: bool) -> Kind:
    if told.get("type") == "array":
        return Kind.PICKS
    if picked:
        return Kind.PICK
    if isinstance(told.get("enum"), list):
        return Kind.WORD
    match told.get("type"), told.get("format"):
        case "boolean", _:
            return Kind.FLAG
        case "integer", _:
            return Kind.NUMBER
        case _, "time":
            return Kind.TIME
        case _, "date":
            return Kind.DATE
    longest = told.get("maxLength")
    many = name in _WRITTEN_ON_LINES or (isinstance(longest, int) and longest > LONG)
    return Kind.LINES if many else Kind.TEXT


def _number(told: Mapping[str, object], name: str, beyond: str = "", step: int = 0) -> int | None:
    for key, more in ((name, 0), (beyond, step)):
        value = told.get(key)
        if isinstance(value, int | float) and not isinstance(value, bool):
            return round(value) + more
    return None


def _mapping(value: object) -> Mapping[str, object]:
    return value if isinstance(value, dict) else {}
