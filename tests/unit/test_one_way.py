"""What touches the world is done in one place each: no module has a writer, a lock, a listing or a Git process of its own."""

import re
from pathlib import Path

import pytest

import generator

PACKAGE = Path(generator.__file__).parent


@pytest.mark.parametrize(
    ("pattern", "modules"),
    [
        # The index in git/journal is a copy that Git itself has written
        (r"\bos\.(replace|rename)\(", {"files/writing.py", "git/journal.py"}),
        (r"\bO_EXCL\b|TEMPORARY\}", {"files/writing.py"}),
        (r"\bfcntl\b", {"files/locking.py"}),
        (r"\bscandir\(", {"files/listing.py"}),
        (r"\bos\.read\(", {"files/reading.py"}),
        (r"\[\s*\"git\"", {"git/runner.py"}),
        (r"startswith\(\"GIT_\"\)", {"git/runner.py"}),
    ],
)
def test_it_is_done_in_one_place(pattern: str, modules: set[str]) -> None:
    found = {str(file.relative_to(PACKAGE)) for file in PACKAGE.rglob("*.py") if re.search(pattern, file.read_text())}
    assert found == modules
