"""Kind `inference`: a server of one model, whose runtime follows from the format of the model.

It is a service: the same engines, strategies, releases, autoscalers and routes. The runtime settles image, arguments, ports, probes
and sizes, of which each can be written (`presets.py`); the platform's downloader brings the model, so a version is a model.
"""

from collections.abc import Iterator

from generator.components.inference import presets, rules
from generator.components.service import fields
from generator.components.service import kind as service
from generator.manifest.manifest import Draft
from generator.resolve.kind import as_written
from generator.source import nodes
from generator.spec.project import Target
from generator.validate.context import Rules

SYNONYMS = (
    "inferenceservice isvc kserve seldon predictor model-server modelserver model-serving serving-runtime predict "
    "triton vllm tfserving torchserve mlserver llm"
)
SLOTS = True
FOLDER = ""
HASHED = False
FIELDS = fields.FIELDS
RULES: Rules = {**service.RULES, **rules.RULES}
POLICY = service.POLICY
SIZE = service.SIZE
COUNTS, GROUPS = service.COUNTS, service.GROUPS


kind_values, settled = fields.kind_values, as_written
names, demand, problems = service.names, service.demand, service.problems


def complete(merged: nodes.Mapping, *, gpu: bool, cache: nodes.NodeCache) -> nodes.Mapping:
    """The merged component with what its runtime settles, then with the defaults of a service."""
    settled, gpu = presets.applied(merged, gpu=gpu)
    return fields.complete(settled, gpu=gpu, cache=cache)


def drafts(target: Target) -> Iterator[Draft]:
    """All objects of a service, whose pods have shared memory where their runtime uses it."""
    shares = (runtime := presets.chosen(target.node)[1]) is not None and runtime.shared_memory
    slots = {name: component._replace(shared_memory=shares) for name, component in target.slots.items()}
    component = target.component._replace(shared_memory=shares)
    yield from service.drafts(target._replace(component=component, slots=slots))
