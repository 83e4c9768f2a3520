"""How fresh the board is, in words: one item a connection, and what the banner says. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from app.store.reader import Health
from ui.engine import Pulse
from ui.times import Times
from ui.words import line, listed

RETRY = "Try again"
CONNECTIONS = "Connections…"
RESTART = "Start it now"

_PHASES = {
    "waiting": ("waiting", "Waiting"),
    "pulling": ("pulling", "Updating"),
    "resting": ("resting", "Up to date"),
    "failing": ("offline", "Offline"),
    "sign-in": ("sign-in", "Sign-in needed"),
    "misconfigured": ("warning", "Check settings"),
    "off": ("off", "Switched off"),
}
BAD = frozenset({"failing", "sign-in", "misconfigured"})


@dataclass(frozen=True, slots=True)
class Freshness:
    """What is known of one connection, from the cache and from the engine."""

    connection: str
    phase: str = "waiting"
    vendor_title: str = ""
    fetched: int = 0
    total: int | None = None
    as_of: datetime | None = None
    failing_since: datetime | None = None
    error: str | None = None
    next: datetime | None = None
    rejected: int = 0
    trouble: str = ""  # the bad phase that lasts until it answers again, also while it is asked anew

    @property
    def picture(self) -> str:
        """The name of its drawing."""
        return _PHASES.get(self.phase, _PHASES["waiting"])[0]

    @property
    def word(self) -> str:
        """Its state in a word or two."""
        return _PHASES.get(self.phase, _PHASES["waiting"])[1]


@dataclass(frozen=True, slots=True)
class Notice:
    """What the banner says: a picture, a sentence, what follows from it, and the words of its button."""

    picture: str
    sentence: str
    more: str
    button: str


def from_cache(known: Freshness | None, health: Health) -> Freshness:
    """Return what is known with what the cache says."""
    known = known or Freshness(health.connection)
    return replace(
        known,
        as_of=known.as_of
        if known.as_of and (health.as_of is None or known.as_of > health.as_of)
        else health.as_of,
        failing_since=health.failing_since,
        error=known.error if known.phase in BAD else health.error,
        rejected=health.rejected,
    )


def from_engine(known: Freshness | None, pulse: Pulse, now: datetime) -> Freshness:
    """Return what is known with what the engine has just said."""
    known = known or Freshness(pulse.connection)
    since = (known.failing_since or now) if pulse.phase in BAD or pulse.error else known.failing_since
    return replace(
        known,
        phase=pulse.phase,
        vendor_title=pulse.vendor_title or known.vendor_title,
        fetched=pulse.fetched,
        total=pulse.total,
        as_of=pulse.as_of or known.as_of,
        failing_since=None if pulse.phase == "resting" else since,
        error=pulse.error,
        next=pulse.next,
        trouble=_trouble(known, pulse),
    )


def item(one: Freshness, times: Times) -> str:
    """Return a connection's health on the status bar, after its name: `Up to date · as of 20:42`."""
    if one.phase == "pulling":
        if one.total:
            return f"{one.fetched:,} of {one.total:,}"
        return f"{one.fetched:,} read" if one.fetched else "Updating"
    if one.phase == "off":
        return one.word
    as_of = f"as of {times.stamp(one.as_of)}" if one.as_of else "never read yet"
    return as_of if one.phase == "resting" and one.as_of else f"{one.word} · {as_of}"


def remarks(one: Freshness, times: Times) -> str:
    """Return what the status bar's item says when asked for more, in lines."""
    lines = [f"{one.connection} · {one.vendor_title}" if one.vendor_title else one.connection, one.word]
    lines.append(
        f"Read {times.ago(one.as_of)}, at {times.stamp(one.as_of)}" if one.as_of else "Never read yet"
    )
    if one.error:
        lines.append(line(one.error, 600))
    if one.rejected:
        lines.append(f"{one.rejected:,} records could not be read and were set aside")
    if one.next and one.phase != "pulling":
        lines.append(f"Next attempt at {times.stamp(one.next)}")
    return "\n".join(lines)


def notice(all_of_them: Iterable[Freshness], times: Times) -> Notice | None:
    """Return what the banner must say; None while every connection is well."""
    known = list(all_of_them)
    bad = [one for one in known if one.trouble]
    away = [one for one in bad if one.trouble == "failing"]
    locked = [one for one in bad if one.trouble == "sign-in"]
    if away:
        names = _named(away, every=len(away) == len(known))
        since = min((one.failing_since for one in away if one.failing_since), default=None)
        told = f" since {times.stamp(since)}" if since else ""
        why = _reason(away[0]) if len(away) == 1 else ""
        more = f"{_cached(away, times)} {why}".strip()
        return Notice("offline", f"{names} can’t be reached{told}.", more, RETRY)
    if locked:
        names = _named(locked)
        verb = "needs" if len(locked) == 1 else "need"
        return Notice("sign-in", f"{names} {verb} new credentials.", _cached(locked, times), CONNECTIONS)
    if bad:
        told = line(bad[0].error or f"{bad[0].connection} is not set up completely.", 300)
        return Notice("warning", told, "", CONNECTIONS)
    return None


def _trouble(known: Freshness, pulse: Pulse) -> str:
    if pulse.phase in BAD:
        return pulse.phase
    return known.trouble if pulse.phase in ("pulling", "waiting") else ""


def _reason(one: Freshness) -> str:
    return line(one.error or "", 300).removeprefix(f"{one.connection}: ")


def _named(some: list[Freshness], *, every: bool = False) -> str:
    names = [one.connection for one in some]
    if every and len(names) > 2:
        return f"All {len(names)} connections"
    return listed(names if len(names) < 4 else [*names[:2], f"{len(names) - 2} others"])


def _cached(some: list[Freshness], times: Times) -> str:
    read = [one.as_of for one in some if one.as_of]
    if not read:
        return (
            "None of its shifts have been read yet."
            if len(some) == 1
            else "Nothing of them has been read yet."
        )
    whose = "Its" if len(some) == 1 else "Their"
    return f"{whose} shifts are shown as of {times.stamp(min(read))}."
