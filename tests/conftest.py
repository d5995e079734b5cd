"""What every test may ask of the command line."""

from collections.abc import Iterator

import pytest


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
