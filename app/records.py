"""Reading vendors' records leniently, one at a time: a bad one costs itself only."""

import json
from collections.abc import Callable, Iterable
from math import isfinite
from typing import Annotated, TypeVar

from pydantic import AfterValidator, BeforeValidator, StringConstraints, TypeAdapter, ValidationError

from app.vendor import Reject

Wire = TypeVar("Wire")
Made = TypeVar("Made")

LONGEST_TEXT = 20_000  # characters; more is not a field of a shift
LONGEST_RECORD = 2_000  # characters of a rejected record that are kept


def _scalar(value: object) -> object:
    """Return numbers as text: ids and counts come as either (booleans are neither)."""
    if isinstance(value, float):
        if not isfinite(value):
            raise ValueError("not a number")
        return str(int(value)) if value.is_integer() else str(value)
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


def _none_if_blank(value: object) -> object:
    return None if isinstance(value, str) and not value.strip() else value


Text = Annotated[str, StringConstraints(max_length=LONGEST_TEXT)]
Scalar = Annotated[Text, BeforeValidator(_scalar)]  # text or number on the wire, text here
Id = Annotated[Scalar, StringConstraints(min_length=1, max_length=200)]
OptText = Annotated[Text | None, AfterValidator(_none_if_blank)]  # blank is absent
OptScalar = Annotated[Text | None, BeforeValidator(_scalar), AfterValidator(_none_if_blank)]


def sift(
    records: Iterable[object], shape: TypeAdapter[Wire], make: Callable[[Wire], Made], name: str = "id"
) -> tuple[list[Made], list[Reject]]:
    """Return what the good records make, and the bad ones with their reasons.

    `make` raises ValueError for a record that cannot be; `name` is the key of a record's id.
    """
    made: list[Made] = []
    rejects: list[Reject] = []
    for record in records:
        try:
            made.append(make(shape.validate_python(record)))
        except ValidationError as error:
            first = error.errors(include_url=False, include_input=False)[0]
            place = ".".join(str(part) for part in first["loc"])
            rejects.append(reject(record, f"{first['msg']}, at {place}" if place else first["msg"], name))
        except (ValueError, OverflowError, RecursionError) as error:
            rejects.append(reject(record, str(error), name))
    return made, rejects


def reject(record: object, reason: str, name: str = "id") -> Reject:
    """Return a record as set aside, cut to a size worth keeping."""
    found = record.get(name) if isinstance(record, dict) else None
    try:
        text = json.dumps(record, ensure_ascii=False, default=repr)
    except (ValueError, RecursionError):
        text = "(nested too deeply to show)"
    return Reject(
        reason=reason[:500],
        external_id=str(found)[:200] if isinstance(found, str | int) else None,
        record=text[:LONGEST_RECORD],
    )
