"""Whether the name of a variable, parameter or option says that its value is a secret.

A name is read as words (`dbPassword` and `DB_PASSWORD` are `db password`), and the last word says what it is. Words behind it that
say nothing of their own (`SECRET_KEY_BASE`, `DB_PASSWORD_PROD`) are passed over.
"""

import re
from collections.abc import Sequence

from generator.source import short_texts


def words_of(text: str) -> frozenset[str]:
    """The words of a text, which separates them by spaces."""
    return frozenset(text.split())


_WORDS = r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+"

_SECRETS = words_of(
    "password passwd passwords passphrase passcode pass pwd pw token secret credentials credential creds apikey apikeys psk"
)
_ENDINGS = ("password", "passwd", "passphrase", "apikey", "secretkey", "accesskey", "privatekey")
"""Words are written together, too: `PGPASSWORD`, `apikey`."""
_KEYS = frozenset(["key", "keys"])
_PLAIN_ENDS = words_of(
    "base value default old new current previous next plain plaintext text string raw env b64 base64 encoded prod production"
    " staging stage dev test testing"
)
"""Words after that of the secret which leave it one."""
_VERSION = "v"
"""Before the number of a version, which is a word of its own."""

_FLAGS = words_of("allow enable enabled disable disabled use require required skip no without show max min num")
"""A name that begins with one of these asks a question, or counts; its value is the answer."""
_TOKENS_OF_TEXT = words_of(
    "pad eos bos unk mask sep cls eot eom bot stop start end image audio video special extra additional begin prompt newline blank"
    " fim prefix suffix middle decoder first last forced suppress new per input output completion generated page"
    " continuation cancellation"
)
"""What language models call a token, and what pages through lists."""
_ISSUERS = words_of("access admin api auth azure bearer docker gh git github gitlab refresh service")
"""Before `tokens`, which are counted, too, and `pat`, which is also a pattern: these give a secret."""
_KEYS_OF_OPTIONS = words_of(
    "access account api auth client consumer encryption license master private secret session shared signing ssh storage"
)
"""The keys that options and parameters are set to; `--text-key` and the like name columns."""
_KEYS_OF_DATA = words_of(
    "primary foreign partition sort sorting cache object routing message public row range hash group index idempotency dedup"
    " deduplication lookup join joining shard sharding composite unique natural surrogate map dict json column field cluster"
    " clustering distribution i18n translation label metric feature sorted search business event topic answer"
    " question input output"
)
"""What databases, queues and programs call a key."""
_ABOUT = words_of(
    "file files path dir directory rotation policy length size count limit type name names header field column param parameter"
    " expiry expires expiration ttl lifetime age days hours minutes seconds attempts url uri endpoint ref arn id ids algorithm"
    " encoder enabled required provider manager"
)
"""A name that ends in one of these describes a secret, or says where it is."""


@short_texts.cached
def suggests_secret(name: str) -> bool:
    """Whether a variable of this name, in upper, lower or mixed case, is a secret."""
    words = [word.lower() for word in re.findall(_WORDS, name)]
    if not words or words[-1] in _ABOUT or words[0] in _FLAGS:
        return False
    end = len(words)
    while end > 1 and (words[end - 1] in _PLAIN_ENDS or words[end - 1].isdigit() or words[end - 1] == _VERSION):
        end -= 1
    return _ends_in_secret(words[:end]) or any(word.endswith(("password", "passwd")) for word in words)


@short_texts.cached
def option_suggests_secret(name: str) -> bool:
    """Whether an option or parameter of this name (`db-password`, `api_key`, `Dspring.password`) is set to a secret."""
    if name[:1] == "D" and name[1:2].islower() and "." in name:  # a property of the Java machine
        name = name[1:]
    words = [word.lower() for word in re.findall(_WORDS, name)]
    if words[-1:] and words[-1] in _KEYS:
        return words[-2:-1] != [] and words[-2] in _KEYS_OF_OPTIONS
    return suggests_secret(name)


def _ends_in_secret(words: Sequence[str]) -> bool:
    *before, last = words
    if last in _KEYS:
        return bool(before) and before[-1] not in _KEYS_OF_DATA
    if last in {"tokens", "pat"}:
        return bool(before) and before[-1] in _ISSUERS
    if last == "token" and any(word in _TOKENS_OF_TEXT for word in before):
        return False
    return last in _SECRETS or last.endswith(_ENDINGS)
