"""What an action has left behind, in sentences: who is on the shift now, and who is not any more. Pure."""

from collections.abc import Sequence

from app.domain import Shift


def aftermath(before: Shift | None, expected: Shift | None, now: Shift) -> str:
    """Return what an action has changed, from the shift as it was shown and as it was read back.

    It says so too where the vendor does not show what was `expected`.
    """
    said = [sentence for sentence in (_people(before, now), _status(expected, now)) if sentence]
    return " ".join(said)


def _people(before: Shift | None, now: Shift) -> str:
    was, is_ = _names(before), _names(now)
    came = [one for one in is_ if one not in was]
    went = [one for one in was if one not in is_]
    if came and went:
        return f"{_listed(came)} {_be(came)} on it now, in the place of {_listed(went)}."
    if came:
        return f"{_listed(came)} {_be(came)} on it now."
    if went:
        return f"{_listed(went)} {_be(went)} no longer on it."
    if before is not None and is_ and before.state is not now.state:
        return f"{_listed(is_)} {_be(is_)} on it."
    return ""


def _status(expected: Shift | None, now: Shift) -> str:
    if expected is None or expected.state is now.state:
        return ""
    return f"The vendor shows it as “{now.vendor_status or now.state.value}”."


def _names(shift: Shift | None) -> Sequence[str]:
    return () if shift is None else tuple(dict.fromkeys(one.person for one in shift.assignments))


def _listed(names: Sequence[str]) -> str:
    return " and ".join(filter(None, (", ".join(names[:-1]), names[-1])))


def _be(names: Sequence[str]) -> str:
    return "is" if len(names) == 1 else "are"
