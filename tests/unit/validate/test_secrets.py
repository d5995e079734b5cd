import pytest

from generator.validate import secrets
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
    text = part * (1_000_000 // len(part))
    patience.spends(lambda: secrets.find(text), at_most=2)


@pytest.mark.parametrize(
    "name",
    [
        *("PASSWORD", "DB_PASSWORD", "PASSWORD_FILE", "dbPassword", "MYSQL_PASSWD", "DB_PASS", "API_TOKEN", "TOKEN"),
        *("api-token", "CLIENT_SECRET", "SECRET", "AWS_SECRET_ACCESS_KEY", "API_KEY", "OPENAI_APIKEY", "apiKey"),
        *("DB_CREDENTIALS", "CREDENTIALS", "SSH_PASSPHRASE"),
    ],
)
def test_a_name_that_holds_a_secret_is_known(name: str) -> None:
    assert secrets.name_is_secret(name)


@pytest.mark.parametrize(
    "name", ["LOG_LEVEL", "MAX_TOKENS", "TOKENIZER", "KEYBOARD", "MONKEY", "SECRETARY", "KEY_COUNT", "", "COMPASS"]
)
def test_other_names_are_free(name: str) -> None:
    assert not secrets.name_is_secret(name)
