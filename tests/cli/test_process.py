"""The command line as a process of its own: what it loads, pipes, signals."""

import json
import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest

import app
from tests.cli.desk import Desk
from tests.servers import Peer, Request, Rude

ROOT = Path(__file__).parents[2]
LOADED = """\
import sys
from app.cli import main
code = main(sys.argv[1:])
print(*sys.modules, file=sys.stderr)
sys.exit(code)
"""
WINDOW = {"PySide6", "shiboken6", "qasync", "ui"}
NETWORK = {"httpx", "pydantic", "keyring", "asyncio", "tomlkit"}


def process(*words: str) -> "subprocess.CompletedProcess[str]":
    """Run a command in a process of its own, in the profile of this test."""
    command = [sys.executable, "-W", "error", "-m", "app", *words]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)


def loaded_by(*words: str) -> set[str]:
    """Return the names of the packages that a command has loaded when it is done."""
    command = [sys.executable, "-c", LOADED, *words]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)
    return {module.partition(".")[0] for module in done.stderr.splitlines()[-1].split()}


def test_what_reads_the_cache_loads_nothing_that_speaks_to_vendors(staffed: Desk, tmp_path: Path) -> None:
    staffed("sync", "--connection", "trio")
    export = ("export", str(tmp_path / "x.csv"))
    for words in (("shifts",), ("changes",), ("ack", "--all"), ("show", "trio:"), export, ("--help",)):
        loaded = loaded_by(*words)
        assert "app" in loaded
        assert not loaded & (NETWORK | WINDOW), words


def test_no_command_loads_qt(staffed: Desk) -> None:
    for words in (("sync",), ("doctor",), ("connections", "list"), ("connections", "test", "trio")):
        loaded = loaded_by(*words)
        assert "httpx" in loaded
        assert not loaded & WINDOW, words


def test_the_version_is_told(desk: Desk) -> None:
    done = process("--version")
    assert (done.returncode, done.stdout, done.stderr) == (0, f"callboard {app.__version__}\n", "")


def test_the_engine_is_not_offered_to_those_who_ask_for_help(desk: Desk) -> None:
    done = process("--help")
    assert done.returncode == 0
    assert "doctor" in done.stdout
    assert "engine" not in done.stdout


@pytest.mark.parametrize("words", [["shifts"], ["shifts", "--format", "json"], ["changes"], ["--help"]])
def test_a_closed_pipe_is_quiet(staffed: Desk, words: list[str]) -> None:
    staffed("sync")
    read, write = os.pipe()
    os.close(read)
    command = [sys.executable, "-m", "app", *words]
    done = subprocess.run(command, cwd=ROOT, stdout=write, stderr=subprocess.PIPE, timeout=60, check=False)
    os.close(write)
    assert b"Broken" not in done.stderr
    assert b"Exception" not in done.stderr
    assert done.returncode == 0


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="a device of Linux")
@pytest.mark.parametrize("words", [["shifts"], ["changes", "--format", "json"]])
def test_a_full_disk_under_the_output_is_told_in_a_sentence(staffed: Desk, words: list[str]) -> None:
    staffed("sync")
    with open("/dev/full", "wb") as full:
        command = [sys.executable, "-m", "app", *words]
        done = subprocess.run(command, cwd=ROOT, stdout=full, stderr=subprocess.PIPE, timeout=60, check=False)
    assert b"The output could not be written (No space left on device)" in done.stderr
    assert b"Traceback" not in done.stderr
    assert done.returncode == 1


def test_standard_output_may_be_closed_altogether(staffed: Desk) -> None:
    done = subprocess.run(
        f'"{sys.executable}" -m app sync --format json >&- 2>&-',
        shell=True,
        cwd=ROOT,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0
    assert staffed.json("shifts")


@pytest.mark.skipif(sys.platform == "win32", reason="Windows interrupts a whole console, not a process")
def test_ctrl_c_stops_a_pull_with_130_and_keeps_the_cache(desk: Desk) -> None:
    asked = threading.Event()

    async def ponder(peer: Peer, request: Request) -> None:
        asked.set()
        await peer.gone()

    desk.patch.setenv("CALLBOARD_SECRET_X_API_KEY", "made-up")
    with Rude(then=ponder) as vendor:
        desk.configure(f'[connections.x]\nvendor = "trio"\nbase_url = "{vendor.url}"\ntimezone = "UTC"\n')
        running = subprocess.Popen(
            [sys.executable, "-m", "app", "sync"],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        assert asked.wait(30)
        running.send_signal(signal.SIGINT)
        said, told = running.communicate(timeout=30)
    assert running.returncode == 130
    assert said == ""
    assert "Traceback" not in told
    assert desk.json("shifts") == []


def test_the_window_without_a_display_is_a_sentence(desk: Desk) -> None:
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        desk.patch.delenv(name, raising=False)
    desk.patch.setattr(sys, "platform", "linux")
    for words in ([], ["demo"]):
        desk(*words, code=1)
        assert "There is no display" in desk.told
        assert "callboard --help" in desk.told


def test_the_served_vendors_are_what_the_command_line_reads(desk: Desk) -> None:
    serving = subprocess.Popen(
        [sys.executable, "-m", "app", "demo", "--serve", "--shifts", "40"],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    with serving:
        assert serving.stdin is not None
        assert serving.stdout is not None
        vendors = json.loads(serving.stdout.readline())["vendors"]
        for name, told in vendors.items():
            typed = "".join(f"{field}={text}\n" for field, text in told["secrets"].items())
            words = ("--vendor", name, "--base-url", told["base_url"], "--timezone", told["timezone"])
            desk("connections", "add", name, *words, "--secrets-stdin", typed=typed)
        assert [row["ok"] for row in desk.json("sync")] == [True] * 4
        serving.stdin.close()
        assert serving.stdout.read() == ""
    assert serving.returncode == 0


@pytest.mark.parametrize(
    "words", [["demo", "--port", "4000"], ["demo", "--shifts", "0"], ["demo", "--shifts", "many"],
              ["demo", "--serve", "--port", "65535"], ["demo", "--serve", "--port", "x"]],
)  # fmt: skip
def test_wrong_use_of_the_demo_is_told(desk: Desk, words: list[str]) -> None:
    desk(*words, code=2)
    assert desk.told
