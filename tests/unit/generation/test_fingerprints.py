"""What a worker is compared by."""

import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

from generator.generation import fingerprints

ROOT = Path(__file__).parents[3]
DIGEST = "from generator.generation import fingerprints; print(fingerprints.contents())"


def test_a_wheel_has_the_digest_of_its_checkout_whatever_lies_beside_its_files(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "generator", tmp_path / "generator")
    for name in fingerprints.DATA:
        shutil.copytree(ROOT / name, tmp_path / "generator/_data" / name)
    (tmp_path / "generator/.DS_Store").write_text("stray")
    code = f"import sys; sys.path.insert(0, {str(tmp_path)!r}); {DIGEST}"
    told = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=True)
    assert told.stdout.strip() == fingerprints.contents()


def test_all_dependencies_are_compared() -> None:
    wanted = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["dependencies"]
    assert [each.split(">=")[0] for each in wanted] == [*fingerprints.PACKAGES]
    assert "of no known version" not in fingerprints.versions().values()
