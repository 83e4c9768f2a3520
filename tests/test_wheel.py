"""What `pip install .` puts on a machine, built here and run away from the checkout."""

import shutil
import subprocess
import sys
from configparser import ConfigParser
from pathlib import Path
from zipfile import ZipFile

import pytest

import app

ROOT = Path(__file__).parents[1]
PACKAGES = ("app", "ui", "resources")


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder that holds what the wheel brings."""
    copy = tmp_path_factory.mktemp("checkout")  # setuptools leaves things lying where it builds
    for name in PACKAGES:
        shutil.copytree(ROOT / name, copy / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, copy)
    build = "from setuptools.build_meta import build_wheel; build_wheel('.')"
    subprocess.run([sys.executable, "-c", build], cwd=copy, check=True, capture_output=True)
    target = tmp_path_factory.mktemp("installed")
    with ZipFile(next(copy.glob("*.whl"))) as wheel:
        wheel.extractall(target)
    return target


def test_the_wheel_brings_every_module_note_and_picture(installed: Path) -> None:
    wanted = {
        path.relative_to(ROOT)
        for package in PACKAGES
        for path in (ROOT / package).rglob("*")
        if path.suffix in {".py", ".md", ".svg"} and "screenshots" not in path.parts
    }
    assert {path for path in wanted if not (installed / path).exists()} == set()


def test_the_wheel_brings_nothing_beside_the_program(installed: Path) -> None:
    assert {path.name for path in installed.iterdir() if path.suffix != ".dist-info"} == set(PACKAGES)


def test_the_command_starts_outside_the_checkout_without_qt(installed: Path, tmp_path: Path) -> None:
    points = ConfigParser()
    points.read(next(installed.glob("*.dist-info")) / "entry_points.txt")
    module, function = points["console_scripts"]["callboard"].split(":")
    start = (
        f"import sys; sys.path.insert(0, {str(installed)!r}); sys.modules['PySide6'] = None\n"
        f"from {module} import {function}; sys.exit({function}())"
    )
    asked = [sys.executable, "-c", start, "--version"]
    told = subprocess.run(asked, cwd=tmp_path, check=True, capture_output=True, text=True)
    assert app.__version__ in told.stdout
