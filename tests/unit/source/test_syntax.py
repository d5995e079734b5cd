import yaml

from generator.errors import Mark
from generator.source import syntax


def test_a_message_of_the_parser_that_nobody_knows_is_given_as_it_is() -> None:
    error = yaml.MarkedYAMLError(problem="something {new} happened")
    found = syntax.problem(error, "a: b\n", "f.yaml", yaml.SafeLoader)
    assert (found.mark, found.fact, found.hint) == (
        Mark("f.yaml", 1, 1),
        "something {new} happened",
        "the file is not YAML here",
    )


def test_an_error_without_words_is_told() -> None:
    assert syntax.problem(yaml.MarkedYAMLError(), "a\n", "f.yaml", yaml.SafeLoader).fact == "this is not YAML"


def test_a_place_behind_the_end_is_the_end() -> None:
    text = "a: ["
    mark = yaml.Mark("f", 99, 5, 0, text, 99)
    error = yaml.MarkedYAMLError(problem="did not find expected node content", problem_mark=mark)
    found = syntax.problem(error, text, "f.yaml", yaml.SafeLoader)
    assert (found.mark, found.fact) == (Mark("f.yaml", 1, 5), "expected a value, found the end of the file")
