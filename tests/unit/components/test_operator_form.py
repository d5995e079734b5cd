from generator.components import operator_form
from generator.components.training import job_set
from generator.components.training.forms import FORMS
from tests.builders import samples, trainings


def test_the_environment_chooses() -> None:
    target = samples.target(trainings.TRAINING, None, trainings.operators("jobset"))
    assert operator_form.chosen(target, FORMS) is job_set


def test_rules_of_a_form_hold_where_it_runs_the_kind() -> None:
    written = trainings.TRAINING | {"restart": "container"}
    assert samples.problems(written, None, trainings.operators("job")) == []
    assert len(samples.problems(written, None, trainings.operators("jobset"))) == 1


def test_a_form_adds_its_objects_to_those_of_every_kind() -> None:
    target = samples.target(trainings.TRAINING, None, trainings.operators("jobset"))
    kinds = [draft.kind for draft in operator_form.drafts(target, target, FORMS)]
    assert kinds == ["serviceaccount", "networkpolicy", "jobset"]
