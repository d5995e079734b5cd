"""A table of modules that are imported when they are looked up: a cold start counts, and most runs use few of them."""

from collections.abc import Callable, Iterator, Mapping
from typing import TypeVar

T = TypeVar("T")


class LazyTable(Mapping[str, T]):
    """A mapping of names to what their `loaders` return, which import a module; the names are known without importing."""

    def __init__(self, loaders: dict[str, Callable[[], T]]) -> None:
        self.loaders = loaders
        self._loaded: dict[Callable[[], T], T] = {}

    def __getitem__(self, name: str) -> T:
        loader = self.loaders[name]
        if loader not in self._loaded:
            self._loaded[loader] = loader()
        return self._loaded[loader]

    def __contains__(self, name: object) -> bool:
        return name in self.loaders

    def __iter__(self) -> Iterator[str]:
        return iter(self.loaders)

    def __len__(self) -> int:
        return len(self.loaders)
