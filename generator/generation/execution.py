"""How a run is executed; the workers themselves are in `workers`, which only runs with some import."""

from generator.named_tuples import NamedTuple


class Execution(NamedTuple):
    """In so many processes, or on the Dask cluster whose scheduler has an address (`--executor`)."""

    jobs: int = 1
    cluster: str = ""


HERE = Execution()
"""In this process."""
