"""Image references, `repository[:tag][@digest]`, by the grammar of the OCI distribution project."""

import functools
import re

from generator.named_tuples import NamedTuple
from generator.spec import suggest

_MAX_REPOSITORY_LENGTH = 255
_MAX_LENGTH = 1024
_DEFAULT_REGISTRY = "docker.io"
_DEFAULT_REGISTRY_ALIAS = "index.docker.io"
_COMPONENT = r"[a-z0-9]+(?:(?:\.|__?|-+)[a-z0-9]+)*"
_DOMAIN_LABEL = r"[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?"
_DOMAIN = rf"(?:{_DOMAIN_LABEL}(?:\.{_DOMAIN_LABEL})*|\[[0-9a-fA-F:]+\])(?::[0-9]{{1,5}})?"
_TAG = r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}"
_DIGEST = r"sha256:[0-9a-f]{64}|sha512:[0-9a-f]{128}"
_IDENTIFIER = r"[0-9a-f]{64}"


_MOVING = frozenset(["latest", "main", "master", "trunk", "head", "edge", "nightly", "snapshot", "dev", "develop"])


class Image(NamedTuple):
    """The parts of an image reference as written; tag and digest are empty if absent."""

    repository: str
    tag: str = ""
    digest: str = ""

    def __str__(self) -> str:
        tag = f":{self.tag}" if self.tag else ""
        return f"{self.repository}{tag}{'@' if self.digest else ''}{self.digest}"


@functools.lru_cache(maxsize=4096)
def parse(text: str) -> Image:
    """Split a reference into its parts; raises ValueError, which says what is wrong."""
    if len(text) > _MAX_LENGTH:
        raise ValueError(f"{suggest.quoted(text)} is longer than {_MAX_LENGTH} characters")
    if re.fullmatch(_IDENTIFIER, text):
        raise ValueError(f"{suggest.quoted(text)} is an image's id, not a reference")
    name, at, digest = text.partition("@")
    repository, tag = _split(name)
    _check_repository(text, repository)
    if tag is not None and not re.fullmatch(_TAG, tag):
        raise ValueError(f"{suggest.quoted(text)} is not an image: {_tag_fact(tag)}")
    if at and not re.fullmatch(_DIGEST, digest):
        raise ValueError(
            f"{suggest.quoted(text)} is not an image: {suggest.quoted(digest)} is not a digest"
            " (sha256: and 64 lower-case hexadecimal digits)"
        )
    return Image(repository=repository, tag=tag or "", digest=digest)


def is_moving(tag: str) -> bool:
    """Whether a tag usually names another image soon: `latest`, or a branch."""
    return tag.lower() in _MOVING


def registry(image: Image) -> str:
    """The registry's host and port as written; `docker.io` if the reference has no registry."""
    return repository(image).partition("/")[0]


def repository(image: Image) -> str:
    """The full name of the repository, with registry: `docker.io/library/nginx` for `nginx`."""
    host, path = _split_host(image.repository) if "/" in image.repository else (_DEFAULT_REGISTRY, image.repository)
    if host == _DEFAULT_REGISTRY and "/" not in path:
        path = f"library/{path}"
    return f"{host}/{path}"


def is_under(image: Image, prefix: str) -> bool:
    """Whether the image is in a registry or a path of it: `ghcr.io/acme/x` is in `ghcr.io/acme`, not in `ghcr.io/ac`."""
    full_prefix = "/".join(_split_host(prefix.rstrip("/"))).rstrip("/")
    full = repository(image)
    return full == full_prefix or full.startswith(f"{full_prefix}/")


def _split(name: str) -> tuple[str, str | None]:
    """Repository and tag; a colon before the last slash belongs to a port."""
    colon = name.rfind(":")
    return (name, None) if colon <= name.rfind("/") else (name[:colon], name[colon + 1 :])


def _split_host(path: str) -> tuple[str, str]:
    """Host and path by the rule of the Docker client: a first part with a dot or a port, or `localhost`, is a host."""
    first, _, rest = path.partition("/")
    if not _is_host(first):
        return _DEFAULT_REGISTRY, path
    host = first.lower()
    return _DEFAULT_REGISTRY if host == _DEFAULT_REGISTRY_ALIAS else host, rest


def _is_host(part: str) -> bool:
    return "." in part or ":" in part or part == "localhost"


def _check_repository(text: str, name: str) -> None:
    if fact := _repository_fact(name):
        raise ValueError(f"{suggest.quoted(text)} is not an image: {fact}")


def _repository_fact(name: str) -> str:
    if not name:
        return "it names no repository"
    if len(name) > _MAX_REPOSITORY_LENGTH:
        return f"the repository has {len(name)} characters, at most {_MAX_REPOSITORY_LENGTH} are allowed"
    if "://" in name:
        return "a reference has no scheme"
    first, slash, rest = name.partition("/")
    if slash and _is_host(first):
        return _path_fact(rest) if re.fullmatch(_DOMAIN, first) else f"{suggest.quoted(first)} is not a registry"
    return _path_fact(name)


def _path_fact(path: str) -> str:
    for part in path.split("/"):
        if re.fullmatch(_COMPONENT, part):
            continue
        if part != part.lower():
            return "repository names are lower case"
        return f"{suggest.quoted(part)} is not a part of a repository name" if part else "a part of its path is empty"
    return ""


def _tag_fact(tag: str) -> str:
    if not tag:
        return "its tag is empty"
    return f'{suggest.quoted(tag)} is not a tag (letters, digits, "_", ".", "-", at most 128)'
