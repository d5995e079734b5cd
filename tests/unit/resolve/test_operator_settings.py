"""What a platform says of its operators: each setting is read, or refused where it stands."""

from typing import Any

import pytest

from generator.environment.operators import FORMS
from tests.builders import cases, pipelines, rays, samples
from tests.builders.documents import Data
from tests.builders.samples import DASK, INFERENCE, MULTINODE, NOTEBOOK, PIPELINE, RAY, SPARK, TRAINING

OLD = "0.0.1"
MPI: Data = TRAINING | {"framework": "mpi"}
INCREMENTAL: Data = rays.SERVICE | {"workers": {"min": 1, "max": 2}, "upgrade": "incremental"}
CANARY: Data = {"strategy": {"type": "canary", "steps": [10]}}
EXPOSED: Data = {"expose": {"host": "a.acme.dev"}}
RUNTIMES = {"mpi": "ours"}
READ: dict[tuple[str, str, str], tuple[Data, Data, object]] = {
    ("training", "trainjob", "version"): (TRAINING, {}, OLD),
    ("training", "trainjob", "restricted"): (MPI, {"runtimes": RUNTIMES}, True),
    ("training", "trainjob", "runtimes"): (MPI, {}, RUNTIMES),
    ("training", "trainjob", "retriesByRuntime"): (TRAINING | {"retries": 1}, {}, True),
    ("training", "pytorchjob", "version"): (TRAINING, {}, OLD),
    ("training", "pytorchjob", "restricted"): (TRAINING | {"nodes": 2}, {}, True),
    ("training", "jobset", "version"): (TRAINING, {}, OLD),
    ("notebook", "notebook", "namespace"): (NOTEBOOK, {}, "kubeflow"),
    ("notebook", "notebook", "token"): (NOTEBOOK, {}, False),
    ("inference", "kserve-standard", "version"): (INFERENCE, {}, OLD),
    ("inference", "kserve-standard", "restricted"): (INFERENCE, {}, True),
    ("inference", "kserve-standard", "gatewayApi"): (INFERENCE | CANARY, {}, True),
    ("inference", "kserve-standard", "domain"): (INFERENCE | EXPOSED, {}, "models.acme.dev"),
    ("inference", "kserve-knative", "version"): (INFERENCE, {}, OLD),
    ("inference", "kserve-knative", "namespace"): (INFERENCE, {"restricted": True}, "knative-serving"),
    ("inference", "kserve-knative", "restricted"): (INFERENCE, {}, True),
    ("inference", "kserve-knative", "domain"): (INFERENCE | EXPOSED, {}, "models.acme.dev"),
    ("multinode", "leaderworkerset", "version"): (MULTINODE, {}, OLD),
    ("spark", "spark-operator", "version"): (SPARK, {}, OLD),
    ("dask", "dask-operator", "version"): (DASK, {}, OLD),
    ("dask", "dask-operator", "namespace"): (DASK, {}, "dask"),
    ("ray", "kuberay", "version"): (RAY, {}, OLD),
    ("ray", "kuberay", "namespace"): (RAY, {}, "ray"),
    ("ray", "kuberay", "gatewayClass"): (INCREMENTAL, {}, "istio"),
    ("pipeline", "argo-workflows", "version"): (PIPELINE | pipelines.NIGHTLY, {}, OLD),
    ("pipeline", "argo-workflows", "artifactRepository"): (PIPELINE | pipelines.HANDED_OVER, {}, True),
    ("pipeline", "argo-workflows", "s3"): (PIPELINE | pipelines.STORED, {}, {"endpoint": "minio.minio:9000"}),
}
"""For each field of a form: a component, what else the platform says, and a value that makes a difference."""


def made(kind: str, component: Data, operator: Data) -> tuple[list[str], Data]:
    """What is said of a component, and what is rendered of a legal one."""
    environment = {"operators": {kind: operator}}
    found, overlays = cases.rendered(samples.case(component, None, environment))
    objects = {f"{each.kind}/{each.name}": each.object for overlay in overlays for each in overlay.manifests}
    return [each.fact for each in found.problems], objects


def test_every_field_that_a_form_reads_is_listed_here() -> None:
    fields = {(kind, api, name) for kind, forms in FORMS.items() for api, form in forms.items() for name in form.reads}
    assert fields == READ.keys()


@pytest.mark.parametrize("place", READ, ids=".".join)
def test_a_field_makes_a_difference(place: tuple[str, str, str]) -> None:
    kind, api, name = place
    component, more, value = READ[place]
    without: Data = {"api": api, **more}
    assert made(kind, component, without) != made(kind, component, {**without, name: value})


def refused(operators: Data) -> list[str]:
    """What is said of the operators of an environment, each at the path of the field."""
    with pytest.raises(AssertionError) as error:
        cases.platform({"dev": samples.DEV | {"operators": operators}})
    found: Any = error.value.args[0]
    return [f"{'.'.join(each.path)}: {each.fact} -> {each.hint}" for each in found]


@pytest.mark.parametrize(
    ("kind", "operator", "words"),
    [
        ("training", {"api": "job", "runtimes": RUNTIMES}, 'runtimes: "runtimes" does nothing: job needs no operator'),
        (
            "training",
            {"api": "jobset", "runtimes": RUNTIMES},
            'runtimes: "runtimes" does nothing: it is for trainjob',
        ),
    ],
)
def test_a_field_that_nothing_reads_is_refused_with_the_reason(kind: str, operator: Data, words: str) -> None:
    assert refused({kind: operator}) == [f"operators.{kind}.{words} -> remove it"]


OPERATORS = [(kind, api) for kind, forms in FORMS.items() for api in forms]


@pytest.mark.parametrize(("kind", "api"), OPERATORS)
def test_facts_about_an_operator_may_always_be_written(kind: str, api: str) -> None:
    operator = {"api": api, "version": "99.0", "namespace": "operators", "restricted": True}
    found = cases.platform({"dev": samples.DEV | {"operators": {kind: operator}}})
    assert found.environments["dev"].operators.of(kind) is not None
