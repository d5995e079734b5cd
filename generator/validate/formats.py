"""One text, one rule: the checks behind `format` in our schemas.

Every check takes any text whatever, in time linear in its length, and returns what is wrong with it or None. What looks
like a secret is never repeated in a message.
"""

import functools
import re
from collections.abc import Callable, Mapping
from types import MappingProxyType

from generator.source.format_error import FormatError
from generator.spec import image, suggest
from generator.validate import addresses, amounts, names, secrets

__all__ = ["FORMATS", "Check"]

Check = Callable[[str], FormatError | None]
"""What is wrong with a text, or None."""

_REMEMBERED = 256
"""Characters of the longest text whose outcome is kept, so that memory does not grow with strange input."""

_IMAGE_HINT = "write repository[:tag][@digest]: ghcr.io/acme/fraud-api:1.4.2"
_CRON_HINT = 'write minute, hour, day of month, month, day of week: "0 2 * * *", or a name such as @daily'
_USUAL_ZONE = "Etc/UTC"


def _image(text: str) -> FormatError | None:
    try:
        image.parse(text)
    except ValueError as problem:
        return FormatError(fact=str(problem), hint=_IMAGE_HINT, meant=_image_meant(text))
    return None


def _image_meant(text: str) -> str:
    """The reference without a scheme and with its repository in lower case, where that is one."""
    folder, slash, last = re.sub(r"\A[a-z]+://", "", text.strip()).rpartition("/")
    name, colon, tag = last.partition(":")
    better = f"{folder.lower()}{slash}{name.lower()}{colon}{tag}"
    try:
        image.parse(better)
    except ValueError:
        return ""
    return better


def _cron(text: str) -> FormatError | None:
    from generator.validate import cron  # only cron jobs pay for it

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
    from generator.validate import time_zones  # 600 names, which most projects do not ask

    return time_zones.check(text)


def _discreet(check: Check) -> Check:
    """The check with the text left out of its message where the text looks like a secret."""

    def checked(text: str) -> FormatError | None:
        error = check(text)
        if error is None or (form := secrets.find(text)) is None:
            return error
        return FormatError(fact=f"the value looks like {form}", hint="write a reference to a Secret")

    remembered = functools.lru_cache(maxsize=2048)(checked)
    return lambda text: remembered(text) if len(text) <= _REMEMBERED else checked(text)


FORMATS: Mapping[str, Check] = MappingProxyType(
    {
        name: _discreet(check)
        for name, check in {
            "absolute-path": addresses.absolute_path,
            "annotation-key": names.annotation_key,
            "annotation-value": names.annotation_value,
            "bytes": amounts.size,
            "cidr": addresses.cidr,
            "cpu": amounts.cpu,
            "cron": _cron,
            "dns-label": names.dns_label,
            "dns-label-alpha": names.dns_label_alpha,
            "dns-subdomain": names.dns_subdomain,
            "duration": amounts.time,
            "duration-positive": amounts.some_time,
            "env-name": names.env_name,
            "host": addresses.host,
            "http-path": addresses.http_path,
            "image": _image,
            "label-key": names.label_key,
            "label-value": names.label_value,
            "metric-name": names.metric_name,
            "metadata-key": names.metadata_key,
            "metadata-label": names.metadata_label,
            "model-uri": addresses.model_uri,
            "pod-field": names.pod_field,
            "port-name": names.port_name,
            "quantity": amounts.number,
            "quantity-positive": amounts.positive,
            "relative-path": addresses.relative_path,
            "route-path": addresses.route_path,
            "secret-key": names.secret_key,
            "secret-name": names.dns_subdomain,
            "time-zone": _time_zone,
            "url": addresses.url,
        }.items()
    }
)
"""Every format by the name that schemas use; a text that recurs costs a look-up."""
