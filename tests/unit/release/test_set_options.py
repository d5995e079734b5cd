"""What `release --set PATH=VALUE` gives."""

from typing import Any

import pytest

from generator.errors import UsageError
from generator.release import set_options

FORM = "for instance env.LOG_LEVEL=debug"


@pytest.mark.parametrize(
    ("sets", "given"),
    [
        ((), {}),
        (("env.A=b",), {"env": {"A": "b"}}),
        (("env.A=1", "env.B=2"), {"env": {"A": 1, "B": 2}}),
        (("env.A=1", "env.A=2"), {"env": {"A": 2}}),
        (("env.A=0.80",), {"env": {"A": "0.80"}}),
        (("env.A=on",), {"env": {"A": "on"}}),
        (("env.A=true",), {"env": {"A": True}}),
        (('env.A="true"',), {"env": {"A": "true"}}),
        (("env.A=",), {"env": {"A": ""}}),
        (("env.A=b=c",), {"env": {"A": "b=c"}}),
        (("env.A=a\nb",), {"env": {"A": "a b"}}),
        (('env."a.b"=1',), {"env": {"a.b": 1}}),
        (("files./etc/motd=x",), {"files": {"/etc/motd": "x"}}),
        (('env."a=b"=1',), {"env": {"a=b": 1}}),
        (('files."/etc/a.yaml"={from: a.yaml}',), {"files": {"/etc/a.yaml": {"from": "a.yaml"}}}),
        (("args=[--x, 1, 0.5]",), {"args": ["--x", 1, "0.5"]}),
        (("args=[]",), {"args": []}),
        (("env.X={value: a, public: true}",), {"env": {"X": {"value": "a", "public": True}}}),
        (("resources={cpu: 0.5}", "resources.memory=1Gi"), {"resources": {"cpu": "0.5", "memory": "1Gi"}}),
    ],
)
def test_a_path_and_a_value_in_yaml(sets: tuple[str, ...], given: Any) -> None:
    assert set_options.parse(sets) == given


@pytest.mark.parametrize(
    ("sets", "fact", "hint"),
    [
        (("env",), '"env" is not PATH=VALUE', FORM),
        (
            ("files./etc/a.yaml=x",),
            'the dots in "/etc/a.yaml" would separate keys',
            """a key with dots is quoted, and the whole for the shell, too: --set 'files."/etc/a.yaml"=VALUE'""",
        ),
        (("=1",), '"=1" is not PATH=VALUE', FORM),
        (("image=a:2",), '"image" is not set by a version', "use --image"),
        (("model=s3://a",), '"model" is not set by a version', "use --model"),
        ((".env=1",), '".env=1" is not PATH=VALUE', FORM),
        (("env..A=1",), '"env..A=1" is not PATH=VALUE', FORM),
        (("env.=1",), '"env.=1" is not PATH=VALUE', FORM),
        (('env."A=1',), '"env."A=1" is not PATH=VALUE', FORM),
        (('env."A"B=1',), '"env."A"B=1" is not PATH=VALUE', FORM),
        (('env.""=1',), '"env.""=1" is not PATH=VALUE', FORM),
        (("env.A=[1",), '"," or "]" is missing before this', "quote the value as in YAML"),
        (("env.A=~",), "null removes nothing here", 'for the word itself, quote it: "null"'),
        (("args=[a, null]",), "null removes nothing here", 'for the word itself, quote it: "null"'),
        (("env=a", "env.B=c"), '"env.B=c" conflicts with the value set for a key above it', "set one or the other"),
        (
            ("env.A=1", "env.A.b=2"),
            '"env.A.b=2" conflicts with the value set for a key above it',
            "set one or the other",
        ),
        (("env.B=c", "env=a"), '"env=a" conflicts with the values set for keys below it', "set one or the other"),
    ],
)
def test_what_cannot_be_meant_is_a_usage_error(sets: tuple[str, ...], fact: str, hint: str) -> None:
    with pytest.raises(UsageError) as caught:
        set_options.parse(sets)
    assert (caught.value.message, caught.value.hint) == (f"--set: {fact}", hint)


@pytest.mark.parametrize(
    ("difference", "words"),
    [
        ({}, []),
        ({"env": {"A": "b", "B": 1, "C": True}}, ["env.A=b", "env.B=1", "env.C=true"]),
        ({"env": {"A": "1", "B": "true", "C": "null"}}, ['env.A="1"', 'env.B="true"', 'env.C="null"']),
        ({"env": {"A": "0.80", "B": "on", "C": ""}}, ["env.A=0.80", "env.B=on", "env.C="]),
        ({"env": {"A": " a", "B": "a # b", "C": "a\nb", "D": "[a"}},
         ['env.A=" a"', 'env.B="a # b"', r'env.C="a\nb"', 'env.D="[a"']),
        ({"env": {"a.b": "x", "a=b": "y", "a b": "z"}}, ['env."a.b"=x', 'env."a=b"=y', 'env."a b"=z']),
        ({"files": {"/etc/a.yaml": {"from": "a.yaml"}}}, ['files."/etc/a.yaml".from=a.yaml']),
        ({"files": {'/etc/"': "x"}}, [r'files={"/etc/\"": "x"}']),
        ({"args": ["--x", 1, "2"], "env": {}}, ['args=["--x", 1, "2"]', "env={}"]),
        ({"machine": "gpu-small"}, ["machine=gpu-small"]),
    ],
)  # fmt: skip
def test_a_difference_is_said_in_the_words_that_make_it(difference: Any, words: list[str]) -> None:
    assert set_options.format_values(difference) == words
    assert set_options.parse(words) == difference
