"""Regular expressions for the formats of the bundled schemas, for the JSON Schemas of editors.

An editor must refuse nothing that `validate` accepts. Where a rule cannot be said by an expression (a range that ends before it
begins, bits of a network), it accepts more. Editors read them as JavaScript with the flag `u`: `$` is the only end, groups
have no names, and only characters that are special may be escaped.
"""

from collections.abc import Mapping
from types import MappingProxyType

_LABEL = "[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?"
_SUBDOMAIN = r"(?=[^/]{1,253}(/|$))[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*"
_DOMAIN = r"(?=[^/]{1,253}/)[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?(\.[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?)*"
_NAME = "[A-Za-z0-9]([A-Za-z0-9_.-]{0,61}[A-Za-z0-9])?"
_LABEL_KEY = f"({_SUBDOMAIN}/)?{_NAME}"
_ANNOTATION_KEY = f"({_DOMAIN}/)?{_NAME}"
_POD_FIELDS = (
    r"metadata\.(name|namespace|uid)|spec\.(nodeName|serviceAccountName)|status\.(hostIPs?|podIPs?)"
    rf"|metadata\.labels\['{_LABEL_KEY}'\]|metadata\.annotations\['{_ANNOTATION_KEY}'\]"
)

_CONTROL = r"\x00-\x1f\x7f-\x9f\u2028\u2029\ufffe\uffff"
_VISIBLE = r"[^\s\x00-\x1f\x7f-\x9f]"
_NO_DOTS = r"(?!\.{1,2}(/|$))"
_HTTP_PATH = f"/{_VISIBLE}{{0,1023}}"

_OCTET = "(25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])"
_IPV4 = rf"({_OCTET}\.){{3}}{_OCTET}"
_IPV6 = r"[0-9a-fA-F:.]*:[0-9a-fA-F:.]*"
_PORT = (
    "(?=[0-9]{1,5}(?![0-9]))0*([1-9][0-9]{0,3}|[1-5][0-9]{4}|6[0-4][0-9]{3}|65[0-4][0-9]{2}|655[0-2][0-9]|6553[0-5])"
)
_ADDRESS = r"(?!([0-9.]+|.*\.[0-9]+)$)"
_IN_HOST = r"([a-z0-9]|\{(component|environment|project)\})"
_HOST_LABEL = f"{_IN_HOST}(({_IN_HOST}|-){{0,61}}{_IN_HOST})?"
_HOST = rf"(\*\.)?(?=(\{{[a-z]+\}}|.){{1,253}}$){_HOST_LABEL}(\.{_HOST_LABEL})*"
_GLOB_LABEL = "[a-z0-9*]([a-z0-9*-]{0,61}[a-z0-9*])?"
_URL = (
    r"(?=.{1,2048}$)[a-z][a-z0-9+.-]{0,31}://([A-Za-z0-9._~-]+@)?([A-Za-z0-9._~-]+|\[[0-9a-fA-F:.]+\])"
    rf"(:{_PORT})?([/?#]{_VISIBLE}*)?"
)
_MODEL_URI = rf"(?=.{{1,2048}}$)[A-Za-z][A-Za-z0-9+.-]{{0,31}}:/+(?!/){_VISIBLE}+"

_COMPONENT = r"[a-z0-9]+((\.|__?|-+)[a-z0-9]+)*"
_HOST_PART = "[a-zA-Z0-9]([a-zA-Z0-9-]*[a-zA-Z0-9])?"
_REGISTRY_HOST = rf"({_HOST_PART}(\.{_HOST_PART})*|\[[0-9a-fA-F:]+\])(:[0-9]{{1,5}})?"
_IMAGE = (
    "(?=.{1,1024}$)(?![0-9a-f]{64}$)"
    rf"((?=[^/]*[.:][^/]*/|localhost/){_REGISTRY_HOST}/|(?![^/]*[.:][^/]*/|localhost/))"
    f"{_COMPONENT}(/{_COMPONENT})*"
    "(:[A-Za-z0-9_][A-Za-z0-9_.-]{0,127})?(@(sha256:[0-9a-f]{64}|sha512:[0-9a-f]{128}))?"
)

