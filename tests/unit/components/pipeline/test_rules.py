import pytest

from tests.builders import pipelines
from tests.builders.documents import Data

A: Data = {"command": ["a"]}


@pytest.mark.parametrize(
    ("written", "said"),
    [
        (
            {"steps": {"a": A, "b": {**A, "after": ["aa"]}}},
            ['steps.b.after[0]: there is no step "aa" -> did you mean "a"? choose from: a, b'],
        ),
        ({"steps": {"a": {**A, "after": ["a"]}}}, ["steps.a.after[0]: it waits for itself -> remove it"]),
        (
            {"steps": {"a": {**A, "after": ["c"]}, "b": {**A, "after": ["a"]}, "c": {**A, "after": ["b"]}}},
            [
                f'steps.{one}.after[0]: "{one}" and "{other}" wait for each other'
                " -> let one of them start first: remove it from its after"
                for one, other in (("a", "c"), ("b", "a"), ("c", "b"))
            ],
        ),
        (
            {"steps": {"1a": A}},
            [
                (
                    'steps.1a: "1a" begins with a digit, which Argo refuses of a step that others wait for'
                    " -> let it begin with a letter: step-1a"
                )
            ],
        ),
        (
            {"steps": {"a": {}}},
            [
                (
                    "steps.a: without a command, Argo asks the registry for that of the image, which it may not be able to read"
                    " -> write the command of the step: command: [python, prepare.py]"
                )
            ],
        ),
        (
            {"parameters": {"a.b": "1"}},
            ['parameters["a.b"]: "a.b" has a dot, which Argo allows in no name of a parameter -> write a_b'],
        ),
        (
            {"steps": {"a": {"command": ["a", "{{inputs.parameters.rate}}", "{{name}}"]}}},
            [
                (
                    'steps.a.command[1]: "{{inputs.parameters.rate}}" is text here: Argo fills nothing in'
                    ' -> write a parameter of the pipeline, parameters: {RATE: "0.1"}, and its name: $(RATE)'
                )
            ],
        ),
        (
            {"parameters": {"A": "1"}, "env": {"A": "2"}},
            ['env.A: "A" is a parameter, which every step has as a variable -> give one of them another name'],
        ),
        (
            {"parameters": {"A": "1"}, "steps": {"a": {**A, "env": {"A": "2"}}}},
            ['steps.a.env.A: "A" is a parameter, which every step has as a variable -> give one of them another name'],
        ),
    ],
)
def test_what_argo_refuses_is_a_problem_at_its_line(written: Data, said: list[str]) -> None:
    assert pipelines.said(written) == said


def test_a_step_has_an_image() -> None:
    found = pipelines.said({"image": None, "steps": {"a": {**A, "image": "ghcr.io/acme/a:1"}, "b": A}})
    assert found == [
        'steps.b: "image" is missing -> write the image of the step, or beside steps that of all: image: ghcr.io/acme/train:1.4.2'
    ]


def test_the_pipeline_needs_no_image_where_every_step_has_one() -> None:
    assert pipelines.said({"image": None, "steps": {"a": {**A, "image": "ghcr.io/acme/a:1"}}}) == []


def test_kueue_admits_pod_by_pod() -> None:
    assert pipelines.said({}, pipelines.QUEUED) == [
        (
            "kind: Kueue admits the steps of a pipeline pod by pod: each waits in queue ml when it is its turn in dev"
            " -> ask the platform team whether Kueue's integration of pods is on, or write queue: none"
        )
    ]
    assert pipelines.said({"queue": "none"}, pipelines.QUEUED) == []


def test_an_account_of_the_platform_has_to_have_the_right() -> None:
    found = pipelines.said({"serviceAccount": {"name": "ml"}}, {"policy": {"serviceAccounts": ["ml"]}})
    assert found == [
        (
            'serviceAccount.name: steps report what they give as "ml", which needs the right to create and patch'
            " workflowtaskresults -> ask the platform team whether its Role has it (API group argoproj.io), or leave name out"
        )
    ]


@pytest.mark.parametrize(
    ("change", "warned"),
    [({}, True), ({"concurrency": 1}, False), ({"after": ["a"]}, False), ({"access": "many"}, False)],
)
def test_steps_that_run_at_the_same_time_share_no_claim_of_one_node(change: Data, warned: bool) -> None:  # noqa: FBT001 - a case
    volume = {"size": "1Gi", **{key: change[key] for key in ("access",) if key in change}}
    written = {
        "volumes": {"/data": volume},
        "steps": {"a": A, "b": {**A, **{key: change[key] for key in ("after",) if key in change}}},
        **{key: change[key] for key in ("concurrency",) if key in change},
    }
    said = [
        f'volumes["/data"]: access: once lets one node of the cluster mount it, and step "{other}" may run at the same time'
        " -> use access: many, or a share of the platform, or let one of them come after the other"
        for one, other in (("a", "b"), ("b", "a"))
    ]
    assert pipelines.said(written) == (said if warned else [])


@pytest.mark.parametrize("concurrency", ["allow", "forbid"])
@pytest.mark.parametrize("of_step", [True, False])
def test_runs_that_overlap_share_no_claim_of_one_node(concurrency: str, *, of_step: bool) -> None:
    volumes: Data = {"volumes": {"/data": {"size": "1Gi"}}}
    run = {"schedule": "@daily", "concurrency": concurrency}
    written: Data = {"run": run, "steps": {"a": A | (volumes if of_step else {})}, **({} if of_step else volumes)}
    place = "steps.a." if of_step else ""
    said = (
        f'{place}volumes["/data"]: access: once lets one node at a time mount it, and several pods may run at once: concurrency is'
        " allow -> use access: many; with once, all pods have to fit on one node"
    )
    assert pipelines.said(written) == ([said] if concurrency == "allow" else [])


def test_steps_describe_the_same_claim_in_the_same_way() -> None:
    sizes = {"a": "1Gi", "b": "2Gi"}
    steps = {name: {**A, "volumes": {"/data": {"size": size, "access": "many"}}} for name, size in sizes.items()}
    assert pipelines.said({"steps": steps}) == [
        (
            'steps.b.volumes["/data"]: "/data" is a new claim of another container, with other settings'
            " -> describe it in the same way, or give one of them another path"
        )
    ]


def test_files_of_a_step_are_checked_as_those_of_the_pipeline() -> None:
    folder = {"files": {"/dev/shm": "x"}}  # noqa: S108 - a path in the container
    said = 'files["/dev/shm"]: "/dev/shm" is a folder -> name a file below it'
    assert pipelines.said(folder) == [said]
    assert pipelines.said({"steps": {"a": {**A, **folder}}}) == [f"steps.a.{said}"]


def test_policy_holds_for_the_image_of_each_step() -> None:
    written = {"image": None, "steps": {"a": {**A, "image": "docker.io/acme/a:1"}}}
    (said,) = pipelines.said(written, {"policy": {"images": {"registries": ["ghcr.io/acme"]}}})
    assert said.startswith('steps.a.image: "docker.io/acme/a:1" is not from an allowed registry')
