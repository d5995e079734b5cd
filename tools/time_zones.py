"""Write the names of time zones that `timeZone` may have, from the installed `tzdata` package.

They are those of IANA's database, links included: the same that Go's `time.LoadLocation` takes, by which Kubernetes judges, so
that neither this machine's zones nor the cluster's are asked. Usage: `python tools/time_zones.py [FILE]`, default
`generator/validate/zone_names.py`.
"""

import sys
import textwrap
from importlib import metadata, resources
from pathlib import Path

TARGET = Path(__file__).resolve().parent.parent / "generator" / "validate" / "zone_names.py"
WIDTH = 116
TEXT = '''"""The names of all time zones in IANA's database (tzdata {version}); `tools/time_zones.py` writes this file."""

NAMES = frozenset(
    """
{names}
""".split()  # noqa: SIM905 - six hundred names, one to a line, would be six hundred lines
)
'''


def main(arguments: list[str]) -> int:
    """Write the module into the file named, replacing what is there."""
    target = Path(arguments[0]) if arguments else TARGET
    names = sorted(resources.files("tzdata").joinpath("zones").read_text(encoding="utf-8").split())
    lines = textwrap.fill(" ".join(names), WIDTH, break_on_hyphens=False, break_long_words=False)
    target.write_text(TEXT.format(version=metadata.version("tzdata"), names=lines), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
