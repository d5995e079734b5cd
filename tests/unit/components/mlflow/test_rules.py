import pytest

from tests.builders import samples
from tests.builders.documents import Data
from tests.builders.samples import MLFLOW

DATABASE: Data = {"backend": {"secret": "db", "key": "url"}, "artifacts": "s3://acme/ml"}
OFFICIAL = "ghcr.io/mlflow/mlflow"
ADDRESS = "is not the address of a bucket or container"
BUCKET = (
    "write the address of a bucket or container: s3://BUCKET/FOLDER, gs://BUCKET/FOLDER, "
    "wasbs:// or abfss://CONTAINER@ACCOUNT/FOLDER"
)


@pytest.mark.parametrize(
    ("written", "said"),
    [
        (
            {"scale": 2},
            (
                "components.api.scale: with a database file there is one pod: two would write it -> "
                "use scale: 1, or a database: backend: {secret: mlflow, key: url}"
            ),
        ),
        (
            {"strategy": "rolling"},
            (
                "components.api.strategy: with a database file a pod has to end before the next one starts: both would write it -> "
                "use strategy: recreate, or a database: backend: {secret: mlflow, key: url}"
            ),
        ),
        (
            {**DATABASE, "strategy": "blue-green"},
            (
                "components.api.strategy: blue-green runs two versions side by side, and both would use one database, which fits "
                "one of them -> use rolling or recreate"
            ),
        ),
        (
            {"backend": DATABASE["backend"]},
            (
                'components.api: "artifacts" is missing: beside a database the pods have no place that lasts -> '
                "write the address of a bucket: artifacts: s3://acme-mlflow/artifacts"
            ),
        ),
        (
            {"volumes": {"/mlflow": {"scratch": "1Gi"}}},
            'components.api.volumes["/mlflow"]: "/mlflow" has a volume already, which the server needs -> use another path',
        ),
        (
            {"auth": "who", "volumes": {"/run/mlflow": {"scratch": "1Gi"}}},
            (
                'components.api.volumes["/run/mlflow"]: "/run/mlflow" has a volume already, which the server needs -> '
                "use another path"
            ),
        ),
        (
            {"args": ["--workers=2", "--host=::"]},
            'components.api.args[1]: "--host" is written by tidegate -> remove it',
        ),
        (
            {"args": ["--app-name", "basic-auth"]},
            'components.api.args[0]: "--app-name" is written by tidegate -> remove it, and write auth',
        ),
        (
            {"args": ["--gunicorn-opts=--threads=4"]},
            'components.api.args[0]: "--gunicorn-opts" does not go with --allowed-hosts -> use --uvicorn-opts',
        ),
        (
            {"env": {"MLFLOW_SERVER_ALLOWED_HOSTS": "*"}},
            (
                "components.api.env.MLFLOW_SERVER_ALLOWED_HOSTS: "
                '"MLFLOW_SERVER_ALLOWED_HOSTS" is written by tidegate -> remove it, and write hosts'
            ),
        ),
        (
            {"image": f"{OFFICIAL}:v3.4.0"},
            "components.api.image: MLflow 3.4.0 has no --allowed-hosts as it is used here -> use 3.5.0 or newer",
        ),
        (
            {"image": f"{OFFICIAL}:v3.5.1-full", "auth": "who"},
            "components.api.image: MLflow 3.5.1 has no auth as it is used here -> use 3.6.0 or newer",
        ),
        (
            {**DATABASE, "image": f"{OFFICIAL}:v3.17.0", "auth": "who"},
            (
                "components.api.image: this variant of the image has no driver of a database and no library for s3:// and no "
                f"library for auth -> use the variant that has them: {OFFICIAL}:v3.17.0-full"
            ),
        ),
    ],
)
def test_what_mlflow_would_refuse_is_said(written: Data, said: str) -> None:
    assert samples.problems(MLFLOW | written) == [said]


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        (
            "backend",
            "postgresql://db/mlflow",
            (
                'components.api.backend: "postgresql://db/mlflow" is not sqlite -> '
                "name the Secret with the database's URL, backend: {secret: mlflow, key: url}, or write backend: sqlite, "
                "or {claim: NAME}"
            ),
        ),
        (
            "backend",
            {"claim": "mlflow", "class": "fast"},
            (
                'components.api.backend.class: "class" does not go with claim -> write a file on an existing claim as '
                "{claim: NAME}, with path as needed"
            ),
        ),
        (
            "backend",
            {"secret": "db"},
            'components.api.backend: "key" is missing -> write a database as {secret: NAME, key: KEY}, without sqlite',
        ),
        (
            "backend",
            {"secret": "db", "key": "url", "sqlite": "1Gi"},
            (
                'components.api.backend.sqlite: "sqlite" does not go with secret, key -> '
                "write a database as {secret: NAME, key: KEY}, without sqlite"
            ),
        ),
        ("artifacts", "ftp://host/path", f'components.api.artifacts: "ftp://host/path" {ADDRESS} -> {BUCKET}'),
        ("artifacts", "s3:bucket", f'components.api.artifacts: "s3:bucket" {ADDRESS} -> {BUCKET}'),
        (
            "hosts",
            ["https://a.acme.dev"],
            (
                'components.api.hosts[0]: "https://a.acme.dev" is not a host name -> '
                "write a host name, with a port if clients name it: mlflow.internal.acme.dev:8443"
            ),
        ),
        (
            "auth",
            {"admin": "root"},
            'components.api.auth: "secret" is missing -> name the Secret: {secret: mlflow-auth}',
        ),
    ],
)
def test_a_value_of_a_field_is_refused_with_a_way_out(field: str, value: object, said: str) -> None:
    assert samples.problems(MLFLOW | {field: value}) == [said]


@pytest.mark.parametrize("image", [f"{OFFICIAL}:v3.17.0", "ghcr.io/acme/mlflow:v2.1.0", f"{OFFICIAL}:latest-full"])
def test_an_image_of_which_nothing_is_known_is_taken(image: str) -> None:
    assert [each for each in samples.problems(MLFLOW | {"image": image}) if "MLflow" in each] == []


def test_several_servers_share_a_database() -> None:
    assert samples.problems(MLFLOW | DATABASE | {"scale": 2}) == []
