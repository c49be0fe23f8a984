"""What came from outside is shown and named so that it does no harm, and a server that is not ours is not believed."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from werkzeug.serving import make_server
from werkzeug.wrappers import Request, Response

from survey import sealing
from survey.holding import bundle
from survey.holding.bundle import NotABundle
from survey.holding.office import BUSY_SECONDS, Office, Unreachable
from survey.holding.reading import printable, safe_name

SECRET, PUBLIC = sealing.new_identity()


@pytest.mark.parametrize(
    ("sent", "name"),
    [
        ("bill.pdf", "bill.pdf"),
        ("ใบเสร็จรับเงิน.jpg", "ใบเสร็จรับเงิน.jpg"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\x\\a b.png", "a_b.png"),
        (".bashrc", "bashrc"),
        ("a\u202egpj.exe", "a_gpj.exe"),
        ("a\x00\x1b[2J.txt", "a_2J.txt"),
        ("", "file"),
        ("..", "file"),
        ("x" * 300 + ".pdf", "x" * 50 + ".pdf"),
        ("x." + "y" * 300, "x." + "y" * 10),
    ],
)
def test_a_file_is_saved_under_a_name_that_can_do_nothing(sent: str, name: str) -> None:
    assert safe_name(sent) == name


def test_a_text_cannot_drive_the_terminal_and_stays_readable() -> None:
    assert printable("เรื่อง\x1b[2J\x07\x9b1m\rใหม่\nบรรทัด\u202eกลับ") == "เรื่อง[2J1mใหม่\nบรรทัดกลับ"


def listing(**changed: Any) -> bytes:
    """A listing with one complaint, and what is changed in it."""
    other = sealing.new_identity()[1]
    flags = dict.fromkeys(("for_complainant", "is_test", "retired"), False) | {"for_holders": True}
    parts = [{"number": 1, "direction": "from_complainant", "size": 16384, "sealed_to": "k1", "resealed": ""}]
    weeks = {"week": "2026-W48", "due_week": "2026-W50", "closed_week": None}
    standing = {"status": "received", "closing": None, "proposal": {}}
    complaint = {"id": "c1", "key_set": "k1", "reply_to": PUBLIC, "parts": parts} | flags | weeks | standing
    holders = {"name_a": "a", "holder_a": PUBLIC, "mail_a": "", "name_b": "b", "holder_b": other, "mail_b": ""}
    keys = (
        {"id": "k1", "about": "x", "position": 0, "proposal": {}, "trail": [], "left": [], "successors": []} | flags | holders
    )
    listed = [keys | {"complaints": [complaint | changed]}]
    top = {"format": 1, "office_id": "kb4t", "office": "x", "week": "2026-W48", "holder": PUBLIC, "key_sets": listed}
    return json.dumps(top).encode()


def test_a_listing_in_the_agreed_form_is_read() -> None:
    ((keys, complaint),) = bundle.read(listing()).complaints()
    assert (keys.id, complaint.id, complaint.pieces[0].size) == ("k1", "c1", 16384)


@pytest.mark.parametrize(
    "wrong",
    [
        b"",
        b"[]",
        b'{"format": 2}',
        b"[" * 50_000,
        listing(id="../x"),
        listing(status="read"),
        listing(reply_to="age1x"),
        listing(week=48),
        listing(proposal=[]),
        listing(parts=[{"number": -1, "direction": "from_holder", "size": 1}]),
        listing(parts=[{"number": 1, "direction": "from_nobody", "size": 1}]),
    ],
)
def test_a_listing_in_another_form_is_refused(wrong: bytes) -> None:
    with pytest.raises(NotABundle):
        bundle.read(wrong)


@contextmanager
def answering(*answers: Response) -> Iterator[tuple[str, list[str]]]:
    """A server that gives these answers, the last of them for ever; its address, and the paths it was asked for."""
    asked: list[str] = []

    @Request.application
    def answer(request: Request) -> Response:
        asked.append(request.path)
        return answers[min(len(asked), len(answers)) - 1]

    server = make_server("127.0.0.1", 0, answer)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/complaints/kb4t/", asked
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def test_a_redirection_is_not_followed() -> None:
    with answering(Response(status=307, headers={"Location": "/elsewhere"})) as (address, asked):
        with pytest.raises(Unreachable, match="307"):
            Office(address, SECRET).bundle()
        assert asked == ["/complaints/kb4t/api/challenge"]


def test_a_busy_server_is_asked_again_after_its_minute_and_nonsense_is_not_believed() -> None:
    waited: list[float] = []
    with (
        answering(Response(status=429), Response("<html>")) as (address, asked),
        pytest.raises(Unreachable, match="no challenge"),
    ):
        Office(address, SECRET, wait=waited.append).bundle()
    assert (waited, len(asked)) == ([BUSY_SECONDS], 2)
