"""The checks for `format` in the bundled schemas.

A check accepts any text, in time linear in its length, and returns an error or None. Messages never repeat a text that looks
like a secret.
"""

import functools
import re
from collections.abc import Callable, Mapping
from types import MappingProxyType

from generator.source import secrets
from generator.source.format_error import FormatError
from generator.spec import image, suggest
from generator.validate import addresses, amounts, names

__all__ = ["FORMATS", "Check"]

Check = Callable[[str], FormatError | None]
"""Returns the error of a text, or None."""

_MAX_CACHED_LENGTH = 256
"""Longest text whose result is cached, in characters: bounds the memory for unusual input."""

_UNFILLED_HINT = "variables are not filled in: write the tag itself; tidegate release --image writes another one"
_IMAGE_HINT = "write repository[:tag][@digest]: ghcr.io/acme/fraud-api:1.4.2"
_CRON_HINT = 'write minute, hour, day of month, month, day of week: "0 2 * * *", or a name such as @daily'
_USUAL_ZONE = "Etc/UTC"


def _image(text: str) -> FormatError | None:
    try:
        image.parse(text)
    except ValueError as problem:
        hint = _UNFILLED_HINT if "$" in text or "{{" in text else _IMAGE_HINT
        return FormatError(fact=str(problem), hint=hint, meant=_image_meant(text))
    return None


def _image_meant(text: str) -> str:
    """The reference without scheme and with a lower-case repository, if that is valid, else empty."""
    folder, slash, last = re.sub(r"\A[a-z]+://", "", text.strip()).rpartition("/")
    name, colon, tag = last.partition(":")
    better = f"{folder.lower()}{slash}{name.lower()}{colon}{tag}"
    try:
        image.parse(better)
    except ValueError:
        return ""
    return better


def _cron(text: str) -> FormatError | None:
    from generator.validate import cron  # imported lazily: only cron jobs need it

    fact = cron.check(text)
    if fact is None:
        return None
    if "TZ=" in text:
        return FormatError(fact=fact, hint="write the zone in timeZone")
    named = suggest.closest(f"@{text.removeprefix('@')}", cron.NAMES) if len(text.split()) == 1 else None
    return FormatError(fact=fact, hint=_CRON_HINT, meant=named or "")


def _time_zone(text: str) -> FormatError | None:
    if text == _USUAL_ZONE:
        return None
    from generator.validate import time_zones  # imported lazily: loads 600 names, which most projects do not need

    return time_zones.check(text)


def _platform(name: str) -> Check:
    """A check that only platform files need, imported when it is used."""

    def check(text: str) -> FormatError | None:
        from generator.validate import platform_formats

        return getattr(platform_formats, name)(text)  # type: ignore[no-any-return]

    return check


def _without_secrets(check: Check) -> Check:
    """Wrap a check so that its message does not repeat a text that looks like a secret; results are cached."""

    def checked(text: str) -> FormatError | None:
        error = check(text)
        if error is None or (form := secrets.find(text)) is None:
            return error
        return FormatError(fact=f"the value looks like {form}", hint="write a reference to a Secret")

    cached = functools.lru_cache(maxsize=2048)(checked)
    return lambda text: cached(text) if len(text) <= _MAX_CACHED_LENGTH else checked(text)


FORMATS: Mapping[str, Check] = MappingProxyType(
    {
        name: _without_secrets(check)
        for name, check in {
            "absolute-path": addresses.absolute_path,
            "annotation-key": names.annotation_key,
            "annotation-value": names.annotation_value,
            "bytes": amounts.size,
            "cidr": addresses.cidr,
            "ip-address": addresses.ip_address,
            "bytes-or-none": amounts.size_or_none,
            "cpu": amounts.cpu,
            "cpu-total": amounts.cpu_total,
            "cron": _cron,
            "dns-label": names.dns_label,
            "environment-name": _platform("environment_name"),
            "dns-label-alpha": names.dns_label_alpha,
            "device": names.device,
            "dns-subdomain": names.dns_subdomain,
            "duration": amounts.time,
            "duration-positive": amounts.positive_time,
            "env-name": names.env_name,
            "host": addresses.host,
            "host-pattern": addresses.host_pattern,
            "http-path": addresses.http_path,
            "ready": addresses.ready,
            "image": _image,
            "label-key": names.label_key,
            "label-value": names.label_value,
            "metric-name": names.metric_name,
            "metadata-key": names.metadata_key,
            "metadata-label": names.metadata_label,
            "model-scheme": addresses.model_scheme,
            "namespace-pattern": _platform("namespace"),
            "model-uri": addresses.model_uri,
            "object-annotation": names.object_annotation,
            "pod-field": names.pod_field,
            "port-name": names.port_name,
            "quantity": amounts.number,
            "quantity-positive": amounts.positive,
            "registry": _platform("registry"),
            "relative-path": addresses.relative_path,
            "route-path": addresses.route_path,
            "secret-key": names.secret_key,
            "secret-name": names.dns_subdomain,
            "time-zone": _time_zone,
            "url": addresses.url,
        }.items()
    }
)
"""All checks by the name of their format."""
