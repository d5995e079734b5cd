"""Kind `inference`: a server of one model, whose runtime follows from the format of the model.

Its form is that of the operator that serves models in its environment. On `deployment` it is a service: the same engines,
strategies, releases, autoscalers and routes; the runtime settles image, arguments, ports, probes and sizes, of which each can be
written (`presets.py`), and the platform's downloader brings the model. On KServe an InferenceService names the runtime, and KServe
makes everything else (`kserve.py`). A version is a model.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from generator.components import operator_form
from generator.components.inference import forms, kserve_presets, presets, rules, transformer
from generator.components.service import fields
from generator.components.service import kind as service
from generator.environment.operators import TRAFFIC
from generator.manifest.manifest import Draft
from generator.resolve import field_rules, merge
from generator.resolve.kind import Place
from generator.source import nodes
from generator.source.finding import Finding
from generator.spec.component import TRANSFORMER
from generator.spec.project import Target
from generator.validate.context import Rules

SYNONYMS = (
    "inferenceservice isvc kserve seldon predictor model-server modelserver model-serving serving-runtime predict "
    "triton vllm tfserving torchserve mlserver llm"
)
SLOTS = True
FOLDER = ""
HASHED = False
FIELDS = fields.FIELDS.with_own(
    merge.Fields(
        forms={TRANSFORMER: field_rules.container},
        merges={TRANSFORMER: merge.by_fields(lambda: field_rules.CONTAINER)},
    )
)
RULES: Rules = rules.RULES
POLICY = service.POLICY
SIZE = service.SIZE | {TRANSFORMER}
COUNTS, GROUPS = service.COUNTS, service.GROUPS


kind_values = fields.kind_values
names, demand = service.names, service.demand


def complete(merged: nodes.Mapping, *, place: Place, cache: nodes.NodeCache) -> nodes.Mapping:
    """The merged component with what its runtime settles, then with the defaults of a service."""
    if place.operator in TRAFFIC:
        served, place = kserve_presets.applied(merged, place)
    else:
        served, gpu = presets.applied(merged, gpu=place.gpu)
        place = place._replace(gpu=gpu)
    return fields.complete(transformer.completed(served, place.operator), place=place, cache=cache)


def settled(target: Target, _data: Mapping[str, Any]) -> Target:
    """The target whose transformers know the name of the model, which on KServe is no field of a pod that they could read."""
    return transformer.named(target) if target.engine in TRAFFIC else target


def problems(target: Target) -> Iterator[Finding]:
    """Yield settings that the form does not support."""
    yield from transformer.problems(target)
    yield from operator_form.chosen(target, forms.FORMS).problems(target)


def drafts(target: Target) -> Iterator[Draft]:
    """All objects of a component in the form of its environment."""
    yield from operator_form.chosen(target, forms.FORMS).drafts(target)
