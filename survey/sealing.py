"""Sealing: an answer is padded and encrypted on arrival to public keys whose secret halves are never on the server.

Pure: no database, no web. The format is age's, so that a box can also be opened with the standard tool; see
docs/decisions/0018-sealed-rounds.md.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

import pyrage
from pyrage import x25519

# All answers of a round come to the same length, whatever was ticked and however they arrived.
BLOCK = 512
MOST_KEYS = 2
_BECH32 = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
SECRET_MARK = "AGE-SECRET-KEY-"  # noqa: S105 (what secret keys begin with)


class NotAPublicKey(ValueError):
    """The text is no public key that can be sealed to."""


class NotASecretKey(ValueError):
    """The text is no secret key."""


class WrongKey(Exception):
    """The box was not sealed to this key."""


class Damaged(Exception):
    """The box is sealed to this key, or pretends to be, but holds nothing that we have sealed."""


def holds_secret_key(text: str) -> bool:
    """Return whether a text holds a secret key, which must never get onto the server."""
    return SECRET_MARK in text.upper()


def public_key(text: str) -> str:
    """Return a pasted public key as it is written; NotAPublicKey where it is none (age1… of 62 letters and digits)."""
    try:
        return str(_recipient(text.strip().lower()))
    except pyrage.RecipientError as error:
        raise NotAPublicKey from error


def new_identity() -> tuple[str, str]:
    """Return a new secret key and its public key."""
    identity = x25519.Identity.generate()
    return str(identity), str(identity.to_public())


def secret_key_from(seed: bytes) -> str:
    """Return the secret key that 32 secret bytes are, as age writes it: Bech32 (BIP 173) with the prefix of secret keys."""
    return _bech32(SECRET_MARK.lower(), seed).upper()


def public_key_of(secret_key: str) -> str:
    """Return the public key that belongs to a secret key; NotASecretKey where it is none."""
    return str(_identity(secret_key).to_public())


def seal(content: Mapping[str, Any], to: Sequence[str]) -> bytes:
    """Return JSON content, padded and encrypted to one or more public keys, each of which opens it by itself.

    The padded length is the next multiple of `BLOCK`. The box's own length varies by a random filling in its head that has
    nothing to do with the content.
    """
    return seal_bytes(_padded(content), to)


def seal_bytes(content: bytes, to: Sequence[str]) -> bytes:
    """Return bytes as they are, encrypted to one or more public keys, each of which opens them by itself."""
    return bytes(pyrage.encrypt(content, [_recipient(key) for key in to]))


def opened(box: bytes, identity: str) -> dict[str, Any]:
    """Return the content of a box; raises WrongKey, Damaged or NotASecretKey."""
    try:
        padded = pyrage.decrypt(box, [_identity(identity)])
    except pyrage.DecryptError as error:
        raise (WrongKey if "matching" in str(error) else Damaged) from error
    return _content(padded)


def _padded(content: Mapping[str, Any]) -> bytes:
    text = json.dumps(content, ensure_ascii=True, separators=(",", ":")).encode()
    return text + b" " * (-len(text) % BLOCK)


def _content(padded: bytes) -> dict[str, Any]:
    try:
        content = json.loads(padded)
    except ValueError as error:
        raise Damaged from error
    if not isinstance(content, dict):
        raise Damaged
    return content


@lru_cache(maxsize=64)
def _recipient(key: str) -> x25519.Recipient:
    return x25519.Recipient.from_str(key)


def _identity(text: str) -> x25519.Identity:
    try:
        return x25519.Identity.from_str(text)
    except pyrage.IdentityError as error:
        raise NotASecretKey from error


def _bech32(prefix: str, content: bytes) -> str:
    bits = int.from_bytes(content, "big")
    # 256 bits are 51 groups of five and one bit, filled up with zeros at the end.
    groups = -(-len(content) * 8 // 5)
    bits <<= groups * 5 - len(content) * 8
    values = [(bits >> (5 * at)) & 31 for at in reversed(range(groups))]
    head = [ord(letter) >> 5 for letter in prefix] + [0] + [ord(letter) & 31 for letter in prefix]
    check = _polymod([*head, *values, *[0] * 6]) ^ 1
    values += [(check >> (5 * at)) & 31 for at in reversed(range(6))]
    return f"{prefix}1{''.join(_BECH32[value] for value in values)}"


def _polymod(values: list[int]) -> int:
    """Return the checksum of BIP 173 over groups of five bits."""
    found = 1
    for value in values:
        top = found >> 25
        found = (found & 0x1FFFFFF) << 5 ^ value
        for at, generator in enumerate((0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)):
            found ^= generator if (top >> at) & 1 else 0
    return found
