"""The form `argo-workflows`: a Workflow or, by a schedule, a WorkflowTemplate and the CronWorkflow that runs it.

Argo reads the spec of a Workflow once and never updates what runs, so its name has a hash. A WorkflowTemplate has a fixed name, so
that people and programs can run it with other parameters.
"""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from generator.components import runs
from generator.components.pipeline import artifacts, fields, texts
from generator.components.pipeline.fields import Pipeline, Step
from generator.gitops import gitops
from generator.kubernetes import argo_templates, labels, queues, security
from generator.kubernetes import pod as pods
from generator.kubernetes.pod import Config
from generator.manifest.manifest import Draft
from generator.source.finding import Finding
from generator.spec import variable_expansion
from generator.spec.component import NO_PROBES
from generator.spec.project import Target

KIND, TEMPLATE, SCHEDULED = "Workflow", "WorkflowTemplate", "CronWorkflow"
NEVER = 2**31 - 1
"""The longest time to live in seconds, 68 years, in place of the default that a controller may have (`workflowDefaults`)."""
PODS_KEPT = f"{runs.DAY}s"
"""How long the pod of a step that has succeeded is kept, with its log."""


def problems(target: Target) -> Iterator[Finding]:  # noqa: ARG001 - as OperatorForm
    """Yield nothing: a name that is short enough with a hash is short enough for a CronWorkflow, too."""
    return iter(())


def drafts(target: Target) -> Iterator[Draft]:
    """The Workflow, or what makes it by a schedule."""
    component, run = target.component, fields.of(target.component).run
    steps = [_step(target, name) for name in component.pods]
    config_map = texts.config(f"{target.base}-texts", [each for step in steps for each in _containers(step)])
    yield from _config(target, config_map)
    values = {**_values(target), "steps": [_without_braces(step, config_map) for step in steps]}
    values["labels"] = labels.metadata(target, component)
    if run.schedule is None:
        values |= {"name": _name(target), "annotations": runs.metadata(target, run)["annotations"], "ttl": NEVER}
        yield Draft(template="pipeline/workflow.yaml", folder=fields.FOLDER, file=target.base, values=values)
        return
    # A finished run is kept for a day: it is not in Git, so nothing makes it again.
    values |= {**runs.cron_job(target, run.schedule), "ttl": None, "keep": runs.DAY}
    for kind in (TEMPLATE, SCHEDULED):
        yield Draft(template=f"pipeline/{kind.lower()}.yaml", folder=fields.FOLDER, file=target.base, values=values)


def _name(target: Target) -> str:
    return runs.name(target, fields.of(target.component).run, {KIND})


def _values(target: Target) -> dict[str, Any]:
    pipeline = fields.of(target.component)
    return {
        "entrypoint": argo_templates.ENTRYPOINT,
        "account": target.component.account.name or target.base,
        "parameters": [(name, variable_expansion.escape(text, ())) for name, text in pipeline.parameters.items()],
        "parallel": pipeline.concurrency,
        "timeout": None if pipeline.timeout is None else pipeline.timeout + target.component.download.longest,
        "pods_kept": PODS_KEPT,
        "pull_secrets": target.environment.pull_secrets,
        "pod_patch": json.dumps(_patch(target, pipeline)),
    }


def _patch(target: Target, pipeline: Pipeline) -> Mapping[str, Any]:
    """What the pods of all steps have that a template of Argo cannot say, and how its own containers run.

    Argo leaves the token to the ServiceAccount, which mounts none, unless a template refuses it (`setupServiceAccount`).
    """
    as_image = security.is_as_image(target, target.component.security)
    context = {"allowPrivilegeEscalation": False, **({} if as_image else {"capabilities": {"drop": ["ALL"]}})}
    return {
        "automountServiceAccountToken": True,
        "enableServiceLinks": False,
        **({} if pipeline.grace is None else {"terminationGracePeriodSeconds": pipeline.grace}),
        **argo_templates.executor(context),
    }


def _containers(step: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    yield step
    yield from step["init_containers"]


def _without_braces(step: Mapping[str, Any], config_map: Config | None) -> dict[str, Any]:
    """The values of a step without what Argo would replace; annotations that have it are those of the Workflow alone."""
    kept = {key: text for key, text in step["pod_annotations"].items() if texts.BRACES not in text}
    beside = [texts.without(each, config_map) for each in step["init_containers"]]
    return {**texts.without(step, config_map), "pod_annotations": kept, "init_containers": beside}


def _config(target: Target, config_map: Config | None) -> Iterator[Draft]:
    """The ConfigMaps with texts, and with the files that steps have and the pipeline has not."""
    if config_map is not None:
        yield _config_map(target, config_map, f"{target.base}-texts")
    shared = pods.config(target.base, target.component)
    done = set() if shared is None else {shared.name}
    for name, pod in target.component.pods.items():
        files = pods.config(target.base, pod)
        if files is not None and files.name not in done:
            done.add(files.name)
            yield _config_map(target, files, f"{target.base}-{name}")


def _config_map(target: Target, config_map: Config, file: str) -> Draft:
    guard = gitops.CONFIG_MAP_ANNOTATIONS[target.environment.gitops.tool]
    values = {
        "name": config_map.name,
        "labels": labels.metadata(target, target.component),
        "annotations": labels.annotations(target, target.component, guard),
        "data": config_map.data,
        "binary": config_map.binary,
    }
    return Draft(template="config/configmap.yaml", folder="config", file=file, values=values)


def _step(target: Target, name: str) -> dict[str, Any]:
    """The values of `pipeline/step.yaml`."""
    step, pod = fields.of(target.component).steps[name], target.component.pods[name]
    values = runs.pods(target._replace(component=pod), restart_policy="", health=NO_PROBES, grace=None)
    patch = {
        **({"runtimeClassName": values["runtime_class"]} if values["runtime_class"] else {}),
        **({"resourceClaims": _claims(values["resource_claims"])} if values["resource_claims"] else {}),
    }
    return {
        **values,
        "name": name,
        "after": step.after,
        **_artifacts(target, step),
        "pod_labels": {**values["pod_labels"], **queues.labels(target)},
        "retries": step.retries,
        "timeout": None if step.timeout is None else step.timeout + pod.download.longest,
        "pod_patch": json.dumps(patch) if patch else "",
    }


def _artifacts(target: Target, step: Step) -> dict[str, Any]:
    """What a step reads and writes; `given` are those of the inputs that other steps write."""
    inputs, outputs = (
        [artifacts.values(each, target.environment) for each in held] for held in (step.inputs, step.artifacts)
    )
    given = [(each.name, artifacts.source(step.writers[each.name], each.name)) for each in step.inputs if not each.uri]
    return {"inputs": inputs, "outputs": outputs, "given": given}


def _claims(claims: tuple[tuple[str, str], ...]) -> list[Mapping[str, str]]:
    return [{"name": name, "resourceClaimTemplateName": template} for name, template in claims]
