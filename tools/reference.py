"""Write docs/reference.md from the schemas: `make reference`."""

import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "reference.md"
sys.path.insert(0, str(ROOT))


def main() -> None:
    """Write the page."""
    from generator.report import reference

    PAGE.write_text(reference.page(), encoding="utf-8")


if __name__ == "__main__":
    main()
