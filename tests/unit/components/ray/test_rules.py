import pytest

from tests.builders import cases, rays, samples
from tests.builders.documents import Data
from tests.builders.rays import JOB, RAY, SERVICE

GROWING = {"workers": {"a": {"min": 1, "max": 3}}}
PERMITTED = {
    "serviceAccount": {
        "token": True,
        "permissions": [{"apiGroups": [""], "resources": ["pods"], "verbs": ["get"]}],
    }
}
QUEUE = "Kueue admits no Ray cluster whose size changes, and this one waits in queue ml"
WITHOUT = {"operators": {"ray": {"api": "kuberay", "namespace": "kuberay-system"}}}


@pytest.mark.parametrize(
    ("written", "said"),
    [
        (
            SERVICE | {"entrypoint": "x"},
            ['serve: "serve" does not go with "entrypoint" -> keep one of the two: a job ends, and a service does not'],
        ),
        (
            RAY | {"run": "once", "upgrade": "incremental"},
            [
                'run: a cluster has no "run" -> remove it; with entrypoint it has one',
                'upgrade: a cluster has no "upgrade" -> remove it; with serve it has one',
            ],
        ),
        (
            RAY | {"sidecars": {"wait-gcs-ready": {"image": "ghcr.io/acme/side:1"}}},
            [
                (
                    'sidecars.wait-gcs-ready: "wait-gcs-ready" is the name of a container of Ray or KubeRay'
                    " -> give it another name: names are unique in a pod"
                )
            ],
        ),
        (
            RAY | {"runtimeEnv": {"pip": ["torch"]}},
            ['runtimeEnv: a cluster has no "runtimeEnv" -> remove it; with entrypoint it has one'],
        ),
        (
            SERVICE | {"queue": "none"},
            [
                'queue: a service has no "queue" -> remove it; with entrypoint or without entrypoint and serve it has one'
            ],
        ),
        (
            RAY | {"workers": {"head": {}}},
            ['workers.head: "head" is the name of another group -> give the group another name'],
        ),
        (
            RAY | {"workers": {"a": {"count": 1, "max": 2}}},
            [
                (
                    'workers.a.count: "count" does not go with "min" and "max" -> keep count for a fixed number, or min and max '
                    "for one that changes"
                )
            ],
        ),
        (
            RAY | {"workers": {"a": {"min": 5}}},
            ["workers.a.min: min 5 is more than max 4 -> raise max, or lower min"],
        ),
        (
            RAY | {"workers": {"a": {"machine": "huge"}}},
            ['workers.a.machine: there is no machine "huge" in dev -> choose from: cpu-large, cpu-small, gpu-small'],
        ),
        (
            SERVICE | {"upgrade": "incremental"},
            [
                (
                    "upgrade: an incremental upgrade adds workers by an autoscaler, and no group has one -> write min and max in "
                    "place of count, or upgrade: new-cluster"
                )
            ],
        ),
        (
            JOB | {"run": {"schedule": "@daily"}},
            [
                (
                    "run: a Ray job has no schedule"
                    " -> write what it runs as a step of a pipeline, which has one: image, command and args"
                )
            ],
        ),
        (
            RAY | {"env": {"RAY_IP": "a", "RAY_REDIS_ADDRESS": "b"}},
            [
                'env.RAY_IP: "RAY_IP" is set for every pod of Ray -> remove it',
                'env.RAY_REDIS_ADDRESS: KubeRay refuses "RAY_REDIS_ADDRESS": it sets fault tolerance up itself -> remove it',
            ],
        ),
        (
            SERVICE | {"serve": {"config": "a: 1"}},
            [
                (
                    'serve.config: the configuration of Ray Serve has no "applications" -> list what is served: applications: '
                    "[{name: text, import_path: app:app}]"
                )
            ],
        ),
        (
            RAY | {"workers": {"a": {}}, "volumes": {"/data": {"size": "1Gi"}}},
            [
                (
                    'volumes["/data"]: access: once lets one node of the cluster mount it, and all pods of Ray run at once -> use '
                    "access: many, or a share of the platform"
                )
            ],
        ),
        (
            RAY | GROWING | PERMITTED,
            [
                (
                    "serviceAccount.permissions: KubeRay makes a Role of the same name for the autoscaler -> write count in place "
                    "of min and max, or name an account that exists: serviceAccount: {name: ...}"
                )
            ],
        ),
    ],
)
def test_what_ray_cannot_be_is_said_at_its_place(written: Data, said: list[str]) -> None:
    assert rays.said(written, rays.platform(policy={"permissions": "any"})) == said