_SECONDS = "(0|[1-9][0-9]{0,9})"
_DURATION = f"(?=.)({_SECONDS}h)?({_SECONDS}m)?({_SECONDS}s)?"

_DECIMAL = r"([0-9]+(\.[0-9]*)?|\.[0-9]+)"
_EXPONENT = "[eE][+-]?[0-9]{1,3}"
_ZERO = r"-0*\.?0*"
_NOT_ZERO = "(?=[+.0]*[1-9])"
_QUANTITY = (
    rf"(?=.{{1,64}}$)(\+?{_DECIMAL}({_EXPONENT}|[KMGTPE]i|[numkMGTPE])?|{_ZERO}({_EXPONENT}|[KMGTPE]i|[numkMGTPE])?)"
)
_THOUSANDTHS = (
    rf"([0-9]+(\.[0-9]{{0,3}}0*)?|\.[0-9]{{1,3}}0*|[0-9]+(\.0*)?m|[0-9]+(\.[0-9]*)?[nu]|{_DECIMAL}{_EXPONENT})"
)
_CPU_TOTAL = rf"(?=.{{1,64}}$){_NOT_ZERO}\+?({_THOUSANDTHS}|{_DECIMAL}([kMGTPE]|[KMGTPE]i))"
_CPU = (
    rf"(?=.{{1,64}}$){_NOT_ZERO}(?!\+?0*([2-9][0-9]{{3}}|1[1-9][0-9]{{2}}|10[3-9][0-9]|102[5-9]|[1-9][0-9]{{4,}})(\.[0-9]*)?$)"
    rf"(?!\+?0*[1-9][0-9]{{7,}}m$)\+?({_THOUSANDTHS}|{_DECIMAL}k)"
)
_BYTES = (
    rf"(?=.{{1,64}}$){_NOT_ZERO}\+?({_DECIMAL}([MGTPE]i|[MGTPE])|0*[1-9][0-9]{{3,}}(\.[0-9]*)?(Ki|k)|0*[1-9][0-9]{{6,}}(\.0*)?"
    rf"|0*[1-9][0-9]{{12,}}u|0*[1-9][0-9]{{15,}}n|{_DECIMAL}{_EXPONENT})"
)


def _words(text: str) -> str:
    """Alternatives of three letters in any case."""
    return "|".join("".join(f"[{each.upper()}{each}]" for each in word) for word in text.split())


def _cron_field(number: str) -> str:
    """One of the five fields: a list of `*`, numbers and ranges, each with a step as needed."""
    item = rf"([*?]|({number})(-({number}))?)(/(?=[0-9]{{1,4}}(?![0-9]))0*[1-9][0-9]*)?"
    return f"{item}(,{item})*"


_FOUR = "(?=[0-9]{1,4}(?![0-9]))0*"
_CRON_FIELDS = (
    f"{_FOUR}[1-5]?[0-9]",
    f"{_FOUR}(1?[0-9]|2[0-3])",
    f"{_FOUR}([1-9]|[12][0-9]|3[01])",
    f"{_FOUR}([1-9]|1[0-2])|{_words('jan feb mar apr may jun jul aug sep oct nov dec')}",
    f"{_FOUR}[0-6]|{_words('sun mon tue wed thu fri sat')}",
)
_NEVER = r"(?!\s*\S+\s+\S+\s+(0*3[01]\s+(0*2|[Ff][Ee][Bb])|0*31\s+0*([469]|11))\s+[*?]\s*$)"
_EVERY = r"@every (?=.*[1-9])(?![0-5]?[0-9](\.[0-9]*)?s$)([0-9]{1,6}(\.[0-9]{0,9})?(ns|us|µs|μs|ms|s|m|h)){1,8}"
_FIVE = r"\s+".join(_cron_field(number) for number in _CRON_FIELDS)
_NAMED = "@(yearly|annually|monthly|weekly|daily|midnight|hourly)"
_CRON = rf"(?=.{{1,256}}$)({_NAMED}|{_EVERY}|{_NEVER}\s*{_FIVE}\s*)"

