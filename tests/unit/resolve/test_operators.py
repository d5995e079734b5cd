from generator.environment.operators import Operator, Queues
from generator.resolve import operators
from tests.builders import cases, samples
from tests.builders.documents import Data


def test_the_short_form_is_the_name_of_the_operator() -> None:
    assert operators.operators({"training": "jobset"}).of("training") == Operator("jobset")


def test_the_long_form_says_where_and_how_it_runs() -> None:
    written = {"api": "kuberay", "version": "1.7.0", "namespace": "ray", "restricted": True, "gatewayClass": "istio"}
    assert operators.operators({"ray": written}).of("ray") == Operator(
        "kuberay", (1, 7, 0), "ray", restricted=True, settings={"gatewayClass": "istio"}
    )


def test_queues_are_in_the_order_of_the_platform() -> None:
    written = {"kueue": ["ml", "big"], "priorityClasses": ["low"]}
    assert operators.operators({"queue": written}).queues == Queues(("ml", "big"), ("low",))


def merged(parent: Data, child: Data) -> Operator | None:
    files = {
        "base": {"apiVersion": "tidegate.dev/v1", "abstract": True, "extends": "defaults", "operators": parent},
        "dev": {**samples.DEV, "extends": "base", "operators": child},
    }
    return cases.platform(files).environments["dev"].operators.of("training")


def test_an_environment_adds_to_its_parents_operator() -> None:
    long = {"api": "trainjob", "version": "2.3"}
    assert merged({"training": "jobset"}, {"training": {"version": "0.12"}}) == Operator("jobset", (0, 12))
    assert merged({"training": long}, {"training": {"restricted": True}}) == Operator(
        "trainjob", (2, 3), restricted=True
    )


def test_another_operator_replaces_it() -> None:
    long = {"api": "trainjob", "retriesByRuntime": True}
    assert merged({"training": long}, {"training": {"api": "jobset"}}) == Operator("jobset")
    assert merged({"training": long}, {"training": "jobset"}) == Operator("jobset")
    assert merged({"training": long}, {"training": None}) == Operator("job")
