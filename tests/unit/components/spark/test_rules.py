import pytest

from tests.builders import sparks
from tests.builders.documents import Data

WITH_SMALL: Data = {"driver": {"resources": {"cpu": "1", "memory": "512Mi"}}}


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        (
            {"main": "local:///app/job"},
            (
                'main: nothing says the language of "local:///app/job"'
                " -> name a file that ends in .py, .R or .jar, or write language: python, r, java or scala"
            ),
        ),
        (
            {"main": "local:///app/job.jar"},
            'main: "mainClass" is missing -> name the class that has main: mainClass: org.acme.Features',
        ),
        ({"mainClass": "org.acme.A"}, "mainClass: a program in Python has no main class -> remove it"),
        (
            WITH_SMALL,
            (
                "driver.resources: of 512Mi Spark has 128 MiB for its heap, and does not start with less than 450"
                " -> write at least 834Mi: the rest is for what is not on the heap"
            ),
        ),
        (
            {"driver": {"resources": {"requests": {"memory": "2Gi"}}}},
            "driver.resources: Spark needs to know its cpu -> write it: {resources: {requests: {cpu: ...}}}",
        ),
        (
            {"conf": {"spark.executor.memory": "4g"}},
            (
                'conf["spark.executor.memory"]: "spark.executor.memory" is set by the field executors'
                " -> remove it, and write executors"
            ),
        ),
        (
            {"conf": {"spark.master": "local"}},
            'conf["spark.master"]: "spark.master" is set by the operator -> remove it',
        ),
        (
            {"conf": {"spark.kubernetes.node.selector.pool": "a"}},
            (
                'conf["spark.kubernetes.node.selector.pool"]: "spark.kubernetes.node.selector.pool" chooses nodes'
                " -> remove it: a machine says on which nodes pods run"
            ),
        ),
        (
            {"env": {"SPARK_USER": "a"}},
            'env.SPARK_USER: "SPARK_USER" is set for every pod of Spark -> remove it',
        ),
        (
            {"files": {"/opt/spark/conf/log4j2.properties": "a"}},
            (
                'files["/opt/spark/conf/log4j2.properties"]: Spark mounts its properties at /opt/spark/conf, '
                "where nothing else can be"
                " -> write properties as conf, and give a file another path: with /etc/spark/log4j2.properties, conf: "
                '{spark.driver.extraJavaOptions: "-Dlog4j2.configurationFile=/etc/spark/log4j2.properties"}'
            ),
        ),
        (
            {"volumes": {"/data": {"size": "1Gi"}}},
            (
                'volumes["/data"]: access: once lets one node of the cluster mount it, and all pods of Spark run at once'
                " -> use access: many, or a share of the platform"
            ),
        ),
        (
            {"run": {"schedule": "@daily", "startWithin": "1h"}},
            "run.startWithin: a Spark application that is late starts all the same -> remove it",
        ),
    ],
)
def test_what_spark_or_its_operator_refuses(written: Data, expected: str) -> None:
    assert sparks.said(written) == [expected]


def test_kueue_is_a_warning_and_admits_no_application_whose_size_changes() -> None:
    assert sparks.said({}, sparks.QUEUED) == [
        (
            "kind: it waits in queue ml, but Kueue's integration of Spark is alpha and off by default in dev"
            " -> ask the platform team whether it is on, or write queue: none"
        )
    ]
    assert sparks.said({"queue": "none"}, sparks.QUEUED) == []
    assert sparks.said({"executors": {"min": 1, "max": 4}}, sparks.QUEUED) == [
        (
            "executors.max: Kueue admits no Spark application whose size changes, and this one waits in queue ml in dev"
            " -> write count in place of min and max, or queue: none"
        )
    ]


def test_where_no_operator_runs_it_nothing_waits_in_a_queue() -> None:
    nothing = {"operators": {"spark": None, "queue": {"kueue": ["ml"]}}}
    assert [each for each in sparks.said({}, nothing) if "Kueue" in each] == []


