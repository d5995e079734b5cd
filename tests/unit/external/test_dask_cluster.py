"""Addresses, and what is not there; tests/acceptance/test_dask.py has a real cluster, test_dask_errors.py what Dask raises."""

import sys

import pytest

from generator.errors import ProgramError, UsageError
from generator.external import dask_cluster


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("dask://scheduler", "tcp://scheduler:8786"),
        ("dask://scheduler:80", "tcp://scheduler:80"),
        ("dask+tls://10.0.0.1:80", "tls://10.0.0.1:80"),
        ("dask://[::1]:80", "tcp://[::1]:80"),
        ("dask://[::1]", "tcp://[::1]:8786"),
    ],
)
def test_an_address(text: str, address: str) -> None:
    assert dask_cluster.parse(text) == address


@pytest.mark.parametrize(
    "text",
    ["scheduler:8786", "tcp://scheduler:8786", "dask://", "dask://:80", "dask://a:b", "dask://a:0", "dask://a:65536", "dask://a/b",
     "dask://u@a", "dask://a?b", "dask://a b"],
)  # fmt: skip
def test_another_text_is_none(text: str) -> None:
    with pytest.raises(UsageError) as caught:
        dask_cluster.parse(text)
    assert (caught.value.message, caught.value.hint) == (
        f'--executor: "{text}" is no address of a Dask scheduler',
        "write it as dask://HOST:8786, or dask+tls://HOST:8786 for a scheduler with TLS",
    )


def test_without_the_package(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(ProgramError) as caught, dask_cluster.connect("dask://a"):
        pass
    assert (caught.value.message, caught.value.hint) == (
        "--executor dask://a needs Dask, which is not installed",
        "install it here and on the workers: pip install 'tidegate[dask]'",
    )
