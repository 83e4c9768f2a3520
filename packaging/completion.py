"""Writes what a shell completes after `callboard`, from the command line's own parser.

python packaging/completion.py bash|zsh|fish
"""

import sys
from collections.abc import Iterator

from commands import Command, commands

BASH = """# bash completion for callboard, made from its own command line
_callboard() {{
    local word="${{COMP_WORDS[COMP_CWORD]}}" before="${{COMP_WORDS[COMP_CWORD-1]}}" path="" said=""
    local i=1
    while [ "$i" -lt "$COMP_CWORD" ]; do
        case "$path ${{COMP_WORDS[i]}}" in
{paths}        esac
        i=$((i + 1))
    done
    case "$before" in
{values}    esac
    case "$path" in
{words}    esac
    COMPREPLY=($(compgen -W "$said" -- "$word"))
    [ -n "$said" ] || return 1
}}
complete -o bashdefault -o default -F _callboard callboard
"""


def main(shell: str) -> None:
    """Print the completion for that shell."""
    known = commands()
    print({"bash": bash, "zsh": zsh, "fish": fish}[shell](known), end="")


def bash(known: list[Command]) -> str:
    """Return a function that knows each command's words and the values of options with few."""
    values: dict[tuple[str, ...], str] = {}
    for command in known:
        for option in command.options:
            if option.names and option.choices:
                values.setdefault(option.names, " ".join(option.choices))
            elif option.names and option.value:
                values.setdefault(option.names, "")
    paths = "".join(
        f'            " {" ".join(c.words)}") path=" {" ".join(c.words)}" ;;\n' for c in known if c.words
    )
    asked = "".join(
        f'        {"|".join(names)}) COMPREPLY=($(compgen -W "{choices}" -- "$word")); return ;;\n'
        if choices
        else f"        {'|'.join(names)}) return ;;\n"
        for names, choices in values.items()
    )
    words = "".join(
        f'        "{"".join(f" {word}" for word in c.words)}") said="{" ".join(offered(known, c))}" ;;\n'
        for c in known
    )
    return BASH.format(paths=paths, values=asked, words=words)


def zsh(known: list[Command]) -> str:
    """Return a completion that reads bash's, which zsh understands."""
    return "#compdef callboard\nautoload -Uz bashcompinit && bashcompinit\n" + bash(known)


def fish(known: list[Command]) -> str:
    """Return a line for each word that may follow."""
    lines = ["# fish completion for callboard, made from its own command line"]
    for command in known:
        seen = "; and ".join(f"__fish_seen_subcommand_from {word}" for word in command.words)
        below = [other for other in known if other.words[:-1] == command.words and other.words]
        if below:
            names = " ".join(other.words[-1] for other in below)
            none = f"not __fish_seen_subcommand_from {names}"
            test = f"{seen}; and {none}" if seen else none
            for other in below:
                lines.append(line(test, ["-f", "-a", other.words[-1]], other.help))
        for option in command.options:
            flags = [part for name in option.names for part in flag(name)]
            if flags and option.value:
                flags += ["-x", *(["-a", " ".join(option.choices)] if option.choices else [])]
            if flags:
                lines.append(line(seen, flags, option.help))
    return "\n".join(lines) + "\n"


def flag(name: str) -> tuple[str, str]:
    """Return an option as fish declares it."""
    return ("-l", name[2:]) if name.startswith("--") else ("-s", name[1:])


def line(test: str, words: list[str], said: str) -> str:
    """Return one of fish's lines."""
    parts = ["complete", "-c", "callboard", *(["-n", quoted(test)] if test else [])]
    parts += [word if word.startswith("-") else quoted(word) for word in words]
    return " ".join([*parts, *(["-d", quoted(said)] if said else [])])


def quoted(text: str) -> str:
    """Return a text between quotes that fish takes as it is."""
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"


def offered(known: list[Command], command: Command) -> Iterator[str]:
    """Yield the words that may follow a command: those below it, and its options."""
    for other in known:
        if other.words and other.words[:-1] == command.words:
            yield other.words[-1]
    common = known[0].options if command.words else ()
    for option in (*command.options, *common):
        if option.names == ("--version",) and command.words:
            continue
        yield from option.names or option.choices


if __name__ == "__main__":
    main(sys.argv[1])