@pytest.mark.parametrize(
    ("written", "version", "said"),
    [
        ({}, "2.0", "kind: spark-operator 2.0 has no templates of pods in dev -> {} 2.1 or newer"),
        (
            {"run": {"schedule": "@daily"}},
            "2.1",
            "run: spark-operator 2.1 has no time zones of schedules in dev -> {} 2.2 or newer",
        ),
        (
            {"executors": {"min": 1, "max": 2}},
            "2.1",
            "executors: spark-operator 2.1 has no shuffle tracking, with which executors come and go in dev -> {} 2.2 or newer",
        ),
    ],
)
def test_fields_that_came_with_a_version(written: Data, version: str, said: str) -> None:
    def found(version: str) -> list[str]:
        operators = {"spark": {"api": "spark-operator", "version": version}}
        return sparks.said(written, {"operators": operators})

    assert found(version) == [said.format("ask the platform team for spark-operator")]
    assert found("2.5") == []


def test_an_application_waits_in_a_queue_if_the_operator_can_suspend_it() -> None:
    operators = {"spark": {"api": "spark-operator", "version": "2.3.0"}, "queue": {"kueue": ["ml"]}}
    assert (
        'queue: spark-operator 2.3.0 has no "suspend", by which Kueue lets an application wait in dev'
        " -> ask the platform team for spark-operator 2.4 or newer"
    ) in sparks.said({"queue": "ml"}, {"operators": operators})


NAMED = "the name suggests a secret, but the value is plain text"
IDENTITY = "give the serviceAccount an identity of the cloud"
OF_S3A = (
    "remove it and write env: {AWS_ACCESS_KEY_ID: {secret: NAME, key: KEY}, AWS_SECRET_ACCESS_KEY: {secret: NAME, key: KEY}} "
    "and conf: {spark.hadoop.fs.s3a.aws.credentials.provider: com.amazonaws.auth.EnvironmentVariableCredentialsProvider}, "
    f"or {IDENTITY}"
)
OF_PROGRAM = (
    "remove it and write env: {NAME: {secret: SECRET, key: KEY}}, from which the program sets the property when it makes the "
    f"session, or {IDENTITY}; what is not secret is set in the program, too"
)


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("spark.hadoop.fs.s3a.access.key", OF_S3A),
        ("spark.hadoop.fs.s3a.bucket.lake.secret.key", OF_S3A),
        ("spark.hadoop.fs.azure.account.key.acme.dfs.core.windows.net", OF_PROGRAM),
        ("spark.hadoop.fs.azure.sas.fixed.token.box.acme.blob.core.windows.net", OF_PROGRAM),
        ("spark.ssl.keyPassword", OF_PROGRAM),
        ("spark.executorEnv.AWS_SECRET_ACCESS_KEY", OF_PROGRAM),
    ],
)
def test_a_secret_among_the_properties(name: str, hint: str) -> None:
    assert sparks.said({"conf": {name: "abcdefgh123"}}) == [f'conf["{name}"]: {NAMED} -> {hint}']


def test_what_is_about_a_secret_is_none() -> None:
    provider = "com.amazonaws.auth.EnvironmentVariableCredentialsProvider"
    conf = {
        "spark.hadoop.fs.s3a.aws.credentials.provider": provider,
        "spark.hadoop.fs.s3a.encryption.key": "arn:aws:kms:eu-west-1:123456789012:key/a-b",
        "spark.hadoop.fs.s3a.secret.key": "${env.AWS_SECRET_ACCESS_KEY}",
        "spark.hadoop.fs.azure.account.auth.type.acme.dfs.core.windows.net": "OAuth",
        "spark.kubernetes.driver.secretKeyRef.API_TOKEN": "clicks:token",
        "spark.kubernetes.driver.secrets.hive-token": "/etc/hive",
        "spark.kubernetes.executor.secrets.hive-token": "/etc/hive",
        "spark.redaction.regex": "(?i)secret|password",
        "spark.sql.shuffle.partitions": "200",
        "spark.authenticate": "true",
    }
    assert sparks.said({"conf": conf}) == []


def test_a_property_with_a_secret_of_a_known_form_is_told_once() -> None:
    key = "AKIA" + "ABCDEFGHIJKLMNOP"
    (said,) = sparks.said({"conf": {"spark.hadoop.fs.s3a.access.key": key}})
    assert "this looks like an AWS access key id" in said
