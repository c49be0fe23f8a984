"""Containers: sealed content of which the length on the disk says no more than which of a few sizes it fits into.

A container is one of `SIZES` long: a mark, the length of the age file in it, the age file, and random bytes to the end. The
content is filled up with spaces before it is sealed, so that all age files of one size of container hold equally much: the
length in the head, which everybody can read, varies only by the number of recipients and by the random filling that age puts
into its own head.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping, Sequence
from typing import Any

from survey import sealing

MARK = b"SUTC1\n"
_LENGTH_BYTES = 4
_HEAD = len(MARK) + _LENGTH_BYTES
KIB = 1024
# From a message to a complaint with 20 MB of files, which base64 makes a third longer.
SIZES = tuple(size * KIB for size in (16, 128, 1024, 8192, 32768))
# The head of an age file for three recipients takes less than 600 bytes (measured), each 64 KiB of content 16 more.
_AGE_HEAD = 1024
_AGE_CHUNK = 64 * KIB
_AGE_TAG = 16


class TooMuch(ValueError):
    """The content fits into no container."""


def sealed(content: Mapping[str, Any], to: Sequence[str]) -> bytes:
    """Return JSON content as a container, sealed to up to three public keys, each of which opens it.

    TooMuch where it is too long.
    """
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")
    size = next((size for size in SIZES if len(text) <= room(size)), None)
    if size is None:
        raise TooMuch
    box = sealing.seal_bytes(text + b" " * (room(size) - len(text)), to)
    head = MARK + len(box).to_bytes(_LENGTH_BYTES, "big")
    return head + box + secrets.token_bytes(size - _HEAD - len(box))


def room(size: int) -> int:
    """Return how many bytes of content a container of a size holds."""
    return size - _HEAD - _AGE_HEAD - (size // _AGE_CHUNK + 1) * _AGE_TAG


def is_container(content: bytes) -> bool:
    """Return whether bytes have the form of a container; what is in it, nobody without a key can tell."""
    return len(content) in SIZES and content.startswith(MARK) and _length(content) <= len(content) - _HEAD


def opened(container: bytes, secret_key: str) -> dict[str, Any]:
    """Return the content of a container; sealing.WrongKey, sealing.Damaged or sealing.NotASecretKey where it cannot be had."""
    if not is_container(container):
        raise sealing.Damaged
    return sealing.opened(container[_HEAD : _HEAD + _length(container)], secret_key)


def _length(container: bytes) -> int:
    return int.from_bytes(container[len(MARK) : _HEAD], "big")
