import pytest

from generator.source import secrets
from tests import patience

# Put together here, so that no scanner takes this file for a leak.
FOUND = {
    "-----BEGIN RSA " + "PRIVATE KEY-----\nMIIE": "a private key",
    "x\n-----BEGIN " + "PRIVATE KEY-----": "a private key",
    "-----BEGIN PGP " + "PRIVATE KEY BLOCK-----": "a private key",
    "AKIA" + "IOSFODNN7EXAMPLE": "an AWS access key id",
    "key=ASIA" + "IOSFODNN7EXAMPLE;": "an AWS access key id",
    "ghp_" + "a1" * 18: "a GitHub token",
    "ghs_" + "a1" * 18: "a GitHub token",
    "github_pat_" + "a1" * 11 + "_" + "b2" * 29: "a GitHub token",
    "glpat-" + "a1_-" * 5: "a GitLab token",
    "xoxb-" + "123456789012-abc": "a Slack token",
    "AIza" + "a1_-b" * 7: "a Google API key",
    "sk-" + "a1" * 24: "an API key of a model provider",
    "sk-ant-" + "api03-" + "a1_-" * 20: "an API key of a model provider",
    "sk-proj-" + "a1_-" * 20: "an API key of a model provider",
    "hf_" + "aB" * 17: "a Hugging Face token",
    "sk_live_" + "a1" * 12: "a Stripe key",
    "npm_" + "a1" * 18: "an npm token",
    "dckr_pat_" + "a1_-b2C3d" * 3: "a Docker token",
    "pypi-AgE" + "Ia1_-" * 12: "a PyPI token",
    "Bearer eyJ" + "hbGciOiJIUzI1" + ".eyJ" + "zdWIiOiIxMjM0" + "." + "SflKxwRJSMeKKF2QT4": "a JSON web token",
    "postgres://user:" + "hunter2@db/fraud": "a URL with a password",
    "redis://:" + "hunter2@cache:6379": "a URL with a password",
    "https://bot:$ecret" + "@git.example.org/x": "a URL with a password",
    "https://" + "a1b2c3d4e5f6g7h8i9j0" + "@git.example.org/x": "a URL with a token as its user",
    "AccountName=acme;AccountKey=" + "a1+/" * 8 + "==;EndpointSuffix=x": "a key of a storage account",
    "Endpoint=sb://a.example.org/;SharedAccessKey=" + "a1+/" * 3: "a shared access key",
    "Server=tcp:db;User ID=u;Password=" + "hunter2;Encrypt=true": 'a connection with a secret in "Password"',
    "host=db user=u password=" + "hunter2 dbname=x": 'a connection with a secret in "password"',
    "Pwd=" + "hunter2;": 'a connection with a secret in "Pwd"',
    "?sv=2022-11-02&sr=b&sig=" + "a1%2B": 'a URL with a secret in "sig"',
    "sv=2022-11-02&sig=" + "a1%2B": 'a URL with a secret in "sig"',
    "https://hooks.slack.com/services/" + "T01/B02/a1B2c3D4": "the address of a webhook, which is a secret",
    "https://discord.com/api/webhooks/" + "123/a1B2c3D4e5": "the address of a webhook, which is a secret",
    "https://acme.webhook.office.com/webhookb2/" + "a1B2c3D4e5": "the address of a webhook, which is a secret",
    "https://chat.acme.dev/hooks/" + "a1b2c3d4e5f6g7h8i9j0k1l2m3": "the address of a webhook, which is a secret",
    "https://api.telegram.org/bot" + "123:" + "a1B2c3D4e5" * 3 + "/sendMessage": "the token of a Telegram bot",
    "Authorization: Bearer " + "abcdefghijkl": "a token of an HTTP header",
    '{"Authorization": "Basic ' + 'dXNlcjpwYXNz"}': "a password of an HTTP header",
    "nvapi-" + "a1_-" * 12: "an NVIDIA API key",
    "gsk_" + "a1B2" * 12: "an API key of a model provider",
    "hvs." + "a1_-" * 8: "a Vault token",
    "GOCSPX-" + "a1_-" * 8: "a Google client secret",
}

