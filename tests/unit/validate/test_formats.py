import pytest

from generator.source.format_error import FormatError
from generator.spec import suggest
from generator.validate.formats import FORMATS

SHA256 = f"sha256:{'0a' * 32}"

ACCEPTED = {
    "absolute-path": ["/etc/fraud/rules.yaml", "/models", "/a b/ü", "/..data", "/.cache"],
    "annotation-key": ["owner", "acme.dev/owner", "Acme.dev/Owner"],
    "annotation-value": ["", "\t", "a\n\tb", "\tone line"],
    "cidr": ["10.0.0.0/8", "0.0.0.0/0", "192.168.1.7/32", "fd00::/8"],
    "ip-address": ["10.0.0.7", "fd00::7"],
    "cron": ["0 2 * * *", "@daily"],
    "dns-label": ["fraud", "f", "0", "a-b--c", "x" * 63],
    "dns-label-alpha": ["fraud", "f-0", "x" * 63],
    "dns-subdomain": ["fraud", "a.b-c.d", "0.1", "x" * 253],
    "duration": ["0s", "1h30m"],
    "duration-positive": ["1s"],
    "env-name": ["LOG_LEVEL", "_x", "spring.profiles", "a-b", "x" * 253],
    "host": [
        "fraud.acme.dev",
        "*.acme.dev",
        "localhost",
        "fraud.{environment}.acme.dev",
        "{project}-{component}.x",
        "1.x2",
    ],
    "environment-name": ["defaults", "prod-eu"],
    "namespace-pattern": ["{team}-{project}-{environment}", "ml"],
    "registry": ["ghcr.io", "localhost:5000/acme"],
    "host-pattern": ["fraud.acme.dev", "*.acme.dev", "*", "fraud-*.acme.dev"],
    "http-path": ["/", "/readyz", "/ready?full=1", "/ü"],
    "ready": ["/", "/readyz", "none"],
    "image": ["nginx", f"ghcr.io/acme/x:1.0@{SHA256}"],
    "label-key": ["owner", "acme.dev/owner", "a_b.C-d", "x" * 63, f"{'x' * 253}/y"],
    "label-value": ["", "4711", "a_b.C-d", "x" * 63],
    "metadata-key": [
        "costCentre",
        "acme.dev/owner",
        "Acme.dev/x",
        "kustomize",
        "myargoproj.io/x",
        "prometheus.io/scrape",
    ],
    "metadata-label": ["costCentre", "acme.dev/owner", "kustomize"],
    "object-annotation": ["service.beta.kubernetes.io/aws-load-balancer-type", "Acme.dev/x"],
    "pod-field": [
        "metadata.name",
        "status.podIP",
        "status.hostIPs",
        "metadata.labels['app.kubernetes.io/name']",
        "metadata.annotations['Tidegate.dev/model']",
    ],
    "metric-name": [
        "http_requests_total",
        "vllm:num_requests_waiting",
        "prometheus.googleapis.com|up|gauge",
        "a.b-c",
        "x" * 253,
    ],
    "device": ["nvidia.com/gpu", "nvidia.com/mig-1g.5gb"],
    "model-scheme": ["s3", "hf", "git+https", "*"],
    "model-uri": [
        "s3://m/12",
        "hf://org/m",
        "oci://r/x:1",
        "pvc://c/x",
        "file:///m",
        "models:/fraud@champion",
        "runs:/1/m",
    ],
    "port-name": ["http", "h2c", "a", "1a", "grpc-web", "x" * 15],
    "bytes": ["1048576", "512Mi", "1.5Gi", "4G", "1e9", "1024Ki"],
    "bytes-or-none": ["4Gi", "none"],
    "cpu": ["2", "0.5", "1m", "0.001", "1k", "1000u", "1024", "2000m"],
    "cpu-total": ["2", "0.5", "1.5k", "20000"],
    "quantity": ["0", "500m", "1.5Gi", "1e3"],
    "quantity-positive": ["1n", "500m"],
    "relative-path": ["rules.yaml", "a/b.txt", "./a", "..data/x"],
    "route-path": ["/", "/v1/predict", "/a%20b", "/a.b/..c"],
    "secret-key": ["token", "tls.crt", ".dockerconfigjson", "x" * 253],
    "secret-name": ["fraud-api", "a.b"],
    "time-zone": ["UTC", "Etc/UTC", "Etc/GMT+5", "Europe/Berlin", "America/Argentina/Buenos_Aires", "US/Eastern"],
    "url": [
        "http://prometheus.monitoring:9090",
        "https://git.example.org/x.git",
        "ssh://git@h/x",
        "http://[::1]:80/?q#f",
    ],
}

