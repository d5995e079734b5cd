import pytest

from tests.builders import samples
from tests.builders.documents import Data
from tests.builders.samples import JOB


def said(component: Data) -> list[str]:
    return samples.problems(JOB | component, None, None)


@pytest.mark.parametrize(
    ("component", "message"),
    [
        (
            {"command": ["python -m serve"]},
            (
                'command[0]: the program is called "python -m serve": no shell splits it'
                " -> write an item for each word: [python, -m, serve]"
            ),
        ),
        (
            {"args": ["--port 80"]},
            'args[0]: "--port 80" is one word for the program: no shell splits it -> write an item for each word: [--port, 80]',
        ),
        (
            {"command": ["python", "-m serve"]},
            'command[1]: "-m serve" is one word for the program: no shell splits it -> write an item for each word: [-m, serve]',
        ),
        (
            {"init": {"a": {"image": "a:1", "args": ["--all yes"]}}},
            (
                'init.a.args[0]: "--all yes" is one word for the program: no shell splits it'
                " -> write an item for each word: [--all, yes]"
            ),
        ),
    ],
)
def test_several_words_in_one_item_are_a_warning(component: Data, message: str) -> None:
    assert said(component) == [f"components.api.{message}"]


@pytest.mark.parametrize(
    "component",
    [
        {"command": ["sh", "-c", "python -m serve --port 80"]},
        {"args": ["--message=hello world", "-Dkey=a b", "a text", "-", "--flag"]},
        {"command": ["python", "-m", "serve"], "args": ["--port", "80"]},
    ],
)
def test_what_is_meant_as_one_word_is_fine(component: Data) -> None:
    assert said(component) == []
