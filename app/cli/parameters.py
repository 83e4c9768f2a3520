"""NAME=VALUE as an action's parameters: each value by the type that its JSON Schema tells."""

import re
from collections.abc import Mapping, Sequence
from datetime import date, time
from typing import Any

from app.errors import Unusable

Schema = Mapping[str, Any]


def typed(schema: Schema, pairs: Sequence[tuple[str, str]]) -> dict[str, object]:
    """Return the values by name; a list's items are separated by commas or given one by one.

    Raises Unusable, naming the parameter and why, for a value that is not of its type. What is
    not known is returned as text: the action says what it knows.
    """
    found: dict[str, object] = {}
    for name, text in pairs:
        shape = _plain(schema, schema.get("properties", {}).get(name, {}))
        if shape.get("type") == "array":
            items = _plain(schema, shape.get("items", {}))
            values = [_value(name, items, part.strip()) for part in text.split(",") if part.strip()]
            known = found.setdefault(name, [])
            assert isinstance(known, list)
            known.extend(values)
        elif name in found:
            raise Unusable(f"{name} is given twice; nothing was sent. Give it once.")
        else:
            found[name] = _value(name, shape, text)
    return found


def _plain(schema: Schema, shape: Schema) -> Schema:
    """Return what a property is, references followed and "or nothing" left out."""
    if "$ref" in shape:
        shape = schema.get("$defs", {}).get(str(shape["$ref"]).rpartition("/")[2], {})
    for one in shape.get("anyOf", ()):
        if one.get("type") != "null":
            return _plain(schema, one)
    return shape


def _value(name: str, shape: Schema, text: str) -> object:
    wanted = ""
    match shape.get("type"), shape.get("format"):
        case "boolean", _:
            if text in {"true", "false"}:
                return text == "true"
            wanted = "true or false"
        case "integer", _:
            if re.fullmatch(r"[+-]?\d{1,18}", text):
                return int(text)
            wanted = "a whole number"
        case "string", "time":
            if re.fullmatch(r"\d\d:\d\d", text) and _is(time, text):
                return text
            wanted = "a time of day such as 07:00"
        case "string", "date":
            if re.fullmatch(r"\d{4}-\d\d-\d\d", text) and _is(date, text):
                return text
            wanted = "a date such as 2026-12-01"
        case _:
            return text
    raise Unusable(f"{name} should be {wanted}, not “{text}”. Nothing was sent.")


def _is(kind: type[date] | type[time], text: str) -> bool:
    try:
        kind.fromisoformat(text)
    except ValueError:
        return False
    return True
