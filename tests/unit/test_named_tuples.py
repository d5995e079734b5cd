import copy
import inspect
import pickle
import types
import typing
from collections.abc import Mapping
from typing import Any, Self

import pytest

from generator.named_tuples import NamedTuple


class Port(NamedTuple):
    """A port."""

    number: int
    name: str = "http"
    labels: Mapping[str, Any] | None = None

    @property
    def text(self) -> str:
        return f"{self.name}:{self.number}"


class Named(Port):
    __slots__ = ()

    def __new__(cls, number: int) -> Self:
        return super().__new__(cls, number, name="named")


class Plain(typing.NamedTuple):
    """A port."""

    number: int
    name: str = "http"
    labels: Mapping[str, Any] | None = None


def test_values_are_given_by_position_and_by_name() -> None:
    assert Port(80) == Port(number=80) == (80, "http", None)
    assert Port(80, labels={"a": 1}).labels == {"a": 1}
    assert Port(80).text == "http:80"
    assert Named(80) == (80, "named", None)


def test_a_subclass_may_be_the_first_to_be_called() -> None:
    class Base(NamedTuple):
        number: int

    class Derived(Base):
        __slots__ = ()

    assert type(Derived(1)) is Derived
    assert type(Base(1)) is Base


def test_the_class_is_as_that_of_typing() -> None:
    Port(80)
    Plain(80)
    for name in ("_fields", "_field_defaults", "__match_args__", "__doc__", "__annotations__", "__slots__"):
        assert getattr(Port, name) == getattr(Plain, name)
    assert type(Port) is type
    assert list(inspect.signature(Port.__new__).parameters) == list(inspect.signature(Plain.__new__).parameters)
    assert not hasattr(Port(80), "__dict__")


@pytest.mark.parametrize("arguments", [{}, {"number": 1, "other": 2}, {"name": "http"}])
def test_wrong_arguments_are_refused(arguments: dict[str, Any]) -> None:
    with pytest.raises(TypeError):
        Port(**arguments)


def test_values_are_replaced_made_and_listed() -> None:
    port = Port(80, "web")
    assert port._replace(number=81) == Port(81, "web")
    assert type(Named(1)._replace(number=2)) is Named
    assert Port._make([80, "web", None]) == port
    assert port._asdict() == {"number": 80, "name": "web", "labels": None}
    assert repr(port) == repr(Plain(80, "web")).replace("Plain", "Port")


def test_unknown_fields_and_wrong_lengths_are_refused() -> None:
    with pytest.raises(
        (ValueError, TypeError), match=r"^Got unexpected field names: \['other'\]$"
    ):  # typing's since 3.13
        Port(80)._replace(other=1)  # type: ignore[call-arg]
    with pytest.raises(TypeError, match=r"^Expected 3 arguments, got 1$"):
        Port._make([80])


def test_values_are_copied_and_pickled() -> None:
    port = Port(80, labels={"a": 1})
    assert copy.deepcopy(port) == pickle.loads(pickle.dumps(port)) == port  # noqa: S301 - our own bytes
    assert type(copy.copy(port)) is Port


def test_values_are_matched_by_position() -> None:
    match Port(80):
        case Port(number, name):
            assert (number, name) == (80, "http")


@pytest.mark.parametrize("base", [NamedTuple, typing.NamedTuple], ids=["ours", "typing"])
def test_a_field_without_a_default_does_not_follow_one_with_a_default(base: Any) -> None:
    body = {"__module__": __name__, "__annotations__": {"number": int, "name": str}, "number": 80}
    with pytest.raises(TypeError, match="default"):
        types.new_class("Port", (base,), exec_body=lambda namespace: namespace.update(body))
