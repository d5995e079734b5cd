"""Making of the components that a template stands for: one for each of its `models`, with all other fields of the template.

All that follows sees ordinary components. The nodes are those of the file, so that problems are told where something is written.
"""

from collections.abc import Callable, Iterator, Mapping

from generator.named_tuples import NamedTuple
from generator.resolve.kind import Kinds
from generator.source import nodes, schema_rules
from generator.spec import naming
from generator.spec.templates import MODEL, MODELS, Model, Template

Form = Callable[[nodes.Entry], nodes.Entry]


class Expanded(NamedTuple):
    """The components of a project, those of its models among them; the models by component; and the templates by name."""

    components: Mapping[str, nodes.Entry]
    models: Mapping[str, Model]
    templates: Mapping[str, Template]


def expand(
    components: Mapping[str, nodes.Entry],
    environments: Mapping[str, nodes.Entry],
    is_template: Callable[[nodes.Node], bool],
    form: Form,
) -> Expanded:
    """Replace each template by the components of its models; `form` expands the short forms of a component.

    A component that is written keeps its name: no model takes it, which is reported elsewhere.
    """
    found: dict[str, nodes.Entry] = {}
    models: dict[str, Model] = {}
    templates: dict[str, Template] = {}
    for name, entry in components.items():
        written = form(entry)
        if not is_template(entry.value):
            found[name] = written
            continue
        templates[name] = Template(written, dict(_keys(name, written, environments)))
        for model, key in templates[name].keys.items():
            component = naming.of_model(name, model)
            if component not in components and component not in models:
                found[component] = form(_with_model(written, model, key))
                models[component] = _model(name, model, templates[name], environments)
    return Expanded(found, models, templates)


def of_file(root: nodes.Mapping, library: schema_rules.Library, kinds: Kinds) -> Expanded:
    """The components of a file, which need not be valid."""
    components, environments = (nodes.entries(root.get(key)) for key in ("components", "environments"))
    return expand(components, environments, lambda each: is_template(each, library, kinds), lambda entry: entry)


def is_template(component: nodes.Node, library: schema_rules.Library, kinds: Kinds) -> bool:
    """Whether a component has `models`, and is of a kind that may."""
    kind = component.get("kind") if isinstance(component, nodes.Mapping) else None
    return (
        nodes.child(component, MODELS) is not None
        and isinstance(kind, nodes.Scalar)
        and kind.text in kinds
        and MODELS in library.rule(f"kinds/{kind.text}.json").properties
    )


def _keys(name: str, entry: nodes.Entry, environments: Mapping[str, nodes.Entry]) -> Iterator[tuple[str, nodes.Scalar]]:
    """The models with their keys, those of the component before those that environments add."""
    written = nodes.entries(nodes.child(entry.value, MODELS))
    yield from ((model, each.key) for model, each in written.items())
    added: dict[str, nodes.Scalar] = {}
    for environment in environments.values():
        override = nodes.child(nodes.child(environment.value, "components"), name)
        for model, each in nodes.entries(nodes.child(override, MODELS)).items():
            if model not in written and not nodes.is_null(each.value):
                added.setdefault(model, each.key)
    yield from added.items()


def _with_model(template: nodes.Entry, model: str, key: nodes.Scalar) -> nodes.Entry:
    """A template with one of its models in their place, or with none if no more than environments have that one."""
    written = nodes.entries(nodes.child(template.value, MODELS)).get(model)
    return _in_place(template, written, key)


def _in_place(entry: nodes.Entry, model: nodes.Entry | None, key: nodes.Scalar) -> nodes.Entry:
    assert isinstance(entry.value, nodes.Mapping)  # noqa: S101 - no other node is a template, or one's override
    entries = {name: each for name, each in entry.value.entries.items() if name not in {MODELS, MODEL}}
    if model is not None:
        entries[MODEL] = nodes.Entry(nodes.Scalar(MODEL, plain=True, mark=key.mark), model.value, model.aliased)
    return entry.copy_with(entry.value.copy_with(entries))


def _model(name: str, model: str, template: Template, environments: Mapping[str, nodes.Entry]) -> Model:
    key = template.keys[model]
    is_everywhere = model in nodes.entries(nodes.child(template.entry.value, MODELS))
    overrides = {
        environment: tuple(_overrides(name, model, key, entry.value, is_everywhere=is_everywhere))
        for environment, entry in environments.items()
    }
    return Model(name, model, key, overrides)


def _overrides(
    name: str, model: str, key: nodes.Scalar, environment: nodes.Node, *, is_everywhere: bool
) -> Iterator[nodes.Entry]:
    """The layers of a model's component in an environment: what is written for the template, then for that one alone."""
    written = nodes.entries(nodes.child(environment, "components"))
    changed = written.get(name)
    changed_model = nodes.entries(nodes.child(changed.value, MODELS)).get(model) if changed is not None else None
    if changed_model is not None and nodes.is_null(changed_model.value):
        yield changed_model
    elif changed_model is None and not is_everywhere:
        yield nodes.Entry(key, nodes.Scalar("null", plain=True, mark=key.mark))
    if changed is not None:
        is_mapping = isinstance(changed.value, nodes.Mapping)
        yield _in_place(changed, changed_model, key) if is_mapping else changed
    if (alone := written.get(naming.of_model(name, model))) is not None:
        yield alone
