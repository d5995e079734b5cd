"""What every test may ask of the command line, how hypothesis works for all of them, and whose settings hold: nobody's."""

import os
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, settings

# What a person has set for other work must not change what runs here
FOREIGN = ("GIT_", "TIDEGATE_", "MLFLOW_", "DOCKER_", "KUBE", "XDG_")
for variable in [*os.environ]:
    if variable.startswith(FOREIGN) or variable.lower().endswith("_proxy"):
        del os.environ[variable]

# No time limit, as a machine may be busy, and the same examples for the same code: whoever wants to look for others says
# `--hypothesis-profile=search`
PATIENT = settings(
    settings.get_profile("default"), deadline=None, suppress_health_check=[HealthCheck.too_slow], print_blob=True
)
settings.register_profile("same", PATIENT, derandomize=True)
settings.register_profile("search", PATIENT)
settings.load_profile("same")


def pytest_configure(config: pytest.Config) -> None:
    # As an error it would stand in place of the failure that hypothesis is about to show
    config.addinivalue_line("filterwarnings", "ignore:Generating overly large repr")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--regenerate", action="store_true", help="write the expectations of tests/golden and examples/deploy anew"
    )


@pytest.fixture(scope="session", autouse=True)
def _no_cache() -> Iterator[None]:
    """Nothing is known from other tests, or of other users; those that are about the cache name one of their own."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TIDEGATE_CACHE", "")
        yield


@pytest.fixture(scope="session")
def regenerate(request: pytest.FixtureRequest) -> bool:
    return bool(request.config.getoption("--regenerate"))
