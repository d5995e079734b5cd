"""Where an interrupt came, by the parts of the program that it went through."""

from types import TracebackType

import pytest

from generator.report import interruption


def through(*modules: str) -> TracebackType | None:
    """The traceback of an interrupt in the last of these modules, called by those before."""
    source = "def call(rest):\n    if rest:\n        rest[0](rest[1:])\n    raise KeyboardInterrupt\n"
    calls = []
    for module in modules:
        scope: dict[str, object] = {"__name__": module}
        exec(source, scope)  # noqa: S102 - frames of modules of these names
        calls.append(scope["call"])
    try:
        calls[0](calls[1:])  # type: ignore[operator]
    except KeyboardInterrupt as error:
        return error.__traceback__
    return None


END = "; the same command goes on from there"


@pytest.mark.parametrize(
    ("modules", "words"),
    [
        (("generator.generation.run", "generator.generation.work"), " while projects were checked"),
        (
            ("generator.publishing.publish", "generator.git.remote"),
            " while the GitOps repository was read or pushed to",
        ),
        (("generator.generation.generate", "generator.files.writing"), " while files were written"),
        (("generator.cli.release", "generator.external.registry"), " while a registry was asked"),
        (("json", "somewhere"), ""),
    ],
)
def test_the_deed_is_named(modules: tuple[str, ...], words: str) -> None:
    assert interruption.message(through(*modules), None) == f"tidegate: interrupted{words}{END}"


def test_a_release_command_is_not_just_run_again() -> None:
    found = interruption.message(through("generator.cli.release_options", "generator.releases.release_run"), None)
    assert found == (
        "tidegate: interrupted while the release was checked; tidegate status shows where the release stands"
    )


def test_the_projects_that_are_done_are_counted() -> None:
    found = interruption.message(through("generator.generation.run"), (3, 40))
    assert found == f"tidegate: interrupted while projects were checked, 3 of 40 projects were done{END}"
    assert "done" not in interruption.message(through("generator.generation.run"), (40, 40))
