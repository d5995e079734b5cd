"""Callers of the same run that are let in, but do not say that they call."""

from generator.generation import callers
from generator.generation.callers import Callers
from generator.generation.results import ProjectResult
from tests.builders import cases
from tests.builders.cases import Case
from tests.builders.documents import Data
from tests.builders.samples import DEV, SERVICE

CLOSED: Data = {"network": {"egress": []}}


def result(name: str, component: Data, environment: Data) -> ProjectResult:
    project = {
        "apiVersion": "tidegate.dev/v1",
        "name": name,
        "team": "risk",
        "components": {"api": component if "kind" in component else SERVICE | component},
    }
    checked = cases.judged(Case({**project, "environments": {"dev": None}}, {"dev": DEV | environment}))
    found = ProjectResult(checked.file, "risk", name, checked.problems, environments=("dev",))
    return found._replace(links=tuple(callers.links(checked)))


def warnings(*results: ProjectResult) -> list[str]:
    run = Callers()
    for each in results:
        run.add(each)
    return [f"{each.where}: {each.fact} -> {each.hint}" for each in run.problems()]


OPENS: Data = {"callers": [{"namespace": "ci"}, {"project": "risk/web"}, {"project": "risk/fraud"}]}


def test_a_caller_of_the_run_that_writes_no_calls_is_named() -> None:
    expected = [
        (
            "components.api.callers[1].project: dev limits what pods reach, and risk/web writes no calls for risk/fraud"
            " -> add calls: [{project: risk/fraud}] to the component of risk/web that calls"
        )
    ]
    fraud, web = result("fraud", OPENS, CLOSED), result("web", {}, CLOSED)
    assert warnings(fraud, web) == warnings(web, fraud) == expected


def test_a_caller_of_all_models_of_a_template_is_named_once() -> None:
    models = {"eu": "file:///mnt/models/eu", "us": "file:///mnt/models/us"}
    volumes = {"/mnt/models": {"claim": "models"}}
    template: Data = {"kind": "inference", "format": "sklearn", "models": models, "volumes": volumes, **OPENS}
    [said] = warnings(result("fraud", template, CLOSED), result("web", {}, CLOSED))
    assert said.startswith("components.api.callers[1].project: ")


def test_a_caller_that_writes_calls_is_fine() -> None:
    fraud, web = result("fraud", OPENS, CLOSED), result("web", {"calls": [{"project": "risk/fraud"}]}, CLOSED)
    assert warnings(fraud, web) == warnings(web, fraud) == []


def test_a_caller_that_is_not_in_the_run_or_not_in_the_environment_is_not_known() -> None:
    assert warnings(result("fraud", OPENS, CLOSED)) == []
    assert warnings(result("fraud", OPENS, CLOSED), result("web", {}, CLOSED)._replace(environments=("prod",))) == []


def test_where_egress_is_open_nobody_has_to_say() -> None:
    assert warnings(result("fraud", OPENS, {}), result("web", {}, {})) == []


def test_a_project_with_problems_is_not_judged() -> None:
    broken = result("fraud", {"callers": [{"project": "risk/web"}], "scale": 0}, CLOSED)
    assert broken.invalid
    assert warnings(broken, result("web", {}, CLOSED)) == []
