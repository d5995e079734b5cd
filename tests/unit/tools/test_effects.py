import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent.parent


def test_the_page_of_effects_is_that_of_the_tables(tmp_path: Path) -> None:
    page = tmp_path / "effects.md"
    subprocess.run([sys.executable, ROOT / "tools/effects.py", page], check=True)
    assert page.read_text() == (ROOT / "docs/effects.md").read_text()
