import os
import resource

import pytest

from generator.manifest import yaml_reader


def test_text_becomes_plain_data() -> None:
    assert yaml_reader.read("a: 1\nb: [x, true, null]\nc: {d: '2'}\n") == {
        "a": 1,
        "b": ["x", True, None],
        "c": {"d": "2"},
    }


def test_a_large_object_is_read_whole_and_so_is_a_small_one_after_it() -> None:
    large = {"data": {f"key-{i}": "x" * 100 for i in range(1000)}}
    assert yaml_reader.read("data:\n" + "".join(f"  {key}: {value}\n" for key, value in large["data"].items())) == large
    assert yaml_reader.read("a: b") == {"a": "b"}


def test_what_is_no_yaml_is_a_value_error() -> None:
    with pytest.raises(ValueError, match=r"."):
        yaml_reader.read("a: [1")


@pytest.mark.parametrize("text", ["a: [1", "a: b: c", "\t- x", "a: 'x", "{", "- a\nb: c"])
def test_the_parser_says_nothing_itself(text: str, capfd: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(ValueError, match=r"."):
        yaml_reader.read(text)
    assert capfd.readouterr() == ("", "")


def test_what_is_said_later_is_heard(capfd: pytest.CaptureFixture[str]) -> None:
    yaml_reader.read("a: 1")
    os.write(2, b"later")
    assert capfd.readouterr().err == "later"


def test_reading_keeps_no_memory() -> None:
    text = f"a: {'x' * 10_000}"
    yaml_reader.read(text)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    for _ in range(3000):
        yaml_reader.read(text)
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 10_000  # of the 30,000 KiB that went through
