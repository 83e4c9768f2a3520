"""Writes the manual page, callboard(1), from the command line's own help, on standard output."""

import os
import sys
from datetime import UTC, datetime

from commands import Command, Option, commands

from app import __version__

EXIT_CODES = (
    ("0", "all done"),
    ("1", "something failed or was refused; what else worked is kept"),
    ("2", "wrong use or configuration; nothing was recorded"),
    ("3", "it is not known what became of an action; it is never sent twice"),
    ("4", "instead of 0: the action waits in the outbox"),
    ("130", "interrupted"),
)
ENVIRONMENT = (
    ("CALLBOARD_HOME", "a folder below which everything is kept: config, data, cache and logs"),
    ("CALLBOARD_DB_KEY", "the key of the databases: 64 hex digits, or a pass phrase"),
    ("CALLBOARD_SECRET_<CONNECTION>_<FIELD>", "a vendor's secret, for one run"),
    ("HTTPS_PROXY, ALL_PROXY, NO_PROXY", "the proxy, where neither policy nor settings name one"),
    ("SSL_CERT_FILE, SSL_CERT_DIR", "certificate authorities to trust instead of the usual ones"),
)
FILES = (
    ("~/.config/callboard/connections.toml", "the connections; no secrets in it"),
    ("~/.local/share/callboard/callboard.db", "what the vendors said; encrypted, may always be refilled"),
    ("~/.local/share/callboard/desk.db", "what only the desk knows; encrypted, never replaced"),
    ("~/.local/state/callboard/log/callboard.log", "the log"),
    ("/etc/callboard/policy.toml", "what the administrator of this machine has laid down"),
)


def main() -> None:
    """Print the page."""
    whole, *others = commands()
    day = datetime.fromtimestamp(int(os.environ.get("SOURCE_DATE_EPOCH", "0")), UTC).date()
    print(f'.TH CALLBOARD 1 "{day}" "callboard {__version__}" "User Commands"')
    section("NAME", "callboard \\- the shifts of several staffing vendors on one board")
    section(
        "SYNOPSIS",
        ".B callboard\n.br\n.B callboard\n[\\fIoption\\fR ...] \\fIcommand\\fR [\\fIargument\\fR ...]",
    )
    section("DESCRIPTION", text(whole.help))
    print(".SH OPTIONS")
    print("Every command takes these, before its name or after it.")
    for option in whole.options:
        entry(option)
    print(".SH COMMANDS")
    for command in others:
        if command.ends or command.options:
            described(command)
    pairs("EXIT STATUS", EXIT_CODES)
    pairs("ENVIRONMENT", ENVIRONMENT)
    pairs("FILES", FILES)
    section("NOTES", "\\fBcallboard doctor\\fR prints where the files are, and what is not well.")


def described(command: Command) -> None:
    """Print a command with what it takes."""
    words = " ".join(command.words)
    places = [shown(option) for option in command.options if not option.names]
    print(f".SS {text(words)}")
    print(f".B callboard {text(words)}")
    for place in places:
        print(place)
    if any(option.names for option in command.options):
        print("[\\fIoption\\fR ...]")
    if command.help:
        print(f".PP\n{text(sentence(command.help))}")
    for option in command.options:
        if option.names or option.help:
            entry(option)


def entry(option: Option) -> None:
    """Print an option and its help."""
    names = ", ".join(f"\\fB{text(name)}\\fR" for name in option.names)
    value = f"\\fI{text(option.value)}\\fR" if option.value else ""
    print(f".TP\n{' '.join(part for part in (names, value) if part)}\n{text(sentence(option.help)) or '.'}")


def shown(option: Option) -> str:
    """Return a place as the synopsis shows it."""
    word = f"\\fI{text(option.value or '')}\\fR" + (" ..." if option.many else "")
    return word if option.must else f"[{word}]"


def pairs(title: str, rows: tuple[tuple[str, str], ...]) -> None:
    """Print a section of words and what they mean."""
    print(f".SH {title}")
    for word, told in rows:
        print(f".TP\n.B {text(word)}\n{text(sentence(told))}")


def section(title: str, body: str) -> None:
    """Print a section."""
    print(f".SH {title}\n{body}")


def sentence(said: str) -> str:
    """Return a help text as a sentence."""
    return said[:1].upper() + said[1:] + ("" if said.endswith((".", "?", "!")) or not said else ".")


def text(said: str) -> str:
    """Return a text as troff reads it."""
    out = said.replace("\\", "\\e").replace("-", "\\-")
    return "\\&" + out if out.startswith((".", "'")) else out


if __name__ == "__main__":
    sys.stdout.reconfigure(encoding="utf-8")  # type: ignore[union-attr]  # it is a file, not a test's stand-in
    main()
