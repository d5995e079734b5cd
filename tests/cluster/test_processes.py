"""What tests start ends with them."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests import patience
from tests.cluster.processes import Process

ROOT = Path(__file__).parents[2]
TESTS = """
import sys
from pathlib import Path
from tests.cluster.processes import Process

print(Process("sleep", ["sleep", "600"], Path(sys.argv[1])).id, flush=True)
sys.stdin.read()
"""


def test_a_program_ends_with_tests_that_are_killed(tmp_path: Path) -> None:
    command = [sys.executable, "-c", TESTS, str(tmp_path)]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as tests:
        assert tests.stdout
        program = Path("/proc", tests.stdout.readline().strip())
        assert program.exists()
        tests.kill()
    assert patience.until(lambda: not runs(program))


def runs(program: Path) -> bool:
    """Whether it is there, and not only waits for its parent to ask how it ended."""
    return program.exists() and "State:\tZ" not in (program / "status").read_text(encoding="utf-8")


def test_a_program_that_ends_by_itself_is_an_error_with_its_last_words(tmp_path: Path) -> None:
    process = Process("sh", ["sh", "-c", "echo no port >&2; exit 3"], tmp_path)
    with pytest.raises(AssertionError, match="sh ended with 3:\nno port"):
        patience.until(lambda: not process.running())
