"""Asking an office's server, each time with a proof of the key. Nothing of the key goes over the wire."""

from __future__ import annotations

import base64
import http.client
import json
import re
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlsplit

from survey import sealing
from survey.complaints import containers
from survey.complaints.challenges import SECONDS, key_from, proof_of

TIMEOUT_SECONDS = 60
# A server that is asked too often says so, and is asked again after its minute.
BUSY_SECONDS = 61
# The listing of thousands of complaints; a container is never larger than the largest of its sizes.
LARGEST_ANSWER = 64 * 1024 * 1024
_PATH = re.compile(r"/complaints/([0-9a-z]{1,40})/?")
_LOCAL = {"127.0.0.1", "localhost", "::1"}


class NotAnAddress(ValueError):
    """No address of an office's complaints page, or one that is not encrypted on its way."""


class Unreachable(Exception):
    """The server does not answer, or answers with something else; the message is the technical reason."""


class NoProof(Exception):
    """The server knows no key set of this key, or its answer was not for this key."""


class Refused(Exception):
    """The server refuses an act; the message is its word."""


class Office:
    """An office's complaints page as the holder of a key asks it. `wait` is called with seconds."""

    def __init__(self, address: str, secret_key: str, *, wait: Callable[[float], None] = time.sleep) -> None:
        """NotAnAddress; sealing.NotASecretKey."""
        try:
            parts = urlsplit(address.strip())
            is_local = parts.hostname in _LOCAL
            _ = parts.port
        except ValueError as error:
            raise NotAnAddress from error
        path = _PATH.fullmatch(parts.path)
        if path is None or not (parts.scheme == "https" or (parts.scheme == "http" and is_local)) or "@" in parts.netloc:
            raise NotAnAddress
        self.id = path[1]
        self.public_key = sealing.public_key_of(secret_key)
        self._secret_key = secret_key
        self._server = f"{parts.scheme}://{parts.netloc}"
        self._wait = wait
        self._name, self._key, self._turn, self._until = "", b"", 0, 0.0
        # Not through a proxy on the way to this machine itself, and nowhere else than where it was sent.
        direct = (urllib.request.ProxyHandler({}),) if is_local else ()
        self._opener = urllib.request.build_opener(*direct, _NoRedirect)

    def bundle(self) -> bytes:
        """Return the listing of everything for the key, as JSON; NoProof, Unreachable."""
        return self.ask("bundle", {})

    def part(self, complaint: str, number: int, *, is_resealed: bool = False) -> bytes:
        """Return a container, or the one that waits in its place; Refused where it is not there, NoProof, Unreachable."""
        container = self.ask("part", {"complaint": complaint, "number": number, "resealed": is_resealed})
        if not containers.is_container(container):
            raise Unreachable("not a container")
        return container

    def ask(self, act: str, said: Mapping[str, Any]) -> bytes:
        """Return the answer to a request; Refused, NoProof, Unreachable."""
        return self.hand_in(act, json.dumps(said).encode())

    def hand_in(self, act: str, body: bytes) -> bytes:
        """Return the answer to a request with a body as it is; Refused, NoProof, Unreachable."""
        if time.monotonic() > self._until:
            self._begin()
        status, answer = self._post(act, body, proven=True)
        if status == 403:
            # A server that was started anew has forgotten the challenge; nothing was done.
            self._begin()
            status, answer = self._post(act, body, proven=True)
        if status == 200:
            return answer
        word = _said(answer).get("error", "")
        if status == 403:
            raise NoProof
        if status in {400, 404, 409, 413} and isinstance(word, str) and word:
            raise Refused(word)
        raise Unreachable(f"HTTP {status}")

    def _begin(self) -> None:
        """Have a challenge and open it, which only the key can."""
        status, answer = self._post("challenge", json.dumps({"public_key": self.public_key}).encode(), proven=False)
        said = _said(answer)
        if status != 200:
            raise Unreachable(f"HTTP {status}")
        try:
            content = containers.opened(base64.b64decode(said["container"], validate=True), self._secret_key)
            if (content["kind"], content["office"]) != ("challenge", self.id):
                raise NoProof
            self._name, self._key = str(said["challenge"]), key_from(content["nonce"])
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise Unreachable("no challenge") from error
        except (sealing.WrongKey, sealing.Damaged) as error:
            raise NoProof from error
        if not re.fullmatch(r"[0-9a-f]{1,64}", self._name):
            raise Unreachable("no challenge")
        self._turn = 0
        self._until = time.monotonic() + SECONDS / 2

    def _post(self, act: str, body: bytes, *, proven: bool) -> tuple[int, bytes]:
        status, answer = self._once(act, body, proven=proven)
        if status in {429, 503}:
            self._wait(BUSY_SECONDS)
            status, answer = self._once(act, body, proven=proven)
        return status, answer

    def _once(self, act: str, body: bytes, *, proven: bool) -> tuple[int, bytes]:
        path = f"/complaints/{self.id}/api/{act}"
        headers = {"Content-Type": "application/octet-stream" if act.startswith("reseal/") else "application/json"}
        if proven:
            self._turn += 1
            proof = proof_of(self._key, self._turn, path=path, body=body)
            headers["Authorization"] = f"Sutcharit challenge={self._name}, turn={self._turn}, proof={proof}"
        request = urllib.request.Request(self._server + path, body, headers, method="POST")  # noqa: S310 (checked above)
        try:
            with self._opener.open(request, timeout=TIMEOUT_SECONDS) as answer:
                content = answer.read(LARGEST_ANSWER + 1)
                if len(content) > LARGEST_ANSWER:
                    raise Unreachable("too long")
                return int(answer.status), content
        except urllib.error.HTTPError as error:
            with error:
                return error.code, error.read(LARGEST_ANSWER)
        except (OSError, http.client.HTTPException) as error:
            raise Unreachable(str(getattr(error, "reason", error)) or type(error).__name__) from error


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_args: object) -> None:
        """Follow nothing: the proof is for one place only."""


def _said(answer: bytes) -> dict[str, Any]:
    try:
        said = json.loads(answer)
    except (ValueError, RecursionError):
        return {}
    return said if isinstance(said, dict) else {}
