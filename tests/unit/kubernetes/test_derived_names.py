from generator.kubernetes import derived_names
from generator.spec.naming import DerivedName
from tests.builders import documents, samples


def test_the_name_that_is_too_long_most_is_told_at_the_longest_part() -> None:
    target = samples.target(samples.SERVICE)
    names = [DerivedName("fraud-api", 8, "Ray cluster"), DerivedName("fraud-api-head", 10, "head")]
    (found,) = derived_names.problems(target, names)
    assert (found.path, found.code) == (("name",), "name-length")
    assert documents.messages([found]) == [
        (
            '"fraud-api-head" (the head) has 14 characters, at most 10 are allowed'
            " -> shorten the project's name by 4 characters: 10 is the limit"
        )
    ]


def test_names_within_their_limits_are_well() -> None:
    assert list(derived_names.problems(samples.target(samples.SERVICE), [DerivedName("a", 1, "pod")])) == []
