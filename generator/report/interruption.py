"""What an interrupted command says: where it stopped, and how to go on."""

from collections.abc import Iterator
from types import TracebackType

PLACES = (
    ("generator.external.registry", "while a registry was asked"),
    ("generator.external.model_registry", "while the model registry was asked"),
    ("generator.external.cluster", "while the cluster was asked"),
    ("generator.external", "while another program checked the objects"),
    ("generator.git.commit", "while a commit was made"),
    ("generator.git.remote", "while the GitOps repository was read or pushed to"),
    ("generator.files.writing", "while files were written"),
    ("generator.files.gitops_folder", "while the GitOps folder was compared or written"),
    ("generator.publishing", "while the commit was prepared"),
    ("generator.releases", "while the release was checked"),
    ("generator.discovery", "while project files were searched"),
    ("generator.generation", "while projects were checked"),
    ("generator.validation", "while a project was checked"),
)
"""What is done in each part of the program; of several, the first counts."""
AGAIN = "the same command goes on from there"
RELEASES = "generator.cli.release_options"
"""The module through which release commands run. Some take another step if they are run again: `advance`."""


def message(traceback: TracebackType | None, progress: tuple[int, int] | None) -> str:
    """The line for an interrupt at a place of the program; `progress` are the projects that were done, and all of them."""
    modules = list(_modules(traceback))
    words = next((words for name, words in PLACES if any(f"{each}.".startswith(f"{name}.") for each in modules)), "")
    done = (
        f"{progress[0]} of {progress[1]} projects were done"
        if progress is not None and progress[0] < progress[1]
        else ""
    )
    where = ", ".join(filter(None, (words, done)))
    way_out = "tidegate status shows where the release stands" if RELEASES in modules else AGAIN
    return f"tidegate: interrupted{f' {where}' if where else ''}; {way_out}"


def _modules(traceback: TracebackType | None) -> Iterator[str]:
    while traceback is not None:
        yield str(traceback.tb_frame.f_globals.get("__name__", ""))
        traceback = traceback.tb_next
