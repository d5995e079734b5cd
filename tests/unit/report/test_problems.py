"""Problems to words: for people, for machines, for GitHub."""

import json

from generator.errors import NotReadyError
from generator.report import problems
from tests.builders.problems import problem


def test_text_is_place_fact_and_way_out() -> None:
    found = [problem(2, 3, hint="mend it"), problem(4, 5, severity="warning")]
    assert (
        problems.lines(found, "text") == "a.yaml:2:3: x.y: is bad\n  hint: mend it\na.yaml:4:5: x.y: warning: is bad\n"
    )


def test_colour_is_asked_for() -> None:
    assert "\x1b[" not in problems.lines([problem()], "text")
    assert "\x1b[31mis bad\x1b[0m" in problems.lines([problem()], "text", colour=True)
    assert "\x1b[33mwarning: is bad\x1b[0m" in problems.lines([problem(severity="warning")], "text", colour=True)


def test_problems_stand_in_the_order_of_their_file_and_files_in_that_of_the_run() -> None:
    found = [problem(9, file="b"), problem(3, 2, file="a"), problem(1, file="b"), problem(3, 1, file="a")]
    assert [each.mark for each in problems.ordered(found)] == [("b", 1, 1), ("b", 9, 1), ("a", 3, 1), ("a", 3, 2)]


def test_json_keeps_every_character_and_is_a_list_of_none() -> None:
    (found,) = json.loads(problems.lines([problem(fact='é\u2028"\\\n')], "json"))
    assert found["fact"] == 'é\u2028"\\\n'
    assert json.loads(problems.lines([], "json")) == []


def test_github_escapes_what_would_end_a_line_or_a_property() -> None:
    told = problems.lines([problem(file="a,b:c%d.yaml", fact="100%\r\n::error::", hint="no")], "github")
    assert told == (
        "::error file=a%2Cb%3Ac%25d.yaml,line=1,col=1,title=tidegate code::x.y: 100%25%0D%0A::error::%0Ahint: no\n"
    )
    assert problems.lines([problem(severity="warning")], "github").startswith("::warning file=")


def test_the_sum_counts_in_words() -> None:
    assert problems.summary([], 1) == "1 file, 0 problems"
    found = [problem(), problem(severity="refusal"), problem(severity="warning")]
    assert problems.summary(found, 2) == "2 files, 2 problems, 1 warning"
    assert problems.summary([problem(), *found[2:] * 2], 0) == "0 files, 1 problem, 2 warnings"


def test_an_error_without_a_place_becomes_a_problem_of_its_file() -> None:
    found = problems.failure("a.yaml", NotReadyError("full", hint="free some space"))
    assert problems.fields(found) == {
        "file": "a.yaml", "line": 1, "column": 1, "where": "", "fact": "full", "hint": "free some space",
        "code": "exit-5", "severity": "error",
    }  # fmt: skip
