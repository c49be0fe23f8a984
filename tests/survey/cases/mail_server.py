"""A mail server that takes what it is sent, or refuses: as much of RFC 5321 as a client needs."""

from __future__ import annotations

import base64
import socketserver
import ssl
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

from survey.config import MailSecurity, MailServer


@dataclass
class Office:
    """What a server has taken, and how it behaves. `refuses` answers every letter with 451, `password` is asked for."""

    letters: list[EmailMessage] = field(default_factory=list)
    to: list[list[str]] = field(default_factory=list)
    secured: list[bool] = field(default_factory=list)
    refuses: bool = False
    password: str = ""
    certificate: Path | None = None
    is_secure_at_once: bool = False
    port: int = 0

    def settings(self, security: MailSecurity = MailSecurity.NONE, **more: str) -> MailServer:
        """How a client reaches it."""
        return MailServer(host="localhost", port=self.port, sender="board@example.go.th", security=security, **more)


class _Conversation(socketserver.StreamRequestHandler):
    office: Office

    def handle(self) -> None:
        """Answer one command after the other, each by the method of its first four letters, until somebody hangs up."""
        self.to: list[str] = []
        self.is_known = not self.office.password
        if self.office.is_secure_at_once:
            self._secure()
        self._say("220 here")
        while (line := self.rfile.readline().decode().strip()) and line.upper() != "QUIT":
            answer = getattr(self, f"_{line[:4].lower()}", None)
            self._say(answer(line) if answer else "250 yes")

    def finish(self) -> None:
        super().finish()
        self.connection.close()

    def _ehlo(self, _line: str) -> str:
        offers = ["localhost"]
        if self.office.certificate and not self._is_secure:
            offers.append("STARTTLS")
        if self.office.password:
            offers.append("AUTH PLAIN")
        for each in offers[:-1]:
            self._say(f"250-{each}")
        return f"250 {offers[-1]}"

    def _star(self, _line: str) -> str:
        self._say("220 go")
        self._secure()
        # The client speaks first again.
        return self._ehlo(self.rfile.readline().decode())

    def _auth(self, line: str) -> str:
        given = base64.b64decode(line.split()[2]).decode().split("\0")
        self.is_known = given[1:] == ["malee", self.office.password]
        return "235 known" if self.is_known else "535 not known"

    def _rcpt(self, line: str) -> str:
        self.to.append(line.partition("<")[2].rstrip(">"))
        return "250 yes" if self.is_known else "530 who are you"

    def _data(self, _line: str) -> str:
        self._say("354 tell")
        body = b""
        while not (told := self.rfile.readline()).startswith(b".\r\n"):
            body += told
        if self.office.refuses:
            return "451 nobody@example.go.th is away"
        self.office.letters.append(message_from_bytes(body, policy=policy.default))  # type: ignore[arg-type]
        self.office.to.append(self.to)
        self.office.secured.append(self._is_secure)
        return "250 kept"

    def _say(self, line: str) -> None:
        self.wfile.write(f"{line}\r\n".encode())
        self.wfile.flush()

    @property
    def _is_secure(self) -> bool:
        return isinstance(self.connection, ssl.SSLSocket)

    def _secure(self) -> None:
        assert self.office.certificate is not None
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.office.certificate)
        self.connection = context.wrap_socket(self.connection, server_side=True)
        self.rfile, self.wfile = self.connection.makefile("rb"), self.connection.makefile("wb")


class _Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    allow_reuse_address = True

    def handle_error(self, request: object, client_address: object) -> None:
        """Whoever does not trust the certificate hangs up."""


@contextmanager
def mail_office(**behaviour: object) -> Iterator[Office]:
    """Run a server on a free port of this machine."""
    office = Office(**behaviour)  # type: ignore[arg-type]
    handler = type("Conversation", (_Conversation,), {"office": office})
    with _Server(("localhost", 0), handler) as server:
        office.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        thread.start()
        try:
            yield office
        finally:
            server.shutdown()
            thread.join()


def a_certificate(folder: Path) -> Path:
    """A key and a certificate for localhost that nobody has signed but itself."""
    key, made = folder / "key.pem", folder / "both.pem"
    kind = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2")
    name = ("-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost")
    files = ("-keyout", str(key), "-out", str(made))
    subprocess.run(["openssl", "req", "-x509", *kind, *name, *files], check=True, capture_output=True)
    made.write_bytes(made.read_bytes() + key.read_bytes())
    return made
