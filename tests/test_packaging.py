"""What packages are made of: each part is valid by itself. Building one is `make installer`, and no test."""

import ast
import configparser
import json
import re
import struct
import subprocess
import sys
import tomllib
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import apsw
import pytest

import app
from app import licences

ROOT = Path(__file__).parents[1]
PACKAGING = ROOT / "packaging"


def made(script: str, *arguments: str) -> str:
    """Return what one of packaging's programs writes."""
    done = subprocess.run(
        [sys.executable, PACKAGING / script, *arguments], capture_output=True, check=True, cwd=ROOT
    )
    assert done.stderr == b""
    return done.stdout.decode()


def typed_commands() -> set[str]:
    """Return every command that the help tells, with those below it."""
    asked = "import commands; print(*(' '.join(c.words) for c in commands.commands() if c.words), sep='\\n')"
    done = subprocess.run(
        [sys.executable, "-c", asked], capture_output=True, check=True, cwd=PACKAGING, text=True
    )
    return set(done.stdout.split("\n")) - {""}


def test_the_manual_has_every_command_and_nothing_that_troff_would_swallow() -> None:
    page = made("manual.py")
    assert page.startswith('.TH CALLBOARD 1 "')
    assert f'"callboard {app.__version__}"' in page
    described = {line[4:].replace("\\-", "-") for line in page.splitlines() if line.startswith(".SS ")}
    typed = typed_commands()
    leaves = {words for words in typed if not any(other.startswith(f"{words} ") for other in typed)}
    assert leaves <= described <= typed
    assert "engine" not in typed
    known = {".TH", ".SH", ".SS", ".TP", ".PP", ".B", ".br", "."}
    assert {line.split(" ")[0] for line in page.splitlines() if line[:1] in (".", "'")} <= known


@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        (["sh"], {"shifts", "show"}),
        (["connections", "re"], {"remove"}),
        (["shifts", "--st"], {"--state"}),
        (["shifts", "--state", "op"], {"open"}),
        (["--format", ""], {"json", "table"}),
    ],
)
def test_bash_completes_what_the_command_line_takes(
    typed: list[str], offered: set[str], tmp_path: Path
) -> None:
    (tmp_path / "callboard").write_text(made("completion.py", "bash"), "utf-8")
    words = " ".join(f"'{word}'" for word in ["callboard", *typed])
    asked = (
        f". ./callboard; COMP_WORDS=({words}); COMP_CWORD={len(typed)}; _callboard; echo ${{COMPREPLY[@]}}"
    )
    done = subprocess.run(["bash", "-c", asked], capture_output=True, cwd=tmp_path, text=True, check=True)
    assert set(done.stdout.split()) == offered


def test_other_shells_know_the_same_commands() -> None:
    for shell in ("zsh", "fish"):
        said = made("completion.py", shell)
        assert all(command.split()[-1] in said for command in typed_commands())


def test_the_desktop_entry_starts_the_program_and_is_found_by_its_window() -> None:
    entry = configparser.RawConfigParser()
    entry.optionxform = str  # type: ignore[method-assign, assignment]  # as its documentation says
    entry.read(PACKAGING / "linux" / "callboard.desktop", "utf-8")
    main = entry["Desktop Entry"]
    script = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["scripts"]
    assert main["Exec"].split()[0] in script
    assert {main["Type"], main["Terminal"]} == {"Application", "false"}
    assert (ROOT / "resources" / f"{main['Icon']}.svg").exists()
    assert main["Categories"].endswith(";")
    named = re.search(r'setDesktopFileName\("(\w+)"\)', (ROOT / "ui" / "main.py").read_text("utf-8"))
    assert named is not None
    assert named[1] == main["StartupWMClass"]
    for action in main["Actions"].strip(";").split(";"):
        assert entry[f"Desktop Action {action}"]["Exec"].split()[0] == main["Exec"]


def test_the_software_centre_is_told_the_version_when_it_is_built() -> None:
    tree = ElementTree.parse(PACKAGING / "linux" / "callboard.metainfo.xml")
    assert tree.findtext("launchable") == "callboard.desktop"
    assert [dict(release.attrib) for release in tree.iter("release")] == [
        {"version": "@VERSION@", "date": "@DATE@"}
    ]


