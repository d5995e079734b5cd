"""Templates: components with `models`. Each model is a component of its own, `<template>-<model>`, and the template is none."""

from collections.abc import Collection, Mapping, Sequence

from generator.named_tuples import NamedTuple
from generator.source import nodes
from generator.spec import naming, suggest

MODELS, MODEL = "models", "model"
"""The field of a template, and the field that each of its entries is in the component of that model."""


class Template(NamedTuple):
    """A component with `models`; `keys` has the first key of each model, in `components` or in an environment, by its name."""

    entry: nodes.Entry
    keys: Mapping[str, nodes.Scalar]


class Model(NamedTuple):
    """The model of a template that a component was made of: the names of both, and the model's key.

    `overrides` are the component's layers in each environment, lowest first; one whose value is null removes it there.
    """

    template: str
    name: str
    key: nodes.Scalar
    overrides: Mapping[str, tuple[nodes.Entry, ...]]

    @property
    def paths(self) -> Sequence[tuple[str, ...]]:
        """Where a `components` of the file may remove the component, from below `components`."""
        return ((self.template,), (self.template, MODELS, self.name), (naming.of_model(self.template, self.name),))

    def field(self, path: Sequence[str | int]) -> str:
        """The component's field that a path below `components` sets, as in a file; empty if it sets none of this component."""
        match path:
            case (self.template, "models"):
                return MODEL
            case (self.template, "models", name, *_):
                return MODEL if name == self.name else ""
            case (name, key, *_) if name in {self.template, naming.of_model(self.template, self.name)}:
                return str(key)
            case _:
                return ""


def components(name: str, template: Template) -> tuple[str, ...]:
    """The components that a template with this name makes."""
    return tuple(naming.of_model(name, model) for model in template.keys)


def unknown(name: str, known: Collection[str], templates: Mapping[str, Template]) -> tuple[str, str, str]:
    """Why there is no component of a name, what to write instead, and the name that is meant; `known` are all components."""
    if name in templates:
        return fact(name, templates[name]), "name one of them", ""
    meant, hint = suggest.of(name, known)
    return f'there is no component "{name}"', hint, meant


def path_of(component: str, templates: Mapping[str, Template]) -> tuple[str, ...]:
    """Where a template would have the model of a component, from below `components`; empty if no template makes such names."""
    name = max((each for each in templates if component.startswith(naming.of_model(each, ""))), key=len, default="")
    return (name, MODELS, component.removeprefix(naming.of_model(name, ""))) if name else ()


def fact(name: str, template: Template) -> str:
    """That a name is a template's: `"fraud" is the template of fraud-eu, fraud-us`; of no more than a hint lists."""
    made = components(name, template)
    more = f" and {len(made) - suggest.MAX_LISTED} more" if len(made) > suggest.MAX_LISTED else ""
    return f'"{name}" is the template of {", ".join(made[: suggest.MAX_LISTED])}{more}'
