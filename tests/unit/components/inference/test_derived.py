from generator.validation import explain
from tests.builders import cases, samples
from tests.builders.documents import Data
from tests.unit.components.inference.served import MODEL, STANDARD


def name_of_the_model(**transformer: object) -> list[tuple[object, str]]:
    front: Data = {"transformer": {"image": "ghcr.io/acme/front:1", **transformer}}
    case = samples.case(MODEL | front, None, STANDARD)
    found = explain.explain(cases.judged(case), cases.platform(case.platform), None, None)
    return [(row.value, row.source) for row in found.rows if "MODEL_NAME" in row.field]


def test_the_name_that_kserve_gives_the_model_is_shown() -> None:
    assert name_of_the_model() == [
        ("fraud-api", "default of KServe: it serves the model by the name of the InferenceService")
    ]


def test_a_written_name_is_shown_alone() -> None:
    ((name, _),) = name_of_the_model(env={"MODEL_NAME": "own"})
    assert name == "own"
