"""Fingerprints of key sets: a few letters by which two people compare, eye to eye or by telephone, who reads what.

Shared by the server and the holders' tool, which computes them from what it was handed and believes no other.
"""

from __future__ import annotations

import hashlib
import json

from survey.codes import ALPHABET
from survey.thai import arabic_digits

LENGTH = 16
GROUP = 4


def fingerprint(office_id: str, about: str, public_keys: tuple[str, str]) -> str:
    """Return the fingerprint of two keys and of whom complaints to them are about: ``ABCD-EFGH-JKMN-PQRS``.

    79 bits: whoever looks for another pair of keys with the same one tries for longer than anybody can. The order of the two
    keys, the names of the positions and the id of the set change nothing.
    """
    told = json.dumps([office_id, about, *sorted(public_keys)], ensure_ascii=True, separators=(",", ":"))
    rest, letters = int.from_bytes(hashlib.sha256(b"key set/" + told.encode()).digest(), "big"), ""
    for _ in range(LENGTH):
        rest, at = divmod(rest, len(ALPHABET))
        letters += ALPHABET[at]
    return "-".join(letters[start : start + GROUP] for start in range(0, LENGTH, GROUP))


def normalised(typed: str) -> str:
    """Return a fingerprint as it is printed, however it was typed; "" where it cannot be one."""
    letters = "".join(letter for letter in arabic_digits(typed).upper() if letter in ALPHABET)
    return "-".join(letters[start : start + GROUP] for start in range(0, LENGTH, GROUP)) if len(letters) == LENGTH else ""
