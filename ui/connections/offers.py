"""What the engine tells of vendors and connections, as the form needs it."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from ui.engine import Answer


@dataclass(frozen=True, slots=True)
class Setting:
    """A vendor's own setting: one of a few words."""

    name: str
    title: str
    choices: tuple[str, ...]
    default: str


@dataclass(frozen=True, slots=True)
class Offer:
    """A vendor that a connection can be made to."""

    key: str
    title: str
    base_url: str
    poll_every: int  # seconds
    secrets: tuple[tuple[str, str], ...]  # field name, title
    settings: tuple[Setting, ...]


@dataclass(frozen=True, slots=True)
class Policy:
    """What the administrator of this machine has laid down; without a file, nothing."""

    file: str = ""
    shared: Mapping[str, object] = field(default_factory=dict)  # keys of every connection, with their values
    connections: frozenset[str] = frozenset()
    only_these: bool = False


@dataclass(frozen=True, slots=True)
class Configured:
    """A connection as it stands in the file."""

    name: str
    vendor: str
    values: Mapping[str, object] = field(default_factory=dict)
    secrets_on_file: frozenset[str] = frozenset()
    locked: frozenset[str] = frozenset()  # keys that the machine's policy lays down

    @property
    def enabled(self) -> bool:
        """Whether it is pulled."""
        return bool(self.values.get("enabled", True))


def offers(answer: Answer) -> list[Offer]:
    """Return the vendors of the engine's answer."""
    return [
        Offer(
            key=str(one.get("key")),
            title=str(one.get("title")),
            base_url=str(one.get("base_url") or ""),
            poll_every=round(float(str(one.get("poll_every") or 60))),
            secrets=tuple((str(s.get("name")), str(s.get("title"))) for s in _dicts(one.get("secrets"))),
            settings=tuple(_setting(s) for s in _dicts(one.get("settings"))),
        )
        for one in _dicts(answer.get("vendors"))
    ]


def configured(answer: Answer) -> list[Configured]:
    """Return the connections of the engine's answer."""
    return [
        Configured(
            name=str(one.get("name")),
            vendor=str(one.get("vendor")),
            values=one,
            secrets_on_file=frozenset(_texts(one.get("secrets_on_file"))),
            locked=frozenset(_texts(one.get("locked"))),
        )
        for one in _dicts(answer.get("connections"))
    ]


def policy(answer: Answer) -> Policy:
    """Return what is laid down, as the engine's answer tells it."""
    told = answer.get("policy")
    if not isinstance(told, dict) or not told.get("found"):
        return Policy()
    shared = told.get("shared")
    return Policy(
        file=str(told.get("file")),
        shared=shared if isinstance(shared, dict) else {},
        connections=frozenset(_texts(told.get("connections"))),
        only_these=bool(told.get("only_these")),
    )


def problems(answer: Answer) -> list[str]:
    """Return what is wrong in the file of connections, as sentences."""
    return _texts(answer.get("problems"))


def _setting(one: Answer) -> Setting:
    return Setting(
        str(one.get("name")),
        str(one.get("title")),
        tuple(_texts(one.get("choices"))),
        str(one.get("default")),
    )


def _dicts(value: object) -> list[Answer]:
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def _texts(value: object) -> list[str]:
    return [str(one) for one in value] if isinstance(value, list) else []
