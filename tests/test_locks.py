import subprocess
import sys
from pathlib import Path

from app.locks import held

HOLD = """\
import sys
from pathlib import Path
from app.locks import held
with held(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""


def test_a_lock_has_one_holder_at_a_time(tmp_path: Path) -> None:
    with held(tmp_path / "lock") as first:
        assert first
        with held(tmp_path / "lock", patience=0) as second:
            assert not second
    with held(tmp_path / "lock", patience=0) as third:
        assert third


def test_a_lock_dies_with_its_process(tmp_path: Path) -> None:
    command = [sys.executable, "-c", HOLD, str(tmp_path / "lock")]
    pipe = subprocess.PIPE
    with subprocess.Popen(
        command, cwd=Path(__file__).parents[1], stdin=pipe, stdout=pipe, text=True
    ) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "held\n"
        with held(tmp_path / "lock", patience=0) as mine:
            assert not mine
        other.kill()
        other.wait()
        with held(tmp_path / "lock", patience=0) as mine:
            assert mine