def test_no_part_of_a_package_has_a_version_of_its_own() -> None:
    number = re.compile(rf"(?<![\d.]){re.escape(app.__version__)}(?![\d.])")
    made = re.compile(r"^requirements|(^|/)\.|__pycache__")  # by tools: locks, and what they remember
    files = [path.relative_to(PACKAGING) for path in PACKAGING.rglob("*") if path.is_file()]
    written = [path for path in files if not made.search(path.as_posix())]
    found = [path for path in written if number.search((PACKAGING / path).read_text("utf-8"))]
    assert found == []


def test_the_bill_of_materials_has_every_pinned_package_with_its_hashes() -> None:
    lock = (PACKAGING / "requirements.txt").read_text("utf-8")
    bill = json.loads(made("sbom.py", "packaging/requirements.txt"))
    assert (bill["bomFormat"], bill["specVersion"]) == ("CycloneDX", "1.6")
    assert bill["metadata"]["component"]["version"] == app.__version__
    pinned = [part for part in bill["components"] if part["purl"].startswith("pkg:pypi/")]
    within = {part["name"]: part["version"] for part in bill["components"] if part not in pinned}
    assert set(within) == {"cpython", "openssl", "sqlite", "qt"}
    assert within["sqlite"] == apsw.sqlite_lib_version()
    told = {f"{part['name']}=={part['version']}" for part in pinned}
    assert told == set(re.findall(r"^\w\S*==[^\s;]+", lock, re.MULTILINE))
    hashes = [
        digest["content"]
        for part in pinned
        for reference in part["externalReferences"]
        for digest in reference["hashes"]
    ]
    assert sorted(hashes) == sorted(re.findall(r"sha256:([0-9a-f]{64})", lock))
    assert bill["dependencies"][0]["dependsOn"] == [part["bom-ref"] for part in bill["components"]]


def test_the_icons_have_the_sizes_that_they_say(tmp_path: Path) -> None:
    made("icons.py", str(tmp_path))
    pictures = list((tmp_path / "hicolor").glob("*/apps/callboard.png"))
    assert len(pictures) == 10
    for picture in pictures:
        width, height = struct.unpack(">II", picture.read_bytes()[16:24])
        assert picture.parent.parent.name == f"{width}x{height}"
    assert (tmp_path / "callboard.ico").read_bytes()[:4] == b"\0\0\1\0"
    mac = (tmp_path / "callboard.icns").read_bytes()
    assert (mac[:4], struct.unpack(">I", mac[4:8])[0]) == (b"icns", len(mac))


def test_everything_in_the_program_is_named_with_the_text_of_its_licence() -> None:
    parts = licences.parts()
    assert [part.name for part in parts[:2]] == ["Callboard", "Python"]
    assert {"httpx", "PySide6_Essentials", "ICU", "cryptography"} <= {part.name for part in parts}
    assert [part.name for part in parts if len(part.text) < 500 or not part.licence] == []
    assert parts[0].text == (ROOT / "LICENSE").read_text("utf-8")


def test_licences_are_gathered_of_what_the_project_asks_for() -> None:
    wanted = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["dependencies"]
    assert {re.split(r"[<>=; ]", line)[0] for line in wanted} == set(licences.ASKED)


@pytest.mark.skipif(sys.platform == "win32", reason="a script for Linux")
def test_a_folder_to_install_below_may_be_named_from_where_one_stands(tmp_path: Path) -> None:
    script = ROOT / "packaging" / "linux" / "unpack.sh"
    told = subprocess.run(
        ["sh", str(script), "--prefix", "here", "--remove"],
        cwd=tmp_path,
        check=False,
        capture_output=True,
        text=True,
    )
    assert f"is not installed below {tmp_path}/here." in told.stderr


def test_packaging_is_a_folder_and_no_package_of_python() -> None:
    # There is a package of that name, and others import it.
    assert list(PACKAGING.rglob("__init__.py")) == []
    for script in PACKAGING.rglob("*.py"):
        ast.parse(script.read_text("utf-8"))
