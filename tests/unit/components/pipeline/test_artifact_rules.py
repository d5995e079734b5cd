import pytest

from tests.builders import pipelines
from tests.builders.documents import Data
from tests.builders.pipelines import HANDED_OVER, OUT

A: Data = {"command": ["a"]}
KEPT: Data = {"operators": {"pipeline": {"api": "argo-workflows", "artifactRepository": True}}}
S3 = "s3://lake/out"


def steps(artifacts: Data, inputs: Data, **more: Data) -> Data:
    """A step `a` that writes, and a step `b` that reads."""
    return {"steps": {"a": {**A, "artifacts": artifacts}, "b": {**A, "inputs": inputs}}, **more}


def said(written: Data) -> list[str]:
    return pipelines.said(written, KEPT)


def test_what_one_step_writes_and_another_reads_is_right() -> None:
    assert said(HANDED_OVER) == []


@pytest.mark.parametrize(
    ("written", "found"),
    [
        (
            steps({"out": OUT}, {"ot": "/a", "out": "/b"}),
            'steps.b.inputs.ot: no step writes an artifact "ot" -> did you mean "out"?',
        ),
        (
            steps({}, {"ot": "/a"}),
            'steps.b.inputs.ot: no step writes an artifact "ot" -> write where it is, uri: s3://BUCKET/KEY, or let a step write it',
        ),
        (
            steps({"out": OUT}, {}),
            (
                'steps.a.artifacts.out: no step reads "out", and it has no uri under which others find it -> read it in a later'
                " step, inputs: {out: /tmp/out}, or write uri: s3://BUCKET/KEY, or remove it"
            ),
        ),
        (
            steps({"out": {"path": OUT, "uri": S3}}, {"out": {"path": "/a", "uri": "s3://lake/b"}}),
            (
                'steps.b.inputs.out.uri: step "a" writes "out" -> remove uri and secret, so that it waits for that step, or give'
                " it another name"
            ),
        ),
        (
            steps({"out": {"path": OUT, "uri": S3}}, {"in": {"path": "/a", "uri": S3}}),
            'steps.b.inputs.in.uri: step "a" writes it as "out" -> read that, so that it waits for the step: inputs: {out: /a}',
        ),
        (
            {"steps": {name: {**A, "artifacts": {"out": {"path": OUT, "uri": f"{S3}/{name}"}}} for name in "ab"}},
            'steps.b.artifacts.out: step "a" writes "out", too -> give one of them another name',
        ),
        (
            {"steps": {name: {**A, "artifacts": {name: {"path": OUT, "uri": S3}}} for name in "ab"}},
            'steps.b.artifacts.b.uri: step "a" writes "a" to the same place -> write another uri',
        ),
        (
            {"steps": {"a": {**A, "artifacts": {"out": OUT}, "inputs": {"out": "/b"}}}},
            "steps.a.inputs.out: it waits for itself -> remove it",
        ),
        (
            steps({}, {"raw": {"path": "/a", "uri": "s3://lake/$(DAI)"}}, parameters={"DAY": "1"}),
            'steps.b.inputs.raw.uri: there is no parameter "DAI", and nothing else is filled in there -> did you mean "DAY"?',
        ),
        (
            steps({}, {"raw": {"path": "/a", "uri": "s3://lake/$(DAY)"}}),
            (
                'steps.b.inputs.raw.uri: there is no parameter "DAY", and nothing else is filled in there'
                ' -> add it to the pipeline: parameters: {DAY: "..."}'
            ),
        ),
        (
            steps({}, {"raw": {"path": "/a", "uri": "s3://lake/{{x}}"}}),
            'steps.b.inputs.raw.uri: Argo would replace what follows "{{" there -> write it without two braces in a row',
        ),
        (
            steps({}, {"raw": {"path": "/a", "secret": "lake"}}),
            (
                'steps.b.inputs.raw: "uri" is missing -> write uri: s3://BUCKET/KEY or gs://BUCKET/KEY beside secret, or remove'
                " secret: the artifact repository of Argo Workflows has its own credentials"
            ),
        ),
    ],
)
def test_what_cannot_be_is_a_problem_at_the_artifact(written: Data, found: str) -> None:
    assert found in said(written)


def test_steps_wait_for_each_other_by_what_they_read() -> None:
    one: Data = {**A, "artifacts": {"x": OUT}, "inputs": {"y": "/y"}}
    other: Data = {**A, "artifacts": {"y": OUT}, "after": ["a"]}
    found = said({"steps": {"a": one, "b": other, "c": {**A, "inputs": {"x": "/x"}}}})
    assert found == [
        'steps.a.inputs.y: "a" and "b" wait for each other -> let one of them start first: remove it from its inputs',
        'steps.b.after[0]: "b" and "a" wait for each other -> let one of them start first: remove it from its after',
    ]


