"""The names of time zones: made by the script that is here."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[3]


def test_writing_them_anew_changes_no_byte(tmp_path: Path) -> None:
    written = tmp_path / "zone_names.py"
    subprocess.run([sys.executable, ROOT / "tools/time_zones.py", written], check=True)
    assert written.read_bytes() == (ROOT / "generator/validate/zone_names.py").read_bytes()
