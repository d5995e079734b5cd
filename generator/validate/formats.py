"""One text, one rule: the checks behind `format` in our schemas.

Every check takes any text whatever, in time linear in its length, and returns what is wrong with it or None. What looks
like a secret is never repeated in a message.
"""

import functools
from collections.abc import Callable, Mapping
from types import MappingProxyType

from generator.spec import duration, image, quantity, suggest
from generator.validate import addresses, cron, names, secrets
from generator.validate.fault import Fault

__all__ = ["FORMATS", "Check", "Fault"]

Check = Callable[[str], Fault | None]
"""What is wrong with a text, or None."""

_REMEMBERED = 256
"""Characters of the longest text whose outcome is kept, so that memory does not grow with strange input."""

_DURATION_HINT = "write hours, minutes and seconds: 90s, 5m, 1h30m"
_QUANTITY_HINT = "write a number with a suffix of Kubernetes, or none: 500m, 2, 1.5Gi"
_IMAGE_HINT = "write repository[:tag][@digest]: ghcr.io/acme/fraud-api:1.4.2"
_CRON_HINT = 'write minute, hour, day of month, month, day of week: "0 2 * * *", or a name such as @daily'
_USUAL_ZONE = "Etc/UTC"


def _duration(text: str) -> Fault | None:
    try:
        duration.parse(text)
    except ValueError as problem:
        return Fault(str(problem), _DURATION_HINT)
    return None


def _duration_positive(text: str) -> Fault | None:
    fault = _duration(text)
    if fault is None and duration.parse(text) == 0:
        return Fault(f"{suggest.quoted(text)} is no time at all", "write at least 1s")
    return fault


def _quantity(text: str) -> Fault | None:
    try:
        value = quantity.parse(text)
    except ValueError as problem:
        return Fault(str(problem), _QUANTITY_HINT)
    return Fault(f"{suggest.quoted(text)} is less than 0", "write 0 or more") if value < 0 else None


def _quantity_positive(text: str) -> Fault | None:
    fault = _quantity(text)
    if fault is None and quantity.parse(text) == 0:
        return Fault(f"{suggest.quoted(text)} is not more than 0", "write more than 0")
    return fault


def _image(text: str) -> Fault | None:
    try:
        image.parse(text)
    except ValueError as problem:
        return Fault(str(problem), _IMAGE_HINT)
    return None


def _cron(text: str) -> Fault | None:
    fact = cron.check(text)
    if fact is None:
        return None
    return Fault(fact, "write the zone in timeZone" if "TZ=" in text else _CRON_HINT)


def _time_zone(text: str) -> Fault | None:
    if text == _USUAL_ZONE:
        return None
    from generator.validate import zones  # 600 names, which most projects do not ask

    return zones.check(text)


def _discreet(check: Check) -> Check:
    """The check with the text left out of its message where the text looks like a secret."""

    def checked(text: str) -> Fault | None:
        fault = check(text)
        if fault is None or (form := secrets.find(text)) is None:
            return fault
        return Fault(f"the value looks like {form}", "write a reference to a Secret")

    remembered = functools.lru_cache(maxsize=2048)(checked)
    return lambda text: remembered(text) if len(text) <= _REMEMBERED else checked(text)


FORMATS: Mapping[str, Check] = MappingProxyType(
    {
        name: _discreet(check)
        for name, check in {
            "absolute-path": addresses.absolute_path,
            "annotation-key": names.annotation_key,
            "annotation-value": names.annotation_value,
            "cidr": addresses.cidr,
            "cron": _cron,
            "dns-label": names.dns_label,
            "dns-label-alpha": names.dns_label_alpha,
            "dns-subdomain": names.dns_subdomain,
            "duration": _duration,
            "duration-positive": _duration_positive,
            "env-name": names.env_name,
            "host": addresses.host,
            "http-path": addresses.http_path,
            "image": _image,
            "label-key": names.label_key,
            "label-value": names.label_value,
            "metric-name": names.metric_name,
            "metadata-key": names.metadata_key,
            "model-uri": addresses.model_uri,
            "port-name": names.port_name,
            "quantity": _quantity,
            "quantity-positive": _quantity_positive,
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
