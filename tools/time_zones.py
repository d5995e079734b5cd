"""Write the names of time zones that `timeZone` may have, from the installed `tzdata` package.

They are those of IANA's database, links included: the same that Go's `time.LoadLocation` takes, by which Kubernetes judges, so
that neither this machine's zones nor the cluster's are asked. Usage: `python tools/time_zones.py [FILE]`, default
`generator/validate/time_zones.txt`.
"""

import sys
from importlib import metadata, resources
from pathlib import Path

TARGET = Path(__file__).resolve().parent.parent / "generator" / "validate" / "time_zones.txt"
HEAD = "# The names of all time zones in IANA's database (tzdata {version}); `tools/time_zones.py` writes this file.\n"


def main(arguments: list[str]) -> int:
    """Write the names, one to a line, into the file named, replacing what is there."""
    target = Path(arguments[0]) if arguments else TARGET
    names = sorted(resources.files("tzdata").joinpath("zones").read_text(encoding="utf-8").split())
    text = HEAD.format(version=metadata.version("tzdata")) + "".join(f"{name}\n" for name in names)
    target.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