def test_the_platform_says_that_there_is_a_repository() -> None:
    assert pipelines.said(HANDED_OVER) == [
        (
            "steps.a.artifacts.out: it is kept in the artifact repository of argo-workflows, and nothing says that there is one"
            " in dev -> ask the platform team for operators: {pipeline: {api: argo-workflows, artifactRepository: true}}, or"
            " write uri: s3://BUCKET/KEY"
        )
    ]


@pytest.mark.parametrize(
    ("path", "beside", "fact"),
    [
        ("/dev/shm", {}, '"/dev/shm" is already a folder of the pod'),  # noqa: S108 - a path in the container
        ("/data", {"volumes": {"/data": {"claim": "c"}}}, '"/data" is already a volume'),
        ("/data", {"volumes": {"/data/x": {"claim": "c"}}}, '"/data/x", which is a volume, would be inside of it'),
        ("/etc/a", {"files": {"/etc/a": "b"}}, '"/etc/a" is already a file'),
        ("/etc/a/b", {"files": {"/etc/a": "b"}}, 'nothing can write to "/etc/a", which is a file'),
        ("/s/a", {"volumes": {"/s": {"secret": "s"}}}, 'nothing can write to "/s", which is a volume'),
        (
            "/s/a",
            {"volumes": {"/s": {"size": "1Gi", "access": "read-many"}}},
            'nothing can write to "/s", which is a volume',
        ),
        ("/other", {}, '"/other" is already input "other"'),
        ("/other/a", {}, '"/other/a" would be inside of input "other"'),
    ],
)
def test_an_input_has_a_path_of_its_own(path: str, beside: Data, fact: str) -> None:
    inputs = {"raw": {"path": path, "uri": S3}, "other": {"path": "/other", "uri": "s3://lake/b"}}
    (found, *_) = said({"steps": {"a": {**A, "inputs": inputs, **beside}}})
    assert found == f"steps.a.inputs.raw.path: {fact} -> give it another path"


@pytest.mark.parametrize(
    ("path", "beside", "fact"),
    [
        (
            "/work/out",
            {},
            (
                'nothing can write to "/work/out": the file system of the image is read-only'
                " -> add a volume there, volumes: {/work: {scratch: 10Gi}}, or write below /tmp"
            ),
        ),
        (
            "/etc/a",
            {"files": {"/etc/a": "b"}},
            'nothing can write to "/etc/a", which is a file -> write it to another path',
        ),
        ("/work/out", {"volumes": {"/work": {"scratch": "1Gi"}}}, ""),
        (OUT, {}, ""),
    ],
)
def test_a_step_can_write_its_artifact(path: str, beside: Data, fact: str) -> None:
    found = said({"steps": {"a": {**A, "artifacts": {"out": {"path": path, "uri": S3}}, **beside}}})
    assert found == ([f"steps.a.artifacts.out.path: {fact}"] if fact else [])


def test_with_a_writable_root_it_can_write_everywhere() -> None:
    written: Data = {"steps": {"a": {**A, "artifacts": {"out": {"path": "/work/out", "uri": S3}}}}}
    assert said({**written, "security": {"writableRoot": True}}) == []


def test_a_claim_that_is_only_read_is_no_place_to_write_to() -> None:
    read = {"/m": {"claim": "models", "readOnly": True}}
    written = {"steps": {"a": {**A, "volumes": read, "artifacts": {"out": {"path": "/m/out", "uri": S3}}}}}
    assert said(written) == [
        'steps.a.artifacts.out.path: nothing can write to "/m", which is a volume -> write it to another path'
    ]


def test_a_read_only_share_is_no_place_to_write_to() -> None:
    share = {"csi": {"driver": "s3.csi.aws.com", "readOnly": True}}
    artifact = {"out": {"path": "/m/out", "uri": S3}}
    written = {"steps": {"a": {**A, "volumes": {"/m": {"share": "models"}}, "artifacts": artifact}}}
    assert pipelines.said(written, {**KEPT, "shares": {"models": share}}) == [
        'steps.a.artifacts.out.path: nothing can write to "/m", which is a volume -> write it to another path'
    ]


@pytest.mark.parametrize(
    ("concurrency", "found"),
    [
        (
            "allow",
            [
                (
                    "steps.a.artifacts.out.uri: runs that overlap, as concurrency: allow lets them, overwrite it for each other"
                    " -> write concurrency: forbid, or remove uri: then Argo keeps it at another place in each run"
                )
            ],
        ),
        ("forbid", []),
        ("replace", []),
    ],
)
def test_runs_that_overlap_do_not_write_to_one_place(concurrency: str, found: list[str]) -> None:
    artifacts: Data = {"out": {"path": OUT, "uri": S3}, "own": OUT}
    run = {"schedule": "@daily", "concurrency": concurrency}
    assert said(steps(artifacts, {"out": "/a", "own": "/b"}, run=run)) == found
