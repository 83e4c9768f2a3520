"""Rates as people type them: `>80`, `<=100`, `80..100`, `80`."""

import re
from decimal import Decimal

CENT = Decimal("0.01")

_LIMIT = re.compile(r"(>=|<=|>|<|=)?\s*[$£€]?(\d{1,9}(?:[.,]\d{1,4})?)", re.ASCII)


def limits(text: str) -> tuple[Decimal | None, Decimal | None] | None:
    """Return the lowest and the highest rate that a text means, both inclusive; None if it means none.

    "More than" is taken to the cent.
    """
    low, dots, high = text.partition("..")
    if dots:
        ends = _amount(low), _amount(high)
        return None if ends[0] is None and ends[1] is None else ends
    found = _LIMIT.fullmatch(text)
    if found is None:
        return None
    amount = Decimal(found[2].replace(",", "."))
    match found[1]:
        case ">":
            return amount + CENT, None
        case ">=":
            return amount, None
        case "<":
            return None, amount - CENT
        case "<=":
            return None, amount
        case _:
            return amount, amount


def _amount(text: str) -> Decimal | None:
    found = _LIMIT.fullmatch(text)
    return None if found is None or found[1] else Decimal(found[2].replace(",", "."))
