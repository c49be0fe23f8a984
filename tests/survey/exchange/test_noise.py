"""A hundred megabytes of what is no file of responses: refused within seconds and in little memory."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
SIZE = 100_000_000
SECONDS = 20
MEGABYTES = 200

# Each is the beginning of a file and the bytes that then repeat, as Python source.
KINDS = {
    "random bytes": ('b""', "os.urandom(1 << 18)"),
    "random bytes under a good header": ("HEADER", "os.urandom(1 << 18)"),
    "printable noise under a good header": ("HEADER", "bytes(10 if b > 250 else 32 + b % 90 for b in os.urandom(1 << 18))"),
    "one endless line": ('b"i1.1"', 'b"a" * (1 << 18)'),
    "one endless row of cells": ("HEADER", 'b"," * (1 << 18)'),
    "a quotation mark that is never closed": ("HEADER + b'\"'", 'b"1,1,1,1,1\\n" * 1000'),
    "an endless row of cells with line breaks": ("HEADER", "b'\"\\n\",' * 1000"),
    "forty thousand cells in each row": ("HEADER", '(b"xy," * 40_000 + b"\\n") * 3'),
    "long Thai words": ("HEADER", '(("ก" * 300 + ",") * 4 + "ก\\n").encode() * 100'),
    "cells of a hundred thousand letters": ("HEADER", '("😀" + "x" * 100_000 + ",,,,\\n").encode()'),
    "letters under piles of accents": ("HEADER", '("a" + "\\u0301\\u0316" * 25_000 + ",,,,\\n").encode()'),
    "blank lines": ("HEADER", 'b"\\n" * (1 << 18)'),
    "a good row and a bad row in turns": ("HEADER", 'b"1,1,1,1,1\\n9,9,9,9,9\\n" * 1000'),
}

# What all of them need is loaded once. Each is then read by a process of its own, which begins with a peak of its own.
PROGRAM = """
import io, os, signal, sys, time, traceback
from pathlib import Path
from survey.exchange.problems import UnreadableFile
from survey.exchange.reading import read_responses
from tests.survey.exchange.small_instrument import HEADER as CODES, SMALL
from tests.survey.exchange.test_noise import KINDS, SIZE

HEADER = CODES.encode() + b"\\n"

class Noise(io.RawIOBase):
    def __init__(self, start, repeated):
        self.held, self.repeated, self.left = eval(start), repeated, SIZE
    def read(self, size=-1):
        if not self.held and self.left > 0:
            self.held = eval(self.repeated)
            self.left -= len(self.held)
        given, self.held = self.held[:size], self.held[size:]
        return given

def refuse(kind):
    started = time.perf_counter()
    try:
        read_responses(Noise(*KINDS[kind]), SMALL)
        return "taken for a file of responses"
    except UnreadableFile as refused:
        assert 1 <= len(refused.problems) <= 1_001, len(refused.problems)
        assert all(len(str(problem)) < 400 for problem in refused.problems)
    seconds = time.perf_counter() - started
    (peak,) = [line.split()[1] for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM")]
    return f"{seconds} {int(peak) / 1024}"

for line in sys.stdin:
    if os.fork() == 0:
        signal.alarm(100)
        try:
            print(refuse(line.strip()), flush=True)
        except BaseException:
            print(traceback.format_exc().replace(chr(10), " | "), flush=True)
        os._exit(0)
    if ended := os.wait()[1]:
        print("ended with", ended, flush=True)
"""


@pytest.fixture(scope="module")
def reading() -> Iterator[subprocess.Popen[str]]:
    """A program that reads the kind of noise it is told, and says how many seconds and megabytes that took."""
    command = [sys.executable, "-c", PROGRAM]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as started:
        yield started


@pytest.mark.parametrize("kind", KINDS)
def test_noise_is_refused_in_bounded_time_and_memory(reading: subprocess.Popen[str], kind: str) -> None:
    assert reading.stdin
    assert reading.stdout
    reading.stdin.write(f"{kind}\n")
    reading.stdin.flush()
    said = reading.stdout.readline()
    assert re.fullmatch(r"[\d.e-]+ [\d.]+\n", said), said
    seconds, megabytes = map(float, said.split())
    assert seconds < SECONDS
    assert megabytes < MEGABYTES