CLEAN = [
    "",
    "info",
    "</s>",
    "postgres://$(DB_USER):$(DB_PASSWORD)@db/fraud",
    "postgres://${USER}:${PASSWORD}@db",
    "postgres://user:<password>@db",
    "postgres://user:***@db",
    "postgres://user@db:5432/fraud",
    "http://prometheus.monitoring:9090",
    "http://a:80/x@y",
    "ssh://git@github.com/acme/deploy",
    f"oci://fraud:1.0@sha256:{'0a' * 32}",
    f"ghcr.io/acme/fraud-api:1.4.2@sha256:{'0a' * 32}",
    "models:/fraud@champion",
    "task-" + "a1" * 24,
    "sk-learn-pipeline-with-a-very-long-name-indeed",
    "risk-" + "a" * 40,
    "AKIALITTLE",
    "XAKIA" + "IOSFODNN7EXAMPLE",
    "AKIA" + "IOSFODNN7EXAMPLEX",
    "hf_home",
    "npm_config_cache",
    "ghp_short",
    "xoxo-love",
    "-----BEGIN CERTIFICATE-----\nMIIE",
    "-----BEGIN PUBLIC KEY-----",
    "eyJhbGciOiJIUzI1NiJ9",
    "3b1d" * 16,
    "Server=db;Password=$(DB_PASSWORD);User=a",
    "Server=db;Password=<password>;User=a",
    "host=db password=PASSWORD user=a",
    "host=db passfile=/run/secrets/a user=a",
    "Name=x;Age=3;Token=",
    "loss=mse;sort_key=id;host=db",
    "PASSWORD=changeme",
    "https://acme.dev/hooks/deploy",
    "https://acme.dev/webhooks/on-model-registered",
    "https://acme.dev/webhook/?source=registry",
    "https://" + "0a" * 16 + "@o1.ingest.sentry.io/1",
    "Authorization: Bearer $(API_TOKEN)",
    "Authorization: Bearer <token>",
    "bearer of good news and more",
    "sig=short and sweet",
]


@pytest.mark.parametrize(("text", "what"), FOUND.items(), ids=range(len(FOUND)))
def test_a_known_form_is_found_and_named(text: str, what: str) -> None:
    assert secrets.find(text) == what


@pytest.mark.parametrize("text", CLEAN)
def test_what_only_resembles_a_secret_passes(text: str) -> None:
    assert secrets.find(text) is None