DURATION = "write hours, minutes and seconds: 90s, 5m, 1h30m"
QUANTITY = "write a number, in thousandths with m: 100, 0.5, 500m"
CPU = "write CPUs, or thousandths of one with m: 2, 0.5, 500m"
SIZE = "write bytes with Mi, Gi or Ti: 512Mi, 4Gi, 1.5Gi"
IMAGE = "write repository[:tag][@digest]: ghcr.io/acme/fraud-api:1.4.2"
CRON = 'write minute, hour, day of month, month, day of week: "0 2 * * *", or a name such as @daily'
URL = "write scheme://host, with port and path as needed: https://prometheus.example.org:9090"
SCHEME = "write the scheme alone, in lower case: s3, hf, gs; or * for all others"
OWN = "use a key without a prefix, or under a domain of your own"
LABEL = 'use lower-case letters, digits and "-"'
ENDS = "begin and end with a letter or digit"
METRIC = 'use letters, digits, "_", ":", ".", "|" and "-", no digit first'
FIELDS = (
    "choose from: metadata.annotations['KEY'], metadata.labels['KEY'], metadata.name, metadata.namespace, metadata.uid, "
    "spec.nodeName, spec.serviceAccountName, status.hostIP, status.hostIPs, status.podIP, status.podIPs"
)
VALUE = 'use letters, digits, "-", "_" and "."'
DOTS = "write it without //, /./ and / at the end"
HOST = 'write labels of at most 63 letters, digits and "-", with a letter or digit at both ends, joined by dots'
ROUTE = "letters, digits, /._~!$&'()*+,;=:@- and %XX, at most 1024 characters"

