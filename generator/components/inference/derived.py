"""What follows for a transformer that no field says."""

from collections.abc import Iterable, Iterator

from generator.components.derived_value import DerivedValue
from generator.components.inference import presets
from generator.environment.operators import TRAFFIC
from generator.manifest.manifest import Draft
from generator.spec.component import TRANSFORMER
from generator.spec.project import Target

KSERVE = "default of KServe: it serves the model by the name of the InferenceService"


def values(target: Target, _drafts: Iterable[Draft]) -> Iterator[DerivedValue]:
    """The name of the model, which on KServe is no field of a pod that a variable could read."""
    transformer = target.component.transformer
    if transformer is not None and target.engine in TRAFFIC:
        held = next(each for each in transformer.env if each.name == presets.NAME)
        if held.value == target.base:
            yield DerivedValue((TRANSFORMER, "env", presets.NAME), target.base, KSERVE)
