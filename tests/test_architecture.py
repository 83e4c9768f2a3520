"""House rules that no type checker knows. Who may import whom stands in pyproject.toml."""

import ast
import io
import re
import subprocess
import sys
import tokenize
import tomllib
from collections.abc import Container, Iterator
from pathlib import Path

import pytest

import app

ROOT = Path(__file__).parents[1]
VENDORS = ROOT / "app" / "vendors"
VENDOR_FILES = {"NOTES.md", "__init__.py", "adapter.py", "simulator.py", "wire.py"}
VENDOR_KEYS = {folder.name for folder in VENDORS.iterdir() if (folder / "adapter.py").exists()}

# The vendors' own; besides them the loopback, and names that belong to nobody (RFC 2606).
HOSTS = re.compile(
    r"api\.triowfs\.com|api\.shiftdata\.com|api\.4spaces\.io|([\w-]+\.)?utrac\.online"
    r"|localhost|127\.0\.0\.1|\[::1\]|([\w-]+\.)*(example(\.(com|net|org))?|test|invalid)"
)
# A nested event loop hangs the window's own; what waits by itself stops it. None: on whatever it is called.
FORBIDDEN_CALLS = {"sleep": "time", "exec": None, "exec_": None, "processEvents": None, "qWait": None}
ALLOWED_CALLS = {
    "ui/assigning/carrying.py drag.exec": "Qt drags in no other way; the mouse begins it, never a coroutine",
    "app/locks.py time.sleep": "another process holds the lock, and nothing tells when it lets go",
    "ui/main.py application.exec": "the window's one event loop",
    "ui/shots.py loop.exec": "takes pictures of the window; nobody works in it",
}


def sources(*folders: str) -> Iterator[Path]:
    for folder in folders:
        yield from sorted((ROOT / folder).rglob("*.py"))


def trees(*folders: str) -> Iterator[tuple[str, ast.Module]]:
    for path in sources(*folders):
        yield str(path.relative_to(ROOT)), ast.parse(path.read_text("utf-8"))


def calls(tree: ast.AST, names: Container[str]) -> Iterator[tuple[int, str, str]]:
    """Yield line, receiver and name of every call of something's method of one of these names."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in names:
            yield node.lineno, ast.unparse(node.func.value), node.func.attr


def test_no_vendor_is_named_in_the_window() -> None:
    assert VENDOR_KEYS
    named = re.compile("|".join(VENDOR_KEYS), re.IGNORECASE)
    found = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in sources("ui")
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1)
        if named.search(line)
    ]
    assert found == []


def test_who_knows_one_vendors_folder_knows_all() -> None:
    for vendor in VENDOR_KEYS:
        files = {path.name for path in (VENDORS / vendor).iterdir()}
        assert files >= VENDOR_FILES, vendor


def test_nothing_blocks_and_no_second_event_loop_is_started() -> None:
    found = [
        f"{path}:{line} {receiver}.{name}"
        for path, tree in trees("app", "ui")
        for line, receiver, name in calls(tree, FORBIDDEN_CALLS)
        if FORBIDDEN_CALLS[name] in {None, receiver} and f"{path} {receiver}.{name}" not in ALLOWED_CALLS
    ]
    assert found == []


def test_the_program_names_no_host_but_the_vendors_own() -> None:
    found = [
        f"{path}:{node.lineno} {host}"
        for path, tree in trees("app", "ui", "resources")
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
        for host in re.findall(r"https?://(\w[\w.-]*|\[[\d:]+\])", node.value)
        if not HOSTS.fullmatch(host)
    ]
    assert found == []


def test_the_lock_pins_every_package_with_hashes_and_names_no_host() -> None:
    for lock in ("requirements.txt", "requirements-dev.txt", "requirements-build.txt"):
        text = (ROOT / "packaging" / lock).read_text("utf-8")
        assert not re.search(r"://|--(extra-)?index|--find-links|^-f ", text, re.MULTILINE)
        entries = re.findall(r"^\w(?:[^\n\\]|\\\n)*", text, re.MULTILINE)
        assert entries
        assert [entry for entry in entries if "==" not in entry or "--hash=sha256:" not in entry] == []


def test_what_runs_is_what_was_tested_and_what_is_built() -> None:
    run, work, built = (
        set(re.findall(r"^\w\S*==\S+", (ROOT / "packaging" / lock).read_text("utf-8"), re.MULTILINE))
        for lock in ("requirements.txt", "requirements-dev.txt", "requirements-build.txt")
    )
    assert run <= work & built


@pytest.mark.parametrize("text", ["README.md", "CONTRIBUTING.md", ".ci/run", ".github/workflows/ci.yml"])
def test_every_make_command_that_a_text_tells_is_there(text: str) -> None:
    targets = set(re.findall(r"^([\w-]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    told = set(re.findall(r"(?:^\s*|[`“]|run: )make ([a-z][\w-]*)", (ROOT / text).read_text("utf-8"), re.M))
    assert told
    assert told <= targets


def test_the_version_is_written_in_one_place() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    assert "version" in project["project"]["dynamic"]
    assert project["tool"]["setuptools"]["dynamic"]["version"] == {"attr": "app.__version__"}
    elsewhere = [
        path.relative_to(ROOT)
        for path in sources("app", "ui")
        if path != ROOT / "app" / "__init__.py" and f'"{app.__version__}"' in path.read_text("utf-8")
    ]
    assert elsewhere == []


def test_nothing_is_put_off_in_a_comment() -> None:
    marks = re.compile(r"\b(TODO|FIXME|XXX|HACK)\b")
    found = [
        f"{path.relative_to(ROOT)}:{token.start[0]}"
        for path in sources("app", "ui", "tests")
        if marks.search(text := path.read_text("utf-8"))  # else there is no comment to look for
        for token in tokenize.generate_tokens(io.StringIO(text).readline)
        if token.type == tokenize.COMMENT and marks.search(token.string)
    ]
    assert found == []


@pytest.mark.parametrize(
    ("module", "unwanted"),
    [
        ("app.cli", {"PySide6", "httpx", "keyring", "pydantic"}),
        ("app.store", {"httpx", "keyring", "pydantic"}),
        ("ui.main", {"httpx", "keyring", "pydantic", "qasync"}),
    ],
)
def test_what_starts_often_loads_little(module: str, unwanted: set[str]) -> None:
    asked = f"import sys, {module}; print(*sys.modules)"
    loaded = subprocess.run(
        [sys.executable, "-c", asked], cwd=ROOT, check=True, capture_output=True, text=True
    )
    assert unwanted.isdisjoint(loaded.stdout.split())


def test_no_file_is_longer_than_four_hundred_lines() -> None:
    long = {
        str(path.relative_to(ROOT)): lines
        for path in sources("app", "ui", "tests")
        if (lines := path.read_text("utf-8").count("\n")) > 400
    }
    assert long == {}
