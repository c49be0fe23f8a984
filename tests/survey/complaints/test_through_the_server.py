"""Behind the server it is shipped with: what somebody sends is in memory and in no file, neither on its way nor afterwards."""

from __future__ import annotations

import http.client
import os
import re
import shutil
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

import pytest

from survey.complaints.database import ComplaintsDatabase
from tests.builders import SECRET
from tests.processes.conftest import free_port
from tests.processes.started import Program, start, sutcharit
from tests.reader import Page
from tests.survey.complaints.arranged import OFFICE, STAFF, code_on, office_with_keys

MARK = b"ZWQXMARKONTHEWAY"
BOUNDARY = "boundary-of-the-test"
PATIENCE = 60


@dataclass
class Running:
    """A server with its home and its folder for temporary files."""

    process: Program
    port: int
    folder: Path

    def connection(self) -> http.client.HTTPConnection:
        return http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)

    def page(self, method: str, path: str, fields: dict[str, str] | None = None) -> Page:
        connection = self.connection()
        kind = {"Content-Type": "application/x-www-form-urlencoded"} if fields else {}
        connection.request(method, f"/complaints/{OFFICE}/{path}", urlencode(fields) if fields else None, kind)
        answer = connection.getresponse()
        content = answer.read().decode()
        connection.close()
        assert answer.status == 200, content[:500]
        return Page(content)

    def files_with(self, mark: bytes) -> list[str]:
        """Every file with a mark in it: in the home, among the temporary ones, and those without a name that are open."""
        named = [file for file in self.folder.rglob("*") if file.is_file()]
        unnamed = list(Path(f"/proc/{self.process.pid}/fd").iterdir())
        return [str(file) for file in (*named, *unnamed) if mark in content_of(file)]


def content_of(file: Path) -> bytes:
    try:
        return file.read_bytes() if file.is_file() else b""
    except OSError:
        return b""


@pytest.fixture(scope="module")
def running(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    folder = tmp_path_factory.mktemp("server")
    home, temporary = folder / "home", folder / "temporary"
    home.mkdir()
    temporary.mkdir()
    shutil.copy(sqlite_template, home / "sutcharit.db")
    database = ComplaintsDatabase(f"sqlite:///{home / 'complaints.db'}")
    database.upgrade()
    office_with_keys(database)
    database.dispose()
    port = free_port()
    environment = {name: value for name, value in os.environ.items() if not name.startswith("SUTCHARIT_")}
    environment |= {"SUTCHARIT_HOME": str(home), "SUTCHARIT_SECRET": SECRET, "TMPDIR": str(temporary)}
    process = start(
        sutcharit, ("serve", "--port", str(port)), environment=environment, folder=folder, printed=folder / "printed"
    )
    server = Running(process, port, folder)
    try:
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            try:
                server.page("GET", "")
                break
            except OSError:
                time.sleep(0.1)
        yield server
    finally:
        process.close()


def multipart(token: str, length: int) -> bytes:
    """A form with a text and a file, both marked, the file from its beginning to its end."""
    pieces = [
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
        for name, value in (("token", token), ("text", f"{MARK.decode()} said"))
    ]
    head = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="files"; filename="{MARK.decode()}.bin"\r\n\r\n'
    file = (MARK + b"-") * (length // (len(MARK) + 1))
    return b"".join((*pieces, head.encode(), file, f"\r\n--{BOUNDARY}--\r\n".encode()))


def begin(server: Running, path: str, body: bytes) -> http.client.HTTPConnection:
    """Send all of a request but its last byte, and wait until the server has taken it."""
    connection = server.connection()
    connection.putrequest("POST", path)
    connection.putheader("Content-Type", f"multipart/form-data; boundary={BOUNDARY}")
    connection.putheader("Content-Length", str(len(body)))
    connection.endheaders(body[:-1])
    time.sleep(0.5)
    return connection


def form_token(server: Running) -> str:
    """Go through the first screens; return the token of the form."""
    question = server.page("GET", "about")
    chosen = next(value for value, words in question.options["about"].items() if words.startswith(STAFF))
    return server.page("POST", "new", {"token": question.fields["token"], "about": chosen}).fields["token"]


def test_an_ordinary_upload_would_be_found_on_the_disk(running: Running) -> None:
    # The server puts it into a file without a name: this is how one looks that is not kept off the disk.
    connection = begin(running, "/elsewhere", multipart("", 3_000_000))
    assert running.files_with(MARK)
    connection.close()


def test_nothing_of_a_complaint_is_in_any_file_while_it_is_sent_and_afterwards(running: Running) -> None:
    body = multipart(form_token(running), 3_000_000)
    connection = begin(running, f"/complaints/{OFFICE}/send", body)
    assert not running.files_with(MARK)
    connection.send(body[-1:])
    answer = connection.getresponse()
    page = Page(answer.read().decode())
    assert answer.status == 200
    assert answer.getheader("Set-Cookie") is None
    assert re.fullmatch(r"(\w{4}-){3}\w{4}", code_on(page))
    assert not running.files_with(MARK)
    assert not running.files_with(code_on(page).replace("-", "").encode())
    connection.close()


def test_twenty_megabytes_are_taken_and_stored_once(running: Running) -> None:
    body = multipart(form_token(running), 20_000_000)
    for at in range(2):
        connection = begin(running, f"/complaints/{OFFICE}/send", body)
        assert not running.files_with(MARK)
        connection.send(body[-1:])
        # The second is the same once more, and stored no second time.
        assert connection.getresponse().status == 200, at
        connection.close()
    stored = running.folder / "home" / "complaints.db"
    assert 32 * 2**20 < stored.stat().st_size < 64 * 2**20
