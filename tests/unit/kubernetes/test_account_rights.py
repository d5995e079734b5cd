"""Rights that accounts have by their kinds."""

import pytest

from generator.kubernetes import account_rights, argo_templates, object_kinds, spark_driver
from tests.builders import samples
from tests.builders.documents import Data


@pytest.mark.parametrize(
    ("more", "rights"),
    [
        ({}, ()),
        ({"operators": {"spark": "spark-operator"}}, (spark_driver.RIGHTS,)),
        ({"operators": {"pipeline": "argo-workflows"}}, (argo_templates.RIGHTS,)),
        ({"operators": {"pipeline": "argo-workflows"}, "policy": {"kinds": ["job"]}}, ()),
    ],
)
def test_an_account_has_rights_where_its_kind_may_run(more: Data, rights: object) -> None:
    environment = samples.target(samples.JOB, None, more).environment
    assert account_rights.needed(environment) == rights
    role = object_kinds.of("Role").written_in
    assert role is not None
    assert role(environment) == (rights != ())
