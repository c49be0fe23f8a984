"""The code that a complainant holds: 4 x 4 letters, from which everything follows and of which nothing is stored.

Argon2id turns the code into 64 bytes. The first half finds the complaint, and the database holds only a digest of it. The
second half is the secret key to which the replies are sealed, and the database holds only its public key. With the database
in hand, guessing costs an Argon2id for each of 31**16 codes (79 bits).
"""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass

from argon2.low_level import Type, hash_secret_raw

from survey import sealing
from survey.codes import ALPHABET
from survey.thai import arabic_digits

LENGTH = 16
GROUP = 4
# Nobody needs more for sixteen letters, whatever is put between them.
LONGEST = 64
# As argon2-cffi's own choice for passwords on small machines (RFC 9106, second recommendation).
_TIME = 3
_MEMORY_KIB = 64 * 1024
_LANES = 4
_HALF = 32


@dataclass(frozen=True, slots=True)
class Opener:
    """What a code opens: the mark by which its complaint is found, and the secret and public key of its replies."""

    mark: str
    secret_key: str
    public_key: str


def code_from(seed: bytes) -> str:
    """Return the code that 32 secret bytes make, as it is shown: ``ABCD-EFGH-JKMN-PQRS``."""
    # 256 bits over 79: no letter is likelier than another by more than one in 2**176.
    rest, letters = int.from_bytes(seed, "big"), ""
    for _ in range(LENGTH):
        rest, at = divmod(rest, len(ALPHABET))
        letters += ALPHABET[at]
    return "-".join(letters[start : start + GROUP] for start in range(0, LENGTH, GROUP))


def new_code() -> str:
    """Return a new code of chance."""
    return code_from(secrets.token_bytes(_HALF))


def normalised(typed: str) -> str:
    """Return the letters of a code, from whatever case, digits, spaces and hyphens it was typed with; at most `LONGEST`."""
    return "".join(letter for letter in arabic_digits(typed[:LONGEST]).upper() if letter in ALPHABET)


def opener(code: str, *, salt: bytes) -> Opener:
    """Return what a code opens, however it was typed. `salt` is one for the installation, at least 16 bytes.

    It costs the same for any text, so that the time it takes tells nothing: what cannot be a code is worked on all the same.
    Takes 64 MiB and a fifth of a second; `work.turn` sees to it that only a few do so at once.
    """
    typed = normalised(code)
    derived = hash_secret_raw(
        typed.encode(), salt, time_cost=_TIME, memory_cost=_MEMORY_KIB, parallelism=_LANES, hash_len=2 * _HALF, type=Type.ID
    )
    mark = hashlib.sha256(b"complaint/" + derived[:_HALF]).hexdigest()
    secret_key = sealing.secret_key_from(derived[_HALF:])
    return Opener(mark, secret_key, sealing.public_key_of(secret_key))
