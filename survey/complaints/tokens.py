"""What pages carry instead of a session: signed tokens, passes that only this process can read, and what was sent already.

A token says that a form is ours and which page it belongs to. A pass holds what somebody would otherwise have to type again: it
is sealed to a key that this process makes at its start and that dies with it, and is good for half an hour.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
import threading
import time
from collections import OrderedDict
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from flask import current_app
from itsdangerous import BadData, URLSafeTimedSerializer

from survey import sealing
from survey.complaints import codes
from survey.errors import OldPage

TOKEN_SECONDS = 6 * 3600
PASS_SECONDS = 30 * 60
# A second press, or a page that did not arrive: the code is shown again for so long and no longer.
AGAIN_SECONDS = 120
MOST_REMEMBERED = 20_000
_EXTENSION = "complaint_tokens"


class AlreadySent(OldPage):
    """This very form was stored some time ago."""

    status = 409
    title = "เรื่องนี้ส่งถึงแล้ว"
    message = "ระบบรับเรื่องจากหน้านี้ไว้แล้ว จึงไม่ได้บันทึกซ้ำ และรหัสแสดงซ้ำอีกไม่ได้"
    what_next = "หากจดรหัสไว้แล้ว กรุณาใช้รหัสติดตามเรื่อง หากไม่ได้จดไว้ ท่านส่งเรื่องใหม่ได้"


class Tokens:
    """The tokens of a process. Nothing of it is written down; a restart only means that a page has to be opened again."""

    def __init__(self, key: bytes) -> None:
        self._signer = URLSafeTimedSerializer(key, salt="complaints")
        self._secret_key, self._public_key = sealing.new_identity()
        self._seed = secrets.token_bytes(32)
        self._sent: OrderedDict[str, float] = OrderedDict()
        self._lock = threading.Lock()
        self._turns = tuple(threading.Lock() for _ in range(16))

    def token(self, office_id: str, page: str, about: str = "") -> str:
        """Return a new token for the form of a page; `about` is a choice that the form carries on."""
        return str(self._signer.dumps([office_id, page, about, secrets.token_urlsafe(12)]))

    def check(self, token: str, office_id: str, page: str) -> str:
        """Return the choice a token carries; OldPage where it is not ours, too old, or of another page."""
        try:
            said = self._signer.loads(token, max_age=TOKEN_SECONDS)
        except BadData as error:
            raise OldPage from error
        match said:
            case [str(office), str(name), str(about), str()] if (office, name) == (office_id, page):
                return about
        raise OldPage

    def sealed(self, content: Mapping[str, Any]) -> str:
        """Return a pass with some content, to be handed to a page."""
        box = sealing.seal({**content, "until": time.time() + PASS_SECONDS}, [self._public_key])
        return base64.urlsafe_b64encode(box).decode()

    def opened(self, text: str, office_id: str) -> dict[str, Any]:
        """Return the content of a pass; OldPage where it is too old, of another office, or not of this process."""
        try:
            content = sealing.opened(base64.urlsafe_b64decode(text.encode("ascii", "replace")), self._secret_key)
        except (sealing.WrongKey, sealing.Damaged, ValueError) as error:
            raise OldPage from error
        if content["until"] < time.time() or content["office_id"] != office_id:
            raise OldPage
        return content

    def code_for(self, token: str, content: bytes) -> str:
        """Return the code of what was sent with a token: the same while this process lasts, and known to nobody else."""
        return codes.code_from(hmac.digest(self._seed, b"code/" + _name(token, content).encode(), hashlib.sha256))

    @contextmanager
    def once(self, token: str, content: bytes) -> Iterator[bool]:
        """Yield whether this content is to be stored, True the first time; others with the same one wait meanwhile.

        AlreadySent once the time is over in which somebody may see the same answer again.
        """
        name = _name(token, content)
        with self._turns[hash(name) % len(self._turns)]:
            with self._lock:
                sent = self._sent.get(name)
            if sent is not None and time.monotonic() - sent > AGAIN_SECONDS:
                raise AlreadySent
            yield sent is None
            with self._lock:
                self._sent.setdefault(name, time.monotonic())
                while len(self._sent) > MOST_REMEMBERED:
                    self._sent.popitem(last=False)

    def name(self, token: str, content: bytes) -> str:
        """Return what a sending is remembered by."""
        return _name(token, content)

    def forget_code(self, name: str) -> None:
        """See to it that the code of a sending is shown to nobody any more: it was written down."""
        with self._lock:
            if name in self._sent:
                self._sent[name] = -AGAIN_SECONDS * 2.0


def _name(token: str, content: bytes) -> str:
    return hashlib.sha256(token.encode() + b"/" + hashlib.sha256(content).digest()).hexdigest()


def tokens() -> Tokens:
    """Return the current application's."""
    found: Tokens = current_app.extensions[_EXTENSION]
    return found


def prepare(extensions: dict[str, Any], key: bytes) -> None:
    """Give an application its tokens."""
    extensions[_EXTENSION] = Tokens(key)
