"""People of the tests: holders of keys with what they can open, and somebody who complains."""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from flask import Flask
from werkzeug.datastructures import FileStorage
from werkzeug.test import TestResponse, encode_multipart

from survey import sealing, thai
from survey.complaints import containers, keys
from survey.complaints.challenges import key_from, proof_of
from survey.complaints.database import ComplaintsDatabase
from survey.complaints.keys import Holder
from tests.reader import Page, Reader

OFFICE = "kb4t"
NAME = "องค์การบริหารส่วนตำบลทดสอบ"
STAFF, MAYOR = "พนักงานและลูกจ้าง", "ผู้บริหาร"


@dataclass(frozen=True)
class Key:
    """Both halves of a key."""

    secret: str
    public: str


def a_key() -> Key:
    return Key(*sealing.new_identity())


@dataclass(frozen=True)
class Holders:
    """Clerk and auditor read complaints about the staff and the mayor; auditor and member those about the mayor."""

    clerk: Key
    auditor: Key
    member: Key
    staff_set: str
    mayor_set: str


def office_with_keys(database: ComplaintsDatabase, *, clerk: Key | None = None) -> Holders:
    clerk, auditor, member = clerk or a_key(), a_key(), a_key()
    holders = {
        STAFF: (Holder("ปลัด", clerk.public, "clerk@example.org"), Holder("หน่วยตรวจสอบภายใน", auditor.public)),
        MAYOR: (Holder("หน่วยตรวจสอบภายใน", auditor.public), Holder("ประธานสภา", member.public)),
    }
    with database.session(writes=True) as session:
        made = [
            keys.add(session, OFFICE, NAME, about=about, holders=two, today=thai.today(), position=position).id
            for position, (about, two) in enumerate(holders.items())
        ]
        session.commit()
    return Holders(clerk, auditor, member, *made)


class Complainant:
    """Somebody who complains with a browser: every page is criticised, and the hidden fields of the last one go along."""

    def __init__(self, app: Flask) -> None:
        self.reader = Reader(app)
        self.base = f"/complaints/{OFFICE}/"
        self.code = ""
        self.answers: list[TestResponse] = []

    @property
    def page(self) -> Page:
        return self.reader.page

    def open(self, path: str = "", *, status: int = 200) -> TestResponse:
        return self._kept(self.reader.open(self.base + path, status=status))

    def send(self, path: str, *files: tuple[str, bytes], status: int = 200, **fields: str) -> TestResponse:
        hidden = {name: self.page.fields[name] for name in ("token", "pass") if name in self.page.fields}
        sent: dict[str, Any] = {**hidden, **fields}
        if not files:
            return self._kept(self.reader.send(self.base + path, sent, status=status))
        sent["files"] = [FileStorage(BytesIO(content), filename=name) for name, content in files]
        # Encoded here, because the test client would leave the temporary file of a large one open.
        boundary, body = encode_multipart(sent)
        kind = f'multipart/form-data; boundary="{boundary}"'
        answered = self.reader.client.post(self.base + path, data=body, content_type=kind)
        return self._kept(self.reader._read(answered, status))

    def choose(self, about: str = STAFF) -> None:
        """Go through the first screens to the form."""
        self.open()
        self.open("about")
        chosen = next(value for value, words in self.page.options["about"].items() if words.startswith(about))
        self.send("new", about=chosen)

    def complain(self, *files: tuple[str, bytes], about: str = STAFF, **fields: str) -> str:
        """Complain and return the code."""
        self.choose(about)
        self.send("send", *files, **({"text": "มีการเรียกเงิน"} | fields))
        self.code = code_on(self.page)
        return self.code

    def follow(self, code: str = "") -> None:
        """Open a complaint with its code."""
        self.open("follow")
        self.send("follow", code=code or self.code)

    def _kept(self, response: TestResponse) -> TestResponse:
        self.answers.append(response)
        return response


def code_on(page: Page) -> str:
    """The code that a page shows."""
    source = page.source.partition('class="code-letters"')[2].partition("</p>")[0]
    return "-".join(piece.partition("</span>")[0] for piece in source.split("<span>")[1:])


class Tool:
    """The holders' tool as far as it talks to the server: shows that it has a key, and asks."""

    def __init__(self, app: Flask, key: Key) -> None:
        self.client = app.test_client()
        self.key = key
        self.base = f"/complaints/{OFFICE}/api/"
        self.turn = 0
        self.name = ""
        self.proof_key = b""

    def begin(self) -> None:
        """Have a challenge and open it."""
        answered = self.client.post(f"{self.base}challenge", json={"public_key": self.key.public}).get_json()
        content = containers.opened(base64.b64decode(answered["container"]), self.key.secret)
        assert (content["kind"], content["office"]) == ("challenge", OFFICE)
        self.name, self.proof_key = answered["challenge"], key_from(content["nonce"])

    def header(self, act: str, body: bytes) -> dict[str, str]:
        """The proof of a request."""
        if not self.name:
            self.begin()
        self.turn += 1
        proof = proof_of(self.proof_key, self.turn, path=self.base + act, body=body)
        return {"Authorization": f"Sutcharit challenge={self.name}, turn={self.turn}, proof={proof}"}

    def ask(self, path: str, /, *, expected: int = 200, **said: Any) -> TestResponse:
        """Ask for something and expect a status."""
        body = json.dumps(said).encode()
        answered = self.client.post(self.base + path, data=body, headers=self.header(path, body))
        assert answered.status_code == expected, (answered.status, answered.get_data(as_text=True)[:500])
        return answered

    def refused(self, path: str, word: str, /, *, expected: int = 409, **said: Any) -> None:
        """Ask for something that is refused with a word."""
        assert self.ask(path, expected=expected, **said).get_json() == {"error": word}

    def bundle(self) -> dict[str, Any]:
        found: dict[str, Any] = self.ask("bundle").get_json()
        return found

    def complaints(self) -> list[dict[str, Any]]:
        """Every complaint of the bundle."""
        return [one for key_set in self.bundle()["key_sets"] for one in key_set["complaints"]]

    def container(self, complaint: str, number: int = 1) -> bytes:
        return self.ask("part", complaint=complaint, number=number).get_data()

    def read(self, complaint: str, number: int = 1) -> dict[str, Any]:
        """What a part says, opened with the key."""
        return containers.opened(self.container(complaint, number), self.key.secret)

    def reply(self, complaint: dict[str, Any], text: str, *others: str) -> None:
        """Reply to a complainant, sealed to them and to holders."""
        content = {"kind": "reply", "complaint": complaint["id"], "at": "2026-12-01T09:00:00+07:00", "text": text}
        container = containers.sealed(content, (complaint["reply_to"], self.key.public, *others))
        said = {"complaint": complaint["id"], "key_set": complaint["key_set"]}
        self.ask("reply", **said, container=base64.b64encode(container).decode())
