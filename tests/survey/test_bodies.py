"""Which bodies the server keeps in memory, and how much of them."""

from __future__ import annotations

import gc

import pytest
from waitress.adjustments import Adjustments
from waitress.buffers import TempfileBasedBuffer

from survey import bodies
from survey.bodies import MIB, Parser

PIECE = b"x" * 8192


def begun(path: str, length: int) -> Parser:
    """A parser that has read the head of a request."""
    parser = Parser(Adjustments())
    parser.received(f"POST {path} HTTP/1.1\r\nHost: x\r\nContent-Length: {length}\r\n\r\n".encode())
    return parser


def fed(parser: Parser, length: int) -> Parser:
    """The same after so many bytes of its body, or until it takes no more."""
    for _ in range(length // len(PIECE)):
        if not parser.completed:
            parser.received(PIECE)
    return parser


def in_file(parser: Parser) -> bool:
    return isinstance(parser.body_rcv.getbuf().buf, TempfileBasedBuffer)


@pytest.mark.parametrize(
    "path", ["/complaints/ab12/send", "//complaints/ab12/send", "/%63omplaints/x", "http://x/complaints/y"]
)
def test_a_complaint_stays_in_memory_however_its_address_is_written(path: str) -> None:
    parser = fed(begun(path, 4 * MIB), 4 * MIB)
    assert (parser.completed, parser.error) == (True, None)
    assert not in_file(parser)
    assert len(parser.get_body_stream().read()) == 4 * MIB
    parser.close()


def test_a_complaint_that_is_sent_in_chunks_stays_in_memory_too() -> None:
    parser = Parser(Adjustments())
    parser.received(b"POST /complaints/ab12/send HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n")
    for _ in range(200):
        parser.received(b"2000\r\n" + PIECE + b"\r\n")
    assert not in_file(parser)
    parser.close()


@pytest.mark.parametrize("path", ["/board/ab12/new", "/office/complaints/", "/complaintsx/"])
def test_everything_else_goes_the_server_s_usual_way(path: str) -> None:
    parser = fed(begun(path, 4 * MIB), MIB)
    assert in_file(parser)
    parser.close()


def test_only_so_much_is_kept_at_once_and_what_is_done_makes_room(monkeypatch: pytest.MonkeyPatch) -> None:
    gc.collect()
    monkeypatch.setattr(bodies, "MOST_TOGETHER", 5 * MIB)
    first, second = fed(begun("/complaints/x", 8 * MIB), 2 * MIB), fed(begun("/complaints/y", 8 * MIB), 2 * MIB)
    third = fed(begun("/complaints/z", 8 * MIB), 2 * MIB)
    assert third.completed
    assert third.error.code == 503
    # Whoever announces much and sends little takes up little.
    assert not fed(begun("/complaints/z", 31 * MIB), MIB // 2).completed
    first.close()
    del second
    gc.collect()
    assert not fed(begun("/complaints/z", 8 * MIB), 4 * MIB).completed


def test_who_dawdles_for_longer_than_any_line_takes_is_let_go(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bodies, "LONGEST_SECONDS", -1)
    parser = fed(begun("/complaints/x", MIB), len(PIECE))
    assert parser.completed
    assert parser.error.code == 408
