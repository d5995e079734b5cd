"""Rules for templates, components with `models`, that a schema cannot express: what they are made of, and how they are named."""

from collections.abc import Iterator

from generator.source import nodes
from generator.source.finding import Finding, Path
from generator.spec import naming, suggest, templates, written_versions
from generator.spec.project import Project
from generator.spec.templates import MODEL, MODELS, Template


def check(project: Project) -> Iterator[Finding]:
    """Check the templates of a project, and what its environments say of them."""
    for name, template in project.templates.items():
        written = nodes.entries(template.entry.value)
        if MODEL in written:
            fact, hint = f'"{MODELS}" does not go with "{MODEL}"', "keep one of the two: each of models is a component"
            yield _at(written[MODELS].key, ("components", name, MODELS), fact=fact, hint=hint, code="choice")
        yield from _names(project, name, template)
        for environment, entry in project.environments.items():
            override = nodes.entries(nodes.child(entry.value, "components")).get(name)
            if override is not None:
                yield from _override(name, template, override.value, ("environments", environment, "components", name))
    yield from _absent(project)


def _names(project: Project, name: str, template: Template) -> Iterator[Finding]:
    """Models whose component has the name of another one."""
    for model, key in template.keys.items():
        component = naming.of_model(name, model)
        made = project.models.get(component)
        if made is None or (made.template, made.name) != (name, model):
            fact = f'"{component}" is a component already'
            hint = "give the model another name, or the component"
            yield _at(key, ("components", name, MODELS, model), fact=fact, hint=hint, code="component-twice")


def _absent(project: Project) -> Iterator[Finding]:
    """What an environment says of one model that it does not have: it would have no effect.

    The release of a model that the environment removes stays: it says what runs when the model is back.
    """
    for component, model in project.models.items():
        for environment, entry in project.environments.items():
            own, release = (
                nodes.entries(nodes.child(entry.value, key)).get(component) for key in ("components", "releases")
            )
            if not any(nodes.is_null(each.value) and each is not own for each in model.overrides[environment]):
                continue
            hint = f"{written_versions.way_back(project, environment, component)}; or remove this"
            if own is not None:
                yield _no_component(
                    own.key, environment, "components", "remove this" if nodes.is_null(own.value) else hint
                )
            if release is not None and not written_versions.removal(project, environment, component):
                yield _no_component(release.key, environment, "releases", hint)


def _no_component(key: nodes.Scalar, environment: str, section: str, hint: str) -> Finding:
    fact, path = f'there is no component "{key.text}"', ("environments", environment, section, key.text)
    return _at(key, path, fact=fact, hint=hint, code="unknown-component")._replace(place=environment)


def _override(name: str, template: Template, override: nodes.Node, path: Path) -> Iterator[Finding]:
    entries = nodes.entries(override)
    if MODEL in entries:
        first = next(iter(template.keys), "NAME")
        hint = f"write models: {{{first}: URI}}, or {MODEL}: URI below {naming.of_model(name, first)}"
        fact = templates.fact(name, template)
        yield _at(entries[MODEL].key, (*path, MODEL), fact=fact, hint=hint, code="choice")
    models = entries[MODELS].value if MODELS in entries else None
    if models is not None and nodes.is_null(models):
        fact, hint = "a template has models in every environment", f"remove its components here with {name}: null"
        yield _at(entries[MODELS].key, (*path, MODELS), fact=fact, hint=hint, code="null")
    for model, entry in nodes.entries(models).items():
        if model not in template.keys:
            meant, hint = suggest.of(model, tuple(template.keys))
            fact, where = f'there is no model "{model}"', (*path, MODELS, model)
            yield _at(entry.key, where, fact=fact, hint=hint, code="unknown-component", meant=meant)


def _at(key: nodes.Scalar, path: Path, *, fact: str, hint: str, code: str, meant: str = "") -> Finding:
    return Finding(node=key, mark=key.mark, path=path, fact=fact, hint=hint, code=code, subject=key.text, meant=meant)
