import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent.parent


def test_the_page_of_changes_is_that_of_the_table(tmp_path: Path) -> None:
    page = tmp_path / "changes.md"
    subprocess.run([sys.executable, ROOT / "tools/changes.py", page], check=True)
    assert page.read_text() == (ROOT / "docs/changes.md").read_text()
