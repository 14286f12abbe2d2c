"""Names that hold a secret: of flags, variables, annotations, keys of a document.

A name is read by its words, `awsSecretKey` as aws, secret, key. The last word decides: `token-url` is an address.
"""

from __future__ import annotations

import enum
import functools
import itertools
import re


def words(text: str) -> frozenset[str]:
    """The words of a text, as a set."""
    return frozenset(text.split())


_WORDS = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")

_SECRET = words(
    "password passwords passwd passphrase passcode pass pwd pw psk secret secrets token tokens credential credentials"
    " creds cookie cookies dsn bearer apikey authorization connectionstring connstr jwt otp sas passe senha contrasena"
)
_SECRET_ENDS = (
    "password",
    "passwd",
    "passphrase",
    "passwort",
    "kennwort",
    "wachtwoord",
    "sessionid",
    "sessid",
    "secret",
    "token",
    "apikey",
    "credentials",
    "pass",
)
"""Ends of words that people write in one: requirepass, dbpassword."""
_NO_SECRETS = words("bypass compass")
_KEYS = words(
    "api access private signing encryption account auth master shared secret storage license deploy ssh client service"
    " admin session cookie hmac aes rsa root"
)
"""Words that make a key a secret one: `api-key`, `client-key-data`."""
_PAIRS = frozenset(
    {("connection", "string"), ("saml", "response"), ("client", "assertion"), ("honeycomb", "team"), ("art", "api")}
)
"""Other words beside each other that name a secret."""
_WEAK = words("key auth masterauth basicauth sig signature pin webhook")
"""Names of a secret as often as of something else: the value decides."""
_TAME_ENDS = words(
    "file files filename path paths dir directory folder name names namespace mount ref refs reference ttl type"
    " audience audiences url urls uri endpoint address addr host port mode policy policies length len size count"
    " limit limits expiry expiration expires lifetime duration timeout interval period second seconds minute"
    " minutes issuer algorithm alg format provider providers store manager backend engine class version enabled"
    " enable disabled required header headers field prefix suffix label labels selector server controller review"
    " request requests rotation validation validator storage cache bucket level kind source location env var"
    " method methods scope scopes group groups domain role roles rate window percent index position user username"
    " usernames owner projection projected"
)
"""Last words of names that say where a secret is, how long it lives or what is done with it, but do not hold it."""
_TAME_BEGINS = words("no max min num number enable disable use skip allow require has is with without")
_PLURALS = frozenset({"tokens", "secrets", "cookies", "passwords"})


class Secrecy(enum.Enum):
    """Kind of value that a name announces."""

    NOTHING = enum.auto()
    PERHAPS = enum.auto()
    """A secret if it looks like one."""
    SECRET = enum.auto()


@functools.lru_cache(maxsize=4096)
def held(name: str) -> Secrecy:
    """Returns what the name of a flag, a variable or a key says of its value; signs before it do not count."""
    parts = [word.lower() for word in _WORDS.findall(name[:256])]
    while parts and parts[-1].isdigit():
        parts.pop()
    if not parts or parts[-1] in _TAME_ENDS or parts[0] in _TAME_BEGINS:
        return Secrecy.NOTHING
    if parts in (["secret"], ["secrets"]):  # the name of a Secret as often as its value
        return Secrecy.PERHAPS
    if any(map(_is_secret, parts)) or _is_secret_key(parts):
        return Secrecy.SECRET
    return Secrecy.PERHAPS if parts[-1] in _WEAK else Secrecy.NOTHING


def is_count(name: str) -> bool:
    """True if the name is of a number of things: tokens, secrets."""
    parts = [word.lower() for word in _WORDS.findall(name[:256])]
    return bool(parts) and parts[-1] in _PLURALS


def _is_secret(word: str) -> bool:
    return word in _SECRET or (word.endswith(_SECRET_ENDS) and word not in _NO_SECRETS)


def _is_secret_key(parts: list[str]) -> bool:
    """True if two words beside each other name a secret, as `api`, `key` do."""
    pairs = itertools.pairwise(parts)
    return any((second == "key" and first in _KEYS) or (first, second) in _PAIRS for first, second in pairs)
