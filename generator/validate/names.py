"""Checks of the names of objects, labels, variables, keys and ports, by the rules of Kubernetes' `validation` package."""

import re
from collections.abc import Iterable

from generator.source.format_error import FormatError
from generator.spec import suggest

_MAX_LABEL_LENGTH = 63
_MAX_SUBDOMAIN_LENGTH = 253
_MAX_PORT_LENGTH = 15

_LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
_SUBDOMAIN = r"(?=.{1,253}\Z)[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)*"
_VALUE = r"(?:[A-Za-z0-9](?:[A-Za-z0-9_.-]{0,61}[A-Za-z0-9])?)?"
_VARIABLE = r"(?!\.\.?\Z|\.\.)[A-Za-z_.-][A-Za-z0-9_.-]{0,252}"
_KEY = r"(?!\.\.?\Z|\.\.)[A-Za-z0-9_.-]{1,253}"
_PORT = r"(?=[0-9-]*[a-z])(?!.*--)[a-z0-9](?:[a-z0-9-]{0,13}[a-z0-9])?"
_METRIC = r"[A-Za-z_:][A-Za-z0-9_:.|-]{0,252}"
_NOT_IN_NAME = r"[^a-z0-9]+"

_FIELDS = (
    "metadata.annotations['KEY']",
    "metadata.labels['KEY']",
    "metadata.name",
    "metadata.namespace",
    "metadata.uid",
    "spec.nodeName",
    "spec.serviceAccountName",
    "status.hostIP",
    "status.hostIPs",
    "status.podIP",
    "status.podIPs",
)


def dns_label(text: str) -> FormatError | None:
    """At most 63 of `a-z 0-9 -`, with a letter or digit at both ends (RFC 1123)."""
    if re.fullmatch(_LABEL, text):
        return None
    return _error(text, "a DNS label", _label_rule(text))


def dns_label_alpha(text: str) -> FormatError | None:
    """A DNS label that begins with a letter (RFC 1035), as the names of Services must."""
    error = dns_label(text)
    if error is None and not text[0].isalpha():
        return _error(text, "a name for a Service", "begin with a letter")
    return error


def dns_subdomain(text: str) -> FormatError | None:
    """DNS labels joined by dots, at most 253 characters (RFC 1123): the names of most objects."""
    if re.fullmatch(_SUBDOMAIN, text):
        return None
    return _error(text, "a DNS name", _subdomain_rule(text))


def env_name(text: str) -> FormatError | None:
    """The name of an environment variable: letters, digits, `_`, `-` and `.`, no digit first."""
    if re.fullmatch(_VARIABLE, text):
        return None
    rule = _length_rule(text, _MAX_SUBDOMAIN_LENGTH) or (
        'begin with a letter or "_"' if text[:1].isdecimal() else _variable_rule(text)
    )
    return _error(text, "a name for an environment variable", rule)


def label_key(text: str) -> FormatError | None:
    """`name` or `domain/name`, the key of a label (Kubernetes: a qualified name)."""
    domain, slash, name = text.rpartition("/")
    if slash and not re.fullmatch(_SUBDOMAIN, domain):
        return _error(text, "a key", f"the part before the slash must be a domain: {_subdomain_rule(domain)}")
    if name and re.fullmatch(_VALUE, name):
        return None
    return _error(text, "a key", _value_rule(name))


def metric_name(text: str) -> FormatError | None:
    """The name of a metric of Prometheus or a metrics adapter, usable as a path segment of the metrics API."""
    if re.fullmatch(_METRIC, text):
        return None
    rule = (
        _length_rule(text, _MAX_SUBDOMAIN_LENGTH) or 'use letters, digits, "_", ":", ".", "|" and "-", no digit first'
    )
    return _error(text, "the name of a metric", rule)


def device(text: str) -> FormatError | None:
    """The name of a device, `domain/name`: of names without a domain the API server knows only its own resources."""
    from generator.spec import devices  # imported lazily: only machines with devices need it

    if (error := label_key(text)) is not None:
        return error
    if devices.is_device(text):
        return None
    return _error(text, "the name of a device", "write domain/name: nvidia.com/gpu")


def annotation_key(text: str) -> FormatError | None:
    """Like a label's key, but upper case is allowed in the domain."""
    error = label_key(text.lower())
    return None if error is None else label_key(text)


def annotation_value(text: str) -> FormatError | None:
    """Any text except one of several lines that begins with a tab: kustomize 5.8 fails on it."""
    if "\n" not in text or not text.startswith("\t"):
        return None
    return _error(text, "a text that kustomize can build", "do not begin its first line with a tab")