@pytest.mark.parametrize("written", [RAY, JOB | GROWING, SERVICE | GROWING])
def test_the_role_of_permissions_has_a_name_that_kuberay_does_not_use(written: Data) -> None:
    assert rays.said(written | PERMITTED, rays.platform(policy={"permissions": "any"})) == []


@pytest.mark.parametrize("written", [JOB, RAY])
def test_kueue_admits_a_fixed_size_alone(written: Data) -> None:
    hint = "write count in place of min and max, or queue: none"
    assert rays.said(written | GROWING, rays.platform("ml")) == [f"workers.a.min: {QUEUE} in dev -> {hint}"]
    named = written | GROWING | {"queue": "ml"}
    assert rays.said(named, rays.platform("ml")) == [f"workers.a.min: {QUEUE} -> {hint}"]
    assert rays.said(written | GROWING | {"queue": "none"}, rays.platform("ml")) == []


def test_an_incremental_upgrade_needs_a_gateway_class() -> None:
    assert rays.said(SERVICE | GROWING | {"upgrade": "incremental"}, WITHOUT) == [
        (
            "upgrade: an incremental upgrade moves traffic by a Gateway, and no GatewayClass is named for it in dev -> write "
            "upgrade: new-cluster; or ask the platform team for operators: {ray: {api: kuberay, gatewayClass: NAME}}"
        )
    ]


def test_a_configuration_that_is_no_text_is_refused_where_its_file_is_named() -> None:
    case = samples.case(RAY | {"serve": {"from": "serve.yaml"}}, None, rays.platform())
    (found,) = cases.judged(case, {"serve.yaml": b"\xff"}).problems
    assert (found.where, found.fact) == (
        "components.api.serve.from",
        "the byte 0xff of the configuration is not UTF-8",
    )


SECRET = "applications: [{import_path: a:app, runtime_env: {env_vars: {DB_PASSWORD: correct-horse}}}]"


def test_a_secret_in_what_ray_serve_reads_is_found() -> None:
    fact = "the name suggests a secret, but the value is plain text: env_vars.DB_PASSWORD"
    assert rays.said(SERVICE | {"serve": {"config": SECRET}}) == [
        (
            f"serve.config: {fact} -> write it as env: {{NAME: {{secret: SECRET, key: KEY}}}};"
            " if it is not secret: env: {NAME: {value: ..., public: true}}"
        )
    ]
    case = samples.case(RAY | {"serve": {"from": "serve.yaml"}}, None, rays.platform())
    (found,) = cases.judged(case, {"serve.yaml": SECRET.encode()}).problems
    assert (found.where, found.fact, found.code) == ("components.api.serve.from", fact, "secret")


@pytest.mark.parametrize(
    ("written", "version", "said"),
    [
        (
            JOB,
            "1.1",
            "kind: kuberay 1.1 has no backoffLimit of a RayJob in dev -> ask the platform team for kuberay 1.2 or newer",
        ),
        (
            SERVICE,
            "1.2",
            "kind: kuberay 1.2 has no upgradeStrategy of a RayService in dev -> ask the platform team for kuberay 1.3 or newer",
        ),
        (
            SERVICE | GROWING | {"upgrade": "incremental"},
            "1.4",
            "upgrade: kuberay 1.4 has no incremental upgrade in dev -> ask the platform team for kuberay 1.5 or newer",
        ),
        (
            RAY,
            "1.5",
            "kind: kuberay 1.5 has no upgradeStrategy of a RayCluster in dev -> ask the platform team for kuberay 1.6 or newer",
        ),
    ],
)
def test_each_form_needs_a_version_that_has_its_fields(written: Data, version: str, said: str) -> None:
    def found(version: str) -> list[str]:
        operator = {"api": "kuberay", "namespace": "ray", "gatewayClass": "istio", "version": version}
        return rays.said(written, {"operators": {"ray": operator}, "traffic": "gateway-api", "gateway": {"name": "g"}})

    assert said in found(version)
    assert not any("kuberay" in each for each in found("1.6"))


def test_a_secret_among_the_variables_of_a_job() -> None:
    written = JOB | {"runtimeEnv": {"env_vars": {"API_TOKEN": "abcdefgh123", "OMP_NUM_THREADS": "4"}}}
    assert rays.said(written) == [
        (
            "runtimeEnv.env_vars.API_TOKEN: the name suggests a secret, but the value is plain text -> write it as env: {NAME: "
            "{secret: SECRET, key: KEY}}; if it is not secret: env: {NAME: {value: ..., public: true}}"
        )
    ]
