"""The names of time zones: made by the script that is here."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[3]


def test_writing_them_anew_changes_no_byte(tmp_path: Path) -> None:
    written = tmp_path / "time_zones.txt"
    subprocess.run([sys.executable, ROOT / "tools/time_zones.py", written], check=True)
    assert written.read_bytes() == (ROOT / "generator/validate/time_zones.txt").read_bytes()
