import pytest

from generator.source import secret_names


@pytest.mark.parametrize(
    "name",
    [
        *("PASSWORD", "DB_PASSWORD", "dbPassword", "MYSQL_PASSWD", "DB_PASS", "API_TOKEN", "TOKEN"),
        *("api-token", "CLIENT_SECRET", "SECRET", "AWS_SECRET_ACCESS_KEY", "API_KEY", "OPENAI_APIKEY", "apiKey"),
        *(
            "DB_CREDENTIALS",
            "CREDENTIALS",
            "SSH_PASSPHRASE",
            "DB_PWD",
            "MYSQL_PWD",
            "PGPASSWORD",
            "ROOT_PW",
            "DB_CREDS",
        ),
        *("SECRET_KEY_BASE", "DJANGO_SECRET_KEY", "DB_PASSWORD_PROD", "API_KEY_2", "API_TOKEN_V2", "JWT_SECRET_OLD"),
        *("GITHUB_PAT", "API_TOKENS", "PASSWORD_HASH", "spring.datasource.password", "SLACK_VERIFY_TOKEN", "SSH_KEY"),
    ],
)
def test_a_name_that_holds_a_secret_is_known(name: str) -> None:
    assert secret_names.suggests_secret(name)


@pytest.mark.parametrize(
    "name",
    [
        *("LOG_LEVEL", "MAX_TOKENS", "TOKENIZER", "KEYBOARD", "MONKEY", "SECRETARY", "KEY_COUNT", "", "COMPASS"),
        *("PAD_TOKEN", "EOS_TOKEN", "MASK_TOKEN", "MAX_NEW_TOKEN", "MIN_TOKEN", "imageToken", "NEXT_PAGE_TOKEN"),
        *("PRIMARY_KEY", "FOREIGN_KEY", "SORT_KEY", "CACHE_KEY", "JWT_PUBLIC_KEY", "IDEMPOTENCY_KEY", "KEY"),
        *("ALLOW_EMPTY_PASSWORD", "USE_PASSWORD", "REQUIRE_TOKEN", "MAX_PASSWORD", "PASSWORD_MIN_LENGTH", "FILE_PAT"),
        *("DB_PASSWORD_FILE", "SECRET_NAME", "API_KEY_HEADER", "TOKEN_ENDPOINT", "PASSWORD_POLICY", "TOTAL_TOKENS"),
    ],
)
def test_other_names_are_free(name: str) -> None:
    assert not secret_names.suggests_secret(name)


NAMES = {
    "API_TOKEN": True,
    "DB_PASSWORD": True,
    "SIGNING_KEY": True,
    "HF_TOKEN_ID": False,
    "EOS_TOKEN_ID": False,
    "PARTITION_KEY": False,
    "kafka.partition.key": False,
    "PASSWORD_ROTATION": False,
    "DB_PASSWORD_FILE": False,
}


@pytest.mark.parametrize(("name", "is_secret"), NAMES.items())
def test_some_names_only_speak_of_a_secret(name: str, is_secret: bool) -> None:  # noqa: FBT001 - a parameter
    assert secret_names.suggests_secret(name) is is_secret


@pytest.mark.parametrize(
    "name", ["password", "db-password", "api_key", "apiKey", "Dspring.password", "client-secret", "pwd"]
)
def test_an_option_that_is_set_to_a_secret(name: str) -> None:
    assert secret_names.option_suggests_secret(name)


@pytest.mark.parametrize(
    "name", ["text-key", "sort-key", "pad-token", "max-new-tokens", "tokenizer", "password-file", "key", "D"]
)
def test_an_option_that_is_not(name: str) -> None:
    assert not secret_names.option_suggests_secret(name)
