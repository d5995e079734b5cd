"""Rules for models that are downloaded: a downloader of the platform, a place that it can write to, and free names."""

from collections.abc import Iterator, Mapping
from typing import Any

from generator.source import finding
from generator.source.finding import Finding
from generator.spec import image, model_uri
from generator.validate import context
from generator.validate.context import CheckedComponent

IMAGE_VOLUMES = (1, 35)
"""The first version of Kubernetes that has image volumes without a feature gate (KEP-4639)."""


def check(component: CheckedComponent) -> Iterator[Finding]:
    """Yield the problems of `model`; there are none if nothing is downloaded and nothing is said about it."""
    model = component.data.get("model", {})
    if "download" not in model:
        for key in ("size", "longest"):
            if key in model:
                hint = f"add download: model: {{uri: ..., download: /models, {key}: {model[key]}}}, or remove it"
                yield component.finding(
                    ("model", key), fact=f'"{key}" has no meaning without "download"', hint=hint, code="download"
                )
        return
    yield from _variables(component, model)
    chosen = model_uri.downloader(model["uri"], component.environment.downloaders)
    if chosen is None:
        yield _no_downloader(component, model)
    elif chosen.image_volume:
        yield from _image_volume(component, model)
    else:
        yield from _place(component, model)


def _variables(component: CheckedComponent, model: Mapping[str, Any]) -> Iterator[Finding]:
    if model.get("env") == model_uri.PATH_VARIABLE:
        yield component.finding(
            ("model", "env"),
            fact='"MODEL_PATH" has the path of the downloaded model',
            hint="give the URI another name, or leave env out: MODEL_URI",
            code="env-twice",
        )
    for part in context.parts(component):
        if model_uri.PATH_VARIABLE in part.data.get("env", {}):
            yield part.finding(
                ("env", model_uri.PATH_VARIABLE),
                fact='"MODEL_PATH" is set from "model" already',
                hint="remove it: it has the path of the downloaded model",
                code="env-twice",
            )


def _no_downloader(component: CheckedComponent, model: Mapping[str, Any]) -> Finding:
    known, scheme = component.environment.downloaders, model_uri.scheme(model["uri"])
    listed = f", only for {', '.join(known)}," if known else ""
    is_written = finding.locate(component.node, ("model", "download"), mark=component.mark)[0].mark.line
    instead = ", or remove it there with model: {download: null}" if is_written else ""
    return component.finding(
        ("model", "uri"),
        fact=f"there is no downloader for {scheme}://{listed}",
        place=component.environment.name,
        hint=f"ask the platform for downloaders: {{{scheme}: {{image: ...}}}}{instead}",
        code="downloader",
    )


def _image_volume(component: CheckedComponent, model: Mapping[str, Any]) -> Iterator[Finding]:
    version = component.environment.cluster.kubernetes
    if tuple(map(int, version.split("."))) < IMAGE_VOLUMES:
        yield component.finding(
            ("model", "uri"),
            fact=f"mounting a model from its image needs Kubernetes 1.35, and it is {version}",
            hint="ask the platform for a downloader of oci",
            code="downloader",
            place=component.environment.name,
        )
    try:
        image.parse(model_uri.reference(model["uri"]))
    except ValueError as error:
        hint = "write oci://repository:tag or oci://repository@digest"
        yield component.finding(("model", "uri"), fact=str(error), hint=hint, code="image")
    if model["download"] in component.data.get("volumes", {}):
        fact = f'"{model["download"]}" is where the image of the model is mounted'
        yield component.finding(
            ("volumes", model["download"]), fact=fact, hint="give the volume another path", code="mount-twice"
        )


def _place(component: CheckedComponent, model: Mapping[str, Any]) -> Iterator[Finding]:
    path, volumes = model["download"], component.data.get("volumes", {})
    at = model_uri.holder(path, volumes)
    if path in component.data.get("files", {}):
        hint = "give one of them another path"
        yield component.finding(("model", "download"), fact=f'"{path}" is a file', hint=hint, code="mount-twice")
    if not at and "size" not in model:
        hint = f"add size: model: {{uri: ..., download: {path}, size: 20Gi}}, or a volume: volumes: {{{path}: {{claim: NAME}}}}"
        yield component.finding(
            ("model", "download"), fact=f'no volume has "{path}", and the model no size', hint=hint, code="download"
        )
    elif at and "size" in model:
        fact, hint = f'"{path}" is on volume "{at}", which has a size of its own', "remove one of the two"
        yield component.finding(("model", "size"), fact=fact, hint=hint, code="choice")
    elif at and volumes[at].get("readOnly", False):
        fact = f'the downloader cannot write to "{at}": it is readOnly'
        yield component.finding(("volumes", at, "readOnly"), fact=fact, hint="remove readOnly", code="volume-access")
    elif at and volumes[at].get("access") == "read-many":
        fact, hint = f'the downloader cannot write to "{at}": access is read-many', "use access: many"
        yield component.finding(("volumes", at), fact=fact, hint=hint, code="volume-access")
    elif at and component.environment.is_read_only_share(volumes[at].get("share", "")):
        fact = f'the downloader cannot write to "{at}": share "{volumes[at]["share"]}" is read-only'
        hint = (
            "use another share, or an empty directory at another path: model: {uri: ..., download: /models, size: 20Gi}"
        )
        yield component.finding(
            ("volumes", at, "share"), fact=fact, hint=hint, code="download", place=component.environment.name
        )
    elif at and not {"claim", "size", "share", "scratch", "memory"} & volumes[at].keys():
        fact, hint = f'the downloader cannot write to "{at}"', "use a claim, scratch or memory there, or another path"
        yield component.finding(("model", "download"), fact=fact, hint=hint, code="download")


def images(component: CheckedComponent) -> Iterator[CheckedComponent]:
    """A view of the image that a download brings into the pod, for the rules about images."""
    model = component.data.get("model", {})
    chosen = model_uri.downloader(model["uri"], component.environment.downloaders) if "download" in model else None
    if chosen is not None:
        name = model_uri.reference(model["uri"]) if chosen.image_volume else chosen.image
        yield component._replace(data={"image": name}, prefix=("model",))
