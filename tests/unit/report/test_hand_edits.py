"""Edits by hand as they are told."""

from generator.errors import Mark, Problem, Severity
from generator.generation.hand_edits import Answer, Explained, HandEdit, Setting
from generator.manifest.field_path import ABSENT
from generator.report import hand_edits

API = ("environments", "dev", "components", "api")
FIELD = HandEdit(
    "f.yaml", "a.yaml", 3, "field", Answer("field", Setting((*API, "env", "a.b"), "x"), ("b.yaml",)), "spec.x", ABSENT, "x",
    object="Deployment api",
)  # fmt: skip
REFUSED = FIELD._replace(line=5, path="spec.y", before=1, answer=Answer("none", reason="it is fixed"))
SECRET = REFUSED._replace(path="spec.z", before="geheim", after="geheimer", hidden=True)
DELETED = HandEdit("f.yaml", "c.yaml", 1, "deleted", Answer("none", reason="no field leaves it out"))


def test_the_text_has_every_edit_and_one_snippet_for_a_project() -> None:
    other = FIELD._replace(answer=Answer("field", Setting((*API, "scale"), 2), tuple("12345")))
    found = Explained((FIELD, REFUSED, SECRET, other, DELETED), 2, 1)
    assert list(hand_edits.lines(found, "into")) == [
        "edited by hand: into/a.yaml",
        '  line 3: spec.x: nothing is generated, "x" is written',
        '    field environments.dev.components.api.env."a.b"',
        "    this also changes b.yaml",
        '  line 5: spec.y: 1 is generated, "x" is written',
        "    no field and no patch gives it: it is fixed",
        "  line 5: spec.z: (changed, not shown)",
        "    no field and no patch gives it: it is fixed",
        '  line 3: spec.x: nothing is generated, "x" is written',
        "    field environments.dev.components.api.scale",
        "    this also changes 1, 2, 3 and 2 more",
        "edited by hand: into/c.yaml",
        "  was deleted by hand",
        "    no field leaves it out",
        "to keep this, write into f.yaml:",
        "  environments:",
        "    dev:",
        "      components:",
        "        api:",
        "          env:",
        "            a.b: x",
        "          scale: 2",
        "2 more edits by hand are not explained",
        "the files of 1 more environment that differ were not searched for edits by hand",
    ]


def test_a_problem_is_at_the_line_and_says_what_to_write() -> None:
    problem, *_ = hand_edits.problems(Explained((FIELD,)), "into")
    assert problem == Problem(
        mark=Mark("into/a.yaml", 3, 1),
        where="spec.x",
        fact='nothing is generated, "x" is written',
        hint='to keep it, write into f.yaml: environments.dev.components.api.env."a.b": "x" (this also changes b.yaml)',
        code="hand-edit",
        severity=Severity.WARNING,
    )


def test_json_has_values_and_yaml_but_nothing_hidden() -> None:
    found = [each["edit"] for each in hand_edits.problems(Explained((FIELD, SECRET)), "into").values()]
    assert found == [
        {
            "what": "field", "object": "Deployment api", "path": "spec.x", "hidden": False, "after": "x",
            "answer": {
                "kind": "field", "project": "f.yaml", "alsoChanges": ["b.yaml"], "reason": "",
                "path": 'environments.dev.components.api.env."a.b"', "value": "x",
                "yaml": "environments:\n  dev:\n    components:\n      api:\n        env:\n          a.b: x\n",
            },
        },
        {
            "what": "field", "object": "Deployment api", "path": "spec.z", "hidden": True,
            "answer": {"kind": "none", "project": "f.yaml", "alsoChanges": [], "reason": "it is fixed"},
        },
    ]  # fmt: skip


def test_what_is_left_out_is_one_more_problem() -> None:
    (found,) = hand_edits.problems(Explained((), 1), "into")
    assert (found.fact, found.mark) == ("1 more edit by hand is not explained", Mark("into", 1, 1))
