"""URIs of models: which downloader of the platform gets one, and on which volume it is written."""

from collections.abc import Mapping
from typing import Any

from generator.environment.environment import Downloader

ANY = "*"
PATH_VARIABLE = "MODEL_PATH"
"""The variable with the path of a downloaded model."""


def scheme(uri: str) -> str:
    """The scheme of a URI, in lower case."""
    return uri.partition(":")[0].lower()


def reference(uri: str) -> str:
    """The reference of the image that an `oci://` URI names."""
    return uri.partition("://")[2]


def downloader(uri: str, downloaders: Mapping[str, Downloader]) -> Downloader | None:
    """The downloader for a URI; None if the platform has none."""
    return downloaders.get(scheme(uri)) or downloaders.get(ANY)


def holder(path: str, volumes: Mapping[str, Any]) -> str:
    """The mount path of the volume that has a path: the path itself or the nearest one above; empty if there is none."""
    above = [each for each in volumes if path == each or path.startswith(f"{each.rstrip('/')}/")]
    return max(above, key=len, default="")
