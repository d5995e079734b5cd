import pytest

from tests.builders import sparks
from tests.builders.documents import Data

JAVA: Data = {"main": "s3a://jobs/a.jar", "mainClass": "org.acme.A"}


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ({"main": "local:///a/b.py"}, "Python"),
        ({"main": "local:///a/b.R"}, "R"),
        (JAVA, "Java"),
        (JAVA | {"language": "scala"}, "Scala"),
        ({"main": "local:///a/b.egg", "language": "python"}, "Python"),
    ],
)
def test_the_language_is_that_of_the_suffix_or_the_written_one(written: Data, expected: str) -> None:
    assert sparks.spec(written)["type"] == expected


def test_an_application_has_a_driver_and_three_executors_unless_it_says_more() -> None:
    spec = sparks.spec()
    assert spec["executor"]["instances"] == 3
    assert [spec[part]["memory"] for part in ("driver", "executor")] == ["1462m", "1462m"]