@pytest.mark.parametrize(
    "part", ["eyJ", "eyJaaaaaaaaaaa.", "://a:", "://", "ghp_", "sk-ant-", "-----BEGIN ", "xoxb-", "AKIAA"]
)
def test_a_megabyte_of_almost_secrets_is_read_at_once(part: str) -> None:
    patience.grows_evenly(lambda size: secrets.find(part * (size // len(part))), 1_000_000)


@pytest.mark.parametrize(
    "value",
    [
        "/run/secrets/token",
        "./token",
        "../keys/a.pem",
        "~/.netrc",
        "https://auth.example.org/token",
        "https://auth.example.org/token?scope=read&page=2",
        "8080",
        "-1",
        "0.5",
        "true",
        "False",
        "off",
        "<your token>",
        "</s>",
        "<|endoftext|>",
        "[PAD]",
        "###",
        "1e-5",
        "not-needed",
        "token-not-needed",
        "none",
        "EMPTY",
        "dummy",
        "sk-no-key-required",
        "arn:aws:kms:eu-west-1:123456789012:key/a-b",
    ],
)
def test_a_value_that_cannot_be_a_secret(value: str) -> None:
    assert secrets.is_harmless(value)
    assert not secrets.is_plain_secret("API_TOKEN", value)


@pytest.mark.parametrize(
    "value",
    ["hunter2", "/abc+def==", "a/b", "0x1f", "yes!", "<a><b>", "https://user:hunter2" + "@host", "1.2.3", "$(OTHER)"],
)
def test_a_value_that_may_be_one(value: str) -> None:
    assert not secrets.is_harmless(value)
    assert secrets.is_plain_secret("API_TOKEN", value)


def test_an_empty_value_and_another_name_are_none() -> None:
    assert not secrets.is_plain_secret("API_TOKEN", "")
    assert not secrets.is_plain_secret("LOG_LEVEL", "hunter2")


def test_a_text_is_a_secret_by_the_name_of_its_field() -> None:
    assert secrets.is_named("token", "abc123secret")
    assert not secrets.is_named("token", "true")
    assert not secrets.is_named("address", "abc123secret")
    assert not secrets.is_named("token", "https://user:hunter2" + "@host")


@pytest.mark.parametrize(
    ("text", "parameter"),
    [
        ("https://a.example.org/x?access_token=" + "abc", "access_token"),
        ("https://a.example.org/x?a=1&api_key=" + "abc#top", "api_key"),
        ("https://a.blob.example.net/x?sv=1&sig=" + "abc%3D", "sig"),
        ("https://b.example.org/x?X-Amz-Signature=" + "abc", "X-Amz-Signature"),
        ("jdbc:sqlserver://db:1433;user=a;password=" + "abc", "password"),
        ("/hook?token=" + "abc", "token"),
        ("curl -s https://a.example.org/?token=" + "abc", "token"),
    ],
)
def test_a_query_holds_credentials(text: str, parameter: str) -> None:
    assert secrets.find(text) == f'a URL with a secret in "{parameter}"'


@pytest.mark.parametrize(
    "text",
    [
        "https://a.example.org/x?token=$(TOKEN)",
        "https://a.example.org/x?token=${TOKEN}",
        "https://a.example.org/x?token={token}",
        "https://a.example.org/x?token=<token>",
        "https://a.example.org/x?token=TOKEN",
        "https://a.example.org/x?token=***",
        "https://a.example.org/x?token=true&max_tokens=100",
        "https://a.example.org/x?token_id=abc&partition_key=day",
        "https://a.example.org/x?password_file=/run/secrets/a",
        "https://a.example.org/token=abc",
        'rate(x{token="abc"}[5m])',
        "a ? token : key=abc",
    ],
)
def test_another_query_holds_none(text: str) -> None:
    assert secrets.find(text) is None


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("--password=" + "hunter2", "password"),
        ("--db-password " + "hunter2", "db-password"),
        ("-Dapi.key=" + "hunter2", "Dapi.key"),
        ("serve --port 80 --api-key='" + "hunter2' --x", "api-key"),
        ('mysql --password="' + 'hunter2"', "password"),
    ],
)
def test_an_option_is_set_to_a_secret(text: str, name: str) -> None:
    assert secrets.find_option(text) == name


@pytest.mark.parametrize(
    "text",
    [
        "--password",
        "--password=",
        "--password --verbose",
        "--password=$(DB_PASSWORD)",
        'psql --password "$PGPASSWORD"',
        "--password=${PASSWORD}",
        "--password-file /run/secrets/a",
        "--password=/run/secrets/a",
        "--token <token>",
        "--token TOKEN",
        "--use-auth-token true",
        "--max-token 100",
        "--token-url https://auth.example.org/token",
        "--partition-key day",
        "--sort-key name",
        "--tokenizer gpt2",
        "--no-password x",
        "--bos-token </s>",
        "well-known-password abc",
    ],
)
def test_another_option_is_not(text: str) -> None:
    assert secrets.find_option(text) == ""


@pytest.mark.parametrize(
    ("text", "name"), [("--token", "token"), ("-p", "p"), ("--a=b", ""), ("token", ""), ("--", "")]
)
def test_the_name_of_a_whole_argument(text: str, name: str) -> None:
    assert secrets.option(text) == name


@pytest.mark.parametrize(
    "part", ["--a ", "--token ", "-", "--token=", "?token=", "://?a=", "--password='", "  ", "a=b ", "key=1 "]
)
def test_options_and_queries_are_read_at_once(part: str) -> None:
    text = part * (1_000_000 // len(part))
    patience.spends(lambda: (secrets.find(text), secrets.find_option(text)), at_most=2)
