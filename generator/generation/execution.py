"""Where a run processes its projects. Only a run with workers imports `workers`."""

from generator.named_tuples import NamedTuple


class Execution(NamedTuple):
    """A number of processes (`--jobs`), or the Dask cluster whose scheduler has the address `cluster` (`--executor`)."""

    jobs: int = 1
    cluster: str = ""


HERE = Execution()
"""In this process."""