# format: text → fact (without the text, where it begins with it) and hint
REFUSED: dict[str, dict[str, tuple[str, str]]] = {
    "absolute-path": {
        "": ("is not an absolute path", "begin with /"),
        "etc/x": ("is not an absolute path", 'begin with /: "/etc/x"'),
        "/": ("is the root of the file system", "name a folder or file below it"),
        "/a:b": ("is not a path for a mount", 'Kubernetes allows no ":" in it'),
        "/a/../b": ("is not an absolute path", 'leave out ..: "/b"'),
        "/a//b": ("is not an absolute path", DOTS),
        "/a/": ("is not an absolute path", DOTS),
        "/./a": ("is not an absolute path", DOTS),
        "/a\0b": ("is not an absolute path", "write it without control characters"),
        "/" + "x" * 4096: ("is not an absolute path", "shorten it: it has 4097 characters, at most 4096 are allowed"),
    },
    "annotation-value": {
        "\ta\nb": (
            "is not a text that kustomize can build",
            "do not begin its first line with a tab",
        ),
    },
    "annotation-key": {
        "a/b/c": ("is not a key", f'the part before the slash must be a domain: {LABEL}: "a-b"'),
        "owner-": ("is not a key", ENDS),
    },
    "ip-address": {"10.0.0": ("is not an IP address", "write an address: 10.0.0.7")},
    "cidr": {
        "10.0.0.0": ("is not a network", "write address/prefix: 10.0.0.0/8"),
        "10.0.0.0/33": ("is not a network", "write address/prefix: 10.0.0.0/8"),
        "10.0.0.0/255.0.0.0": ("is not a network", "write address/prefix: 10.0.0.0/8"),
        "10.1.0.0/8": ("is not a network", "host bits are set: write 10.0.0.0/8"),
        "fd00::1/8": ("is not a network", "host bits are set: write fd00::/8"),
    },
    "cron": {
        "0 2 * *": ("has 4 fields: a schedule has 5", CRON),
        "TZ=UTC 0 2 * * *": ("has a time zone in the schedule", "write the zone in timeZone"),
    },
    "dns-label": {
        "": ("is not a DNS label", "it is empty: write at least one letter"),
        "Fraud_API": ("is not a DNS label", f'{LABEL}: "fraud-api"'),
        "a.b": ("is not a DNS label", f'{LABEL}: "a-b"'),
        "-a-": ("is not a DNS label", f'{ENDS}: "a"'),
        "---": ("is not a DNS label", ENDS),
        "a\n": ("is not a DNS label", f'{LABEL}: "a"'),
        "日本": ("is not a DNS label", LABEL),
        "x" * 64: ("is not a DNS label", "shorten it: it has 64 characters, at most 63 are allowed"),
    },
    "dns-label-alpha": {
        "4711": ("is not a name for a Service", "begin with a letter"),
        "A": ("is not a DNS label", f'{LABEL}: "a"'),
    },
    "dns-subdomain": {
        "": ("is not a DNS name", "it is empty: write at least one letter"),
        "a..b": ("is not a DNS name", "no dot at the ends, nor two in a row"),
        ".a": ("is not a DNS name", "no dot at the ends, nor two in a row"),
        "a.B": ("is not a DNS name", f'{LABEL}: "b"'),
        "x" * 254: ("is not a DNS name", "shorten it: it has 254 characters, at most 253 are allowed"),
    },
    "duration": {
        "2d": ("is not a duration", f'did you mean "48h"? {DURATION}'),
        "5 min": ("is not a duration", f'did you mean "5m"? {DURATION}'),
        "1 Day": ("is not a duration", f'did you mean "24h"? {DURATION}'),
        "90secs": ("is not a duration", f'did you mean "90s"? {DURATION}'),
        "5ms": ("is not a duration", DURATION),
        "soon": ("is not a duration", DURATION),
        "": ("is not a duration", DURATION),
    },
    "duration-positive": {
        "0m": ("is not more than 0", "write at least 1s"),
        "5": ("is not a duration", "write its unit: 5s, 5m or 5h"),
    },
    "env-name": {
        "": ("is not a name for an environment variable", "it is empty: write at least one letter"),
        "1X": ("is not a name for an environment variable", 'begin with a letter or "_"'),
        "A=B": ("is not a name for an environment variable", 'use letters, digits and "_": "A_B"'),
        "..a": ("is not a name for an environment variable", 'use letters, digits and "_": "a"'),
        "x" * 254: (
            "is not a name for an environment variable",
            "shorten it: it has 254 characters, at most 253 are allowed",
        ),
    },
    "environment-name": {
        "defaults.yaml": ("is not the name of an environment", 'did you mean "defaults"?'),
        "Dev": ("is not a DNS label", f'{LABEL}: "dev"'),
    },
    "namespace-pattern": {
        "Ml": ("is not a namespace", 'write lower-case letters, digits, "-", {team}, {project} and {environment}'),
    },
    "registry": {
        "ghcr.io/*": (
            "is not a registry or a path in one",
            'did you mean "ghcr.io"? write a registry, or a path in one; all below it is included: ghcr.io/acme',
        ),
    },
    "host-pattern": {
        "https://*.acme.dev": (
            "is not a host or a pattern of hosts",
            "write the name alone, without scheme or path: *.acme.dev",
        ),
        "*.Acme.dev": ("is not a host or a pattern of hosts", 'use lower-case letters: "x.acme.dev"'),
        "10.0.0.1": ("is not a host or a pattern of hosts", "write a name, not an IP address"),
    },
    "host": {
        "": ("is not a host name", "it has 0 characters, 1 to 253 are allowed"),
        "x." * 127: ("is not a host name", "it has 254 characters, 1 to 253 are allowed"),
        "https://x.dev": ("is not a host name", "write the name alone, without scheme or path: x.dev"),
        "http://": ("is not a host name", "write the name alone, without scheme or path"),
        "https://{project}.Acme.dev/x": (
            "is not a host name",
            "write the name alone, without scheme or path: {project}.acme.dev",
        ),
        "x.dev/path": ("is not a host name", "write the name alone, without scheme or path: x.dev"),
        "10.0.0.1": ("is not a host name", "write a name, not an IP address"),
        "a.*.dev": ("is not a host name", '"*" is allowed only as the whole first label: *.example.org'),
        "Fraud.dev": ("is not a host name", 'use lower-case letters: "fraud.dev"'),
        "a_b.dev": ("is not a host name", HOST),
        "x.dev:80": ("is not a host name", "write the name alone, without its port: x.dev"),
        "a.{environment.dev": ("is not a host name", HOST),
    },
    "ready": {"readyz": ("is not an HTTP path", 'begin with /: "/readyz"')},
    "http-path": {
        "readyz": ("is not an HTTP path", 'begin with /: "/readyz"'),
        "none": ("is not an HTTP path", "leave it out where nothing is asked"),
        "/a b": (
            "is not an HTTP path",
            "write it without white space and control characters, in at most 1024 characters",
        ),
        "/a\x00": (
            "is not an HTTP path",
            "write it without white space and control characters, in at most 1024 characters",
        ),
    },
    "image": {
        "Acme/x": ("is not an image: repository names are lower case", f'did you mean "acme/x"? {IMAGE}'),
        "a" * 64: ("is an image's id, not a reference", IMAGE),
    },
    "label-key": {
        "": ("is not a key", "it is empty: write at least one letter"),
        "/x": ("is not a key", "the part before the slash must be a domain: it is empty: write at least one letter"),
        "Acme.dev/x": ("is not a key", f'the part before the slash must be a domain: {LABEL}: "acme"'),
        "acme.dev/": ("is not a key", "it is empty: write at least one letter"),
        "a b": ("is not a key", VALUE),
        "-a": ("is not a key", ENDS),
        "x" * 64: ("is not a key", "shorten it: it has 64 characters, at most 63 are allowed"),
    },
    "label-value": {
        "a b": ("is not a label's value", VALUE),
        "_a": ("is not a label's value", ENDS),
        "x" * 64: ("is not a label's value", "shorten it: it has 64 characters, at most 63 are allowed"),
    },
    "metadata-key": {
        "app.kubernetes.io/name": ("is reserved for Tidegate itself: selectors and releases are built on it", OWN),
        "tidegate.dev/slot": ("is reserved for Tidegate itself: selectors and releases are built on it", OWN),
        "x.tidegate.dev/slot": ("is reserved for Tidegate itself: selectors and releases are built on it", OWN),
        "argocd.argoproj.io/sync-wave": (
            "is reserved for Argo CD and Argo Rollouts: it orders, skips, prunes and tells apart objects by this key",
            OWN,
        ),
        "ArgoProj.io/x": (
            "is reserved for Argo CD and Argo Rollouts: it orders, skips, prunes and tells apart objects by this key",
            OWN,
        ),
        "helm.toolkit.fluxcd.io/x": ("is reserved for Flux: it reconciles and prunes objects by this key", OWN),
        "kustomize.toolkit.fluxcd.io/prune": (
            "is reserved for kustomize: it drops or changes objects by this key",
            OWN,
        ),
        "kustomize.config.k8s.io/behavior": ("is reserved for kustomize: it drops or changes objects by this key", OWN),
        "internal.config.kubernetes.io/x": ("is reserved for kustomize: it drops or changes objects by this key", OWN),
        "a b": ("is not a key", VALUE),
    },
    "metadata-label": {
        "app.kubernetes.io/name": ("is reserved for Tidegate itself: selectors and releases are built on it", OWN),
        "Acme.dev/x": ("is not a key", f'the part before the slash must be a domain: {LABEL}: "acme"'),
    },
    "object-annotation": {
        "kubernetes.io/ingress.class": (
            "is reserved for the API server: it refuses an Ingress that names its class in this key and in its field",
            "leave it out: the class is that of the environment (ingress.class)",
        ),
        "a b": ("is not a key", 'use letters, digits, "-", "_" and "."'),
        "tidegate.dev/release": ("is reserved for Tidegate itself: selectors and releases are built on it", OWN),
        "argocd.argoproj.io/sync-wave": (
            "is reserved for Argo CD and Argo Rollouts: it orders, skips, prunes and tells apart objects by this key",
            OWN,
        ),
    },
    "pod-field": {
        "metadata.labels": (
            "is not a pod field for variables",
            f"did you mean \"metadata.labels['KEY']\"? {FIELDS}",
        ),
        "spec.containers": ("is not a pod field for variables", FIELDS),
    },
    "metric-name": {
        "": ("is not the name of a metric", "it is empty: write at least one letter"),
        "1a": ("is not the name of a metric", METRIC),
        "a/b": ("is not the name of a metric", METRIC),
        "a b": ("is not the name of a metric", METRIC),
        "x" * 254: ("is not the name of a metric", "shorten it: it has 254 characters, at most 253 are allowed"),
    },
    "device": {
        "gpu": ("is not the name of a device", "write domain/name: nvidia.com/gpu"),
        "memory": ("is not the name of a device", "write domain/name: nvidia.com/gpu"),
        "node.kubernetes.io/gpu": ("is not the name of a device", "write domain/name: nvidia.com/gpu"),
    },
    "model-scheme": {
        "": ("is not the scheme of a model's URI", SCHEME),
        "s3://": ("is not the scheme of a model's URI", SCHEME),
        "S3": ("is not the scheme of a model's URI", SCHEME),
    },
    "model-uri": {
        "": ("is not a model's URI", "begin with a scheme, such as s3://, hf://, oci:// or models:/"),
        "bert-base": ("is not a model's URI", "begin with a scheme, such as s3://, hf://, oci:// or models:/"),
        "fraud:12": ("is not a model's URI", "begin with a scheme, such as s3://, hf://, oci:// or models:/"),
        "/models/x": ("is not a model's URI", 'a path in the image is a file URI: "file:///models/x"'),
        "s3://": ("is not a model's URI", "name the model after the scheme"),
        "s3://a b": ("is not a model's URI", "write it without white space and control characters"),
        "s3://a\x7f": ("is not a model's URI", "write it without white space and control characters"),
        "s3://" + "x" * 2048: ("is not a model's URI", "shorten it: it has 2053 characters, at most 2048 are allowed"),
    },
    "port-name": {
        "": ("is not a port's name", "it is empty: write at least one letter"),
        "x" * 16: ("is not a port's name", "shorten it: it has 16 characters, at most 15 are allowed"),
        "a--b": ("is not a port's name", 'no two "-" in a row'),
        "8080": ("is not a port's name", "use at least one letter"),
        "1-1": ("is not a port's name", "use at least one letter"),
        "HTTP": ("is not a port's name", f'{LABEL}: "http"'),
        "-a": ("is not a port's name", f'{ENDS}: "a"'),
    },
    "bytes": {
        "512m": ("is not a whole number of bytes", f'did you mean "512Mi"? {SIZE}'),
        "0.5": ("is not a whole number of bytes", SIZE),
        "100u": ("is not a whole number of bytes", SIZE),
        "1": ("is 1 byte, less than 1Mi", f'did you mean "1Gi"? {SIZE}'),
        "16": ("is 16 bytes, less than 1Mi", f'did you mean "16Gi"? {SIZE}'),
        "512": ("is 512 bytes, less than 1Mi", f'did you mean "512Mi"? {SIZE}'),
        "65536": ("is 65536 bytes, less than 1Mi", f'did you mean "65536Mi"? {SIZE}'),
        "524288": ("is 524288 bytes, less than 1Mi", f'did you mean "524288Ki"? {SIZE}'),
        "2000m": ("is 2 bytes, less than 1Mi", f'did you mean "2000Mi"? {SIZE}'),
        "512Ki": ("is 524288 bytes, less than 1Mi", f'did you mean "512Mi"? {SIZE}'),
        "500k": ("is 500000 bytes, less than 1Mi", f'did you mean "500Mi"? {SIZE}'),
        "2000000000000m": ("is in thousandths of a byte", f'did you mean "2G"? {SIZE}'),
        "0.5Ki": ("is 512 bytes, less than 1Mi", SIZE),
        "0": ("is not more than 0", "write more than 0"),
        "-4Gi": ("is less than 0", "write 0 or more"),
        "4GB": ('is not a quantity: there is no suffix "GB"', f'did you mean "4Gi"? {SIZE}'),
        "4 GiB": ("is not a quantity", f'did you mean "4Gi"? {SIZE}'),
        "1,5Gi": ("is not a quantity", f'did you mean "1.5Gi"? {SIZE}'),
        "512 mb": ("is not a quantity", f'did you mean "512Mi"? {SIZE}'),
        "much": ("is not a quantity", SIZE),
    },
    "cpu": {
        "0.0005": ("is not a multiple of a thousandth of a CPU", "Kubernetes rounds it up: write 1m"),
        "100u": ("is not a multiple of a thousandth of a CPU", "Kubernetes rounds it up: write 1m"),
        "1.2345": ("is not a multiple of a thousandth of a CPU", "Kubernetes rounds it up: write 1235m"),
        "0": ("is not more than 0", "write more than 0"),
        "-1": ("is less than 0", "write 0 or more"),
        "2 cores": ("is not a quantity", f'did you mean "2"? {CPU}'),
        "500 m": ("is not a quantity", f'did you mean "500m"? {CPU}'),
        "0,5": ("is not a quantity", f'did you mean "0.5"? {CPU}'),
        "two": ("is not a quantity", CPU),
        "2000": ("is 2000 CPUs, more than any node has", f'did you mean "2000m"? {CPU}'),
        "2k": ("is 2000 CPUs, more than any node has", CPU),
        "2Gi": ("is a size, not a number of CPUs", f'did you mean "2"? {CPU}'),
        "500Mi": ("is a size, not a number of CPUs", f'did you mean "500m"? {CPU}'),
    },
    "cpu-total": {
        "0.0005": ("is not a multiple of a thousandth of a CPU", "Kubernetes rounds it up: write 1m"),
        "two": ("is not a quantity", CPU),
    },
    "bytes-or-none": {
        "no": ("is not a quantity", SIZE),
        "512": ("is 512 bytes, less than 1Mi", f'did you mean "512Mi"? {SIZE}'),
    },
    "quantity": {
        "-1": ("is less than 0", "write 0 or more"),
        "1gb": ('is not a quantity: there is no suffix "gb"', QUANTITY),
    },
    "quantity-positive": {
        "0Gi": ("is not more than 0", "write more than 0"),
        "-1": ("is less than 0", "write 0 or more"),
    },
    "relative-path": {
        "": ("is not a relative path", "name a file"),
        "/a": ("is not a relative path", "write it relative to the folder, without / at its start"),
        "../a": ("is not a relative path", "leave out .."),
        "a/../b": ("is not a relative path", "leave out .."),
        "a\\b": ("is not a relative path", "write / between its parts"),
        "a/": ("is not a relative path", DOTS),
        "././a": ("is not a relative path", DOTS),
        "a\nb": ("is not a relative path", "write it without control characters"),
    },
    "route-path": {
        "v1": ("is not a path for a route", 'begin with /: "/v1"'),
        "/a//b": ("is not a path for a route", "write it without //, /./, /../ and %2F"),
        "/a/..": ("is not a path for a route", "write it without //, /./, /../ and %2F"),
        "/a%2fb": ("is not a path for a route", "write it without //, /./, /../ and %2F"),
        "/a?b": ("is not a path for a route", ROUTE),
        "/a#b": ("is not a path for a route", ROUTE),
    },
    "secret-key": {
        "a/b": ("is not a key of a Secret or ConfigMap", VALUE),
        "..": ("is not a key of a Secret or ConfigMap", VALUE),
        "": ("is not a key of a Secret or ConfigMap", "it is empty: write at least one letter"),
        "x" * 254: (
            "is not a key of a Secret or ConfigMap",
            "shorten it: it has 254 characters, at most 253 are allowed",
        ),
    },
    "secret-name": {"Fraud": ("is not a DNS name", f'{LABEL}: "fraud"')},
    "time-zone": {
        "Europe/Berln": ("is not a time zone", 'did you mean "Europe/Berlin"?'),
    },
    "url": {
        "prometheus:9090": ("is not a URL", URL),
        "http://": ("is not a URL", URL),
        "http://a b": ("is not a URL", URL),
        "http://a:99999": ("is not a URL", "port numbers are 1 to 65535"),
        "http://a:0": ("is not a URL", "port numbers are 1 to 65535"),
        "http://" + "x" * 2048: ("is not a URL", URL),
    },
}


