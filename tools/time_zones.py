"""Write the names of time zones that `timeZone` may have, from the installed `tzdata` package.

They are the names of the IANA database, links included. Kubernetes accepts the same names (Go's `time.LoadLocation`). With a
list, the result does not depend on the zones of this machine. Usage: `python tools/time_zones.py [FILE]`, default
`generator/validate/time_zones.txt`.
"""

import sys
from importlib import metadata, resources
from pathlib import Path

TARGET = Path(__file__).resolve().parent.parent / "generator" / "validate" / "time_zones.txt"
HEAD = "# The names of all time zones in IANA's database (tzdata {version}); `tools/time_zones.py` writes this file.\n"


def main(arguments: list[str]) -> int:
    """Write the names, one in each line, into the file of the arguments; replace it if it exists."""
    target = Path(arguments[0]) if arguments else TARGET
    names = sorted(resources.files("tzdata").joinpath("zones").read_text(encoding="utf-8").split())
    text = HEAD.format(version=metadata.version("tzdata")) + "".join(f"{name}\n" for name in names)
    target.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