def label_value(text: str) -> FormatError | None:
    """At most 63 letters, digits, `-`, `_`, `.`, with a letter or digit at both ends; or empty."""
    if re.fullmatch(_VALUE, text):
        return None
    return _error(text, "a label's value", _value_rule(text))


def pod_field(text: str) -> FormatError | None:
    """A pod field for an env variable (downward API): one of _FIELDS, or a label or annotation by its key."""
    part = re.fullmatch(r"metadata\.(labels|annotations)\['(.*)'\]", text, re.DOTALL)
    if part is not None:
        return label_key(part[2]) if part[1] == "labels" else annotation_key(part[2])
    if text in _FIELDS:
        return None
    meant, hint = suggest.of(text, _FIELDS)
    fact = f"{suggest.quoted(text)} is not a pod field for variables"
    return FormatError(fact=fact, hint=hint, meant=meant)


def metadata_label(text: str) -> FormatError | None:
    """The key of a label that a project may set: no program in the cluster obeys it."""
    return label_key(text) or _reserved(text)


def metadata_key(text: str) -> FormatError | None:
    """The key of an annotation that a project may set: no program in the cluster obeys it."""
    return annotation_key(text) or _reserved(text)


def object_annotation(text: str) -> FormatError | None:
    """The key of an annotation for a single object, whose controller may obey it, or that a patch adds.

    Those are refused on which releases, autoscalers or the GitOps tool depend.
    """
    return annotation_key(text) or _reserved(text, guarded=True)


def _reserved(text: str, *, guarded: bool = False) -> FormatError | None:
    from generator.validate import reserved_keys  # imported lazily: only projects with labels or annotations need it

    row = reserved_keys.find(text)
    if row is None or (guarded and not row.guarded):
        return None
    return FormatError(fact=f"{suggest.quoted(text)} is reserved for {row.reader}: {row.reason}", hint=row.hint)


def secret_key(text: str) -> FormatError | None:
    """A key in a Secret or ConfigMap: letters, digits, `-`, `_`, `.`, at most 253."""
    if re.fullmatch(_KEY, text):
        return None
    return _error(
        text,
        "a key of a Secret or ConfigMap",
        _length_rule(text, _MAX_SUBDOMAIN_LENGTH) or 'use letters, digits, "-", "_" and "."',
    )


def port_name(text: str) -> FormatError | None:
    """At most 15 of `a-z 0-9 -`, at least one letter, `-` neither at an end nor doubled (RFC 6335)."""
    if re.fullmatch(_PORT, text):
        return None
    return _error(text, "a port's name", _port_rule(text))


def _error(text: str, what: str, rule: str) -> FormatError:
    return FormatError(fact=f"{suggest.quoted(text)} is not {what}", hint=rule)


def _length_rule(text: str, max_length: int) -> str:
    if not text:
        return "it is empty: write at least one letter"
    if len(text) > max_length:
        return f"shorten it: it has {len(text)} characters, at most {max_length} are allowed"
    return ""


def _label_rule(text: str) -> str:
    if rule := _length_rule(text, _MAX_LABEL_LENGTH):
        return rule
    better = re.sub(_NOT_IN_NAME, "-", text.lower()).strip("-")
    written = f": {suggest.quoted(better)}" if better else ""
    if text.strip("-") == better:
        return f"begin and end with a letter or digit{written}"
    return f'use lower-case letters, digits and "-"{written}'


def _subdomain_rule(text: str) -> str:
    if rule := _length_rule(text, _MAX_SUBDOMAIN_LENGTH):
        return rule
    if "" in text.split("."):
        return "no dot at the ends, nor two in a row"
    return _first(_label_rule(each) for each in text.split(".") if not re.fullmatch(_LABEL, each))


def _value_rule(text: str) -> str:
    if rule := _length_rule(text, _MAX_LABEL_LENGTH):
        return rule
    if re.fullmatch(_VALUE, text.strip("-_.")):
        return "begin and end with a letter or digit"
    return 'use letters, digits, "-", "_" and "."'


def _variable_rule(text: str) -> str:
    better = re.sub(r"[^A-Za-z0-9_]+", "_", text).strip("_")
    written = f": {suggest.quoted(better)}" if re.fullmatch(_VARIABLE, better) else ""
    return f'use letters, digits and "_"{written}'


def _port_rule(text: str) -> str:
    if rule := _length_rule(text, _MAX_PORT_LENGTH):
        return rule
    if "--" in text:
        return 'no two "-" in a row'
    if not text.strip("0123456789-"):
        return "use at least one letter"
    return _label_rule(text)


def _first(rules: Iterable[str]) -> str:
    return next(iter(rules), "")