def shown(text: str) -> str:
    cut = text if len(text) <= 60 else f"{text[:59]}…"
    return cut.replace("\n", "\\n").replace("\t", "\\t").replace("\x00", "\\x00").replace("\x7f", "\\x7f")


@pytest.mark.parametrize("cases", [ACCEPTED, REFUSED], ids=["accepted", "refused"])
def test_every_format_has_cases(cases: dict[str, object]) -> None:
    assert sorted(cases) == sorted(FORMATS)


@pytest.mark.parametrize(("name", "text"), [(name, text) for name, texts in ACCEPTED.items() for text in texts])
def test_a_text_of_the_format_has_no_fault(name: str, text: str) -> None:
    assert FORMATS[name](text) is None


@pytest.mark.parametrize(
    ("name", "text", "fact", "hint"),
    [(name, text, fact, hint) for name, texts in REFUSED.items() for text, (fact, hint) in texts.items()],
)
def test_another_text_gets_a_fact_and_a_way_out(name: str, text: str, fact: str, hint: str) -> None:
    error = FORMATS[name](text)
    assert error is not None
    assert (error.fact, suggest.hint_text(error.meant, error.hint)) == (f'"{shown(text)}" {fact}', hint)


def test_an_unknown_placeholder_is_named() -> None:
    assert FORMATS["host"]("fraud.{env}.acme.dev") == FormatError(
        fact='there is no placeholder "env"',
        hint="choose from: component, environment, project",
        meant="environment",
    )


def test_a_placeholder_with_a_slip_is_guessed() -> None:
    assert FORMATS["host"]("fraud.{enviroment}.acme.dev") == FormatError(
        fact='there is no placeholder "enviroment"',
        hint="choose from: component, environment, project",
        meant="environment",
    )


@pytest.mark.parametrize("name", FORMATS)
def test_no_message_repeats_a_secret(name: str) -> None:
    text = "\thttps://bot:" + "hunter2@git.example.org/\nx"
    assert FORMATS[name](text) == FormatError(
        fact="the value looks like a URL with a password", hint="write a reference to a Secret"
    )
