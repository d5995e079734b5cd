import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent.parent


def test_the_types_of_fields_are_those_of_the_schemas(tmp_path: Path) -> None:
    written = tmp_path / "field_types.json"
    subprocess.run([sys.executable, ROOT / "tools/field_types.py", written], check=True)
    assert written.read_bytes() == (ROOT / "generator/kubernetes/field_types.json").read_bytes()
