"""How the holders' tool shows that it has a key, without an account: it opens a container that only this key opens.

In the container is a nonce. Both sides make a key of it, of which the server keeps as little as it needs and for ten minutes;
every request of the tool then carries a proof over its path, its body and a number that only grows. So a request that was
overheard cannot be sent again, or with another body.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
import threading
import time
from collections import OrderedDict
from dataclasses import dataclass

from survey import sealing
from survey.complaints import containers

SECONDS = 600
MOST = 5000


class NoProof(Exception):
    """The request does not show that its sender has the key; for whatever reason."""


@dataclass(slots=True)
class _Open:
    public_key: str
    key: bytes
    until: float
    turn: int = 0


class Challenges:
    """The challenges that are open in this process."""

    def __init__(self) -> None:
        self._open: OrderedDict[str, _Open] = OrderedDict()
        self._lock = threading.Lock()

    def begin(self, office_id: str, public_key: str) -> tuple[str, bytes]:
        """Return the id of a new challenge and its container; sealing.NotAPublicKey where there is nothing to seal to.

        Made for any public key: whose it is, and whether it is anybody's here, does not show.
        """
        public_key = sealing.public_key(public_key)
        nonce, name = secrets.token_hex(32), secrets.token_hex(16)
        container = containers.sealed({"kind": "challenge", "office": office_id, "nonce": nonce}, [public_key])
        with self._lock:
            self._open[name] = _Open(public_key, key_from(nonce), time.monotonic() + SECONDS)
            while len(self._open) > MOST:
                self._open.popitem(last=False)
        return name, container

    def prove(self, name: str, turn: int, proof: str, *, path: str, body: bytes) -> str:
        """Return the public key whose holder has sent a request; NoProof."""
        with self._lock:
            found = self._open.get(name)
            if found is None or found.until < time.monotonic():
                self._open.pop(name, None)
                raise NoProof
            expected = proof_of(found.key, turn, path=path, body=body)
            if turn <= found.turn or not hmac.compare_digest(expected.encode(), proof.encode()):
                raise NoProof
            found.turn = turn
            return found.public_key


def key_from(nonce: str) -> bytes:
    """Return the key of the proofs, made from the nonce in a challenge."""
    return hashlib.sha256(b"sutcharit complaints/" + nonce.encode()).digest()


def proof_of(key: bytes, turn: int, *, path: str, body: bytes) -> str:
    """Return the proof of a request in hexadecimal."""
    told = f"{turn}\n{path}\n{hashlib.sha256(body).hexdigest()}".encode()
    return hmac.digest(key, told, hashlib.sha256).hex()