_WHOLE = {
    "absolute-path": rf"(?=.{{2,4096}}$)(/{_NO_DOTS}[^/:{_CONTROL}]+)+",
    "annotation-key": _ANNOTATION_KEY,
    "annotation-value": r"(?!\t[\s\S]*\n)[\s\S]*",
    "bytes": _BYTES,
    "bytes-or-none": f"none|{_BYTES}",
    "cidr": f"{_IPV4}/0*(3[0-2]|[12]?[0-9])|{_IPV6}/0*(12[0-8]|1[01][0-9]|[1-9]?[0-9])",
    "cpu": _CPU,
    "cpu-total": _CPU_TOTAL,
    "cron": _CRON,
    "device": rf"(?!requests\.)(?![^/]*kubernetes\.io/){_SUBDOMAIN}/{_NAME}",
    "dns-label": _LABEL,
    "dns-label-alpha": f"(?=[a-z]){_LABEL}",
    "dns-subdomain": _SUBDOMAIN,
    "duration": _DURATION,
    "duration-positive": f"(?=.*[1-9]){_DURATION}",
    "env-name": r"(?!\.\.?$|\.\.)[A-Za-z_.-][A-Za-z0-9_.-]{0,252}",
    "environment-name": _LABEL,
    "host": f"{_ADDRESS}{_HOST}",
    "host-pattern": rf"{_ADDRESS}(?=.{{1,253}}$){_GLOB_LABEL}(\.{_GLOB_LABEL})*",
    "http-path": _HTTP_PATH,
    "image": _IMAGE,
    "ip-address": f"{_IPV4}|{_IPV6}(%[^/]+)?",
    "label-key": _LABEL_KEY,
    "label-value": f"({_NAME})?",
    "metadata-key": _ANNOTATION_KEY,
    "metadata-label": _LABEL_KEY,
    "metric-name": "[A-Za-z_:][A-Za-z0-9_:.|-]{0,252}",
    "model-scheme": r"\*|[a-z][a-z0-9+.-]{0,31}",
    "model-uri": _MODEL_URI,
    "namespace-pattern": r"([a-z0-9-]|\{(team|project|environment)\})+",
    "object-annotation": _ANNOTATION_KEY,
    "pod-field": _POD_FIELDS,
    "port-name": "(?=[0-9-]*[a-z])(?!.*--)[a-z0-9]([a-z0-9-]{0,13}[a-z0-9])?",
    "quantity": _QUANTITY,
    "quantity-positive": f"{_NOT_ZERO}{_QUANTITY}",
    "ready": f"none|{_HTTP_PATH}",
    "registry": "[a-z0-9.-]+(:[0-9]+)?(/[a-z0-9._-]+)*",
    "relative-path": rf"(?=.{{1,4096}}$)(\./)?{_NO_DOTS}[^/\\{_CONTROL}]+(/{_NO_DOTS}[^/\\{_CONTROL}]+)*",
    "route-path": r"(?!.*(//|/\.{1,2}(/|$)|%2[fF]))/([A-Za-z0-9/._~!$&'()*+,;=:@-]|%[0-9a-fA-F]{2}){0,1023}",
    "secret-key": r"(?!\.\.?$|\.\.)[A-Za-z0-9_.-]{1,253}",
    "secret-name": _SUBDOMAIN,
    "time-zone": r"[A-Za-z0-9_+-]+(/[A-Za-z0-9_+-]+)*",
    "url": _URL,
}

PATTERNS: Mapping[str, str] = MappingProxyType({name: f"^({pattern})$" for name, pattern in _WHOLE.items()})
"""The expression of each format."""

NUMBERS: Mapping[str, Mapping[str, float]] = MappingProxyType(
    {
        "cpu": {"exclusiveMinimum": 0, "maximum": 1024},
        "cpu-total": {"exclusiveMinimum": 0},
        "bytes": {"minimum": 1024 * 1024},
        "bytes-or-none": {"minimum": 1024 * 1024},
        "quantity": {"minimum": 0},
        "quantity-positive": {"exclusiveMinimum": 0},
    }
)
"""Limits of values that YAML reads as numbers; `validate` reads them as text."""
