"""An office's server that listens, and two holders with a key file and a stick each."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from flask import Flask
from pyrage import passphrase
from werkzeug.serving import make_server

from survey.cli import main
from survey.complaints.database import ComplaintsDatabase
from tests.survey import locked_key
from tests.survey.complaints.arranged import OFFICE, Holders, Key, office_with_keys
from tests.survey.complaints.conftest import complainant, complaints, complaints_template, opened

__all__ = ["complainant", "complaints", "complaints_template", "opened"]
NEEDS_KEY = {"fetch", "send", "read", "reply", "acknowledge", "reseal", "resealed"}
# What does not depend on the kind of database is tried on one.
on_one_kind = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def holders(complaints: ComplaintsDatabase) -> Holders:
    """The holders of an office's two key sets, the clerk with the key of the file that is locked."""
    named, secret = passphrase.decrypt(locked_key.FILE, locked_key.PASSPHRASE).decode().splitlines()
    return office_with_keys(complaints, clerk=Key(secret, named.removeprefix("# public key: ")))


@pytest.fixture
def address(app: Flask, holders: Holders) -> Iterator[str]:
    """The address of the office's complaints page, on this machine."""
    assert holders
    server = make_server("127.0.0.1", 0, app)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/complaints/{OFFICE}/"
    server.shutdown()
    thread.join()
    server.server_close()


@dataclass
class Person:
    """A holder at the command line: their stick, their key file, and the server's address."""

    address: str
    stick: Path
    key_file: Path
    key: Key

    def __call__(self, *arguments: object, exit_code: int = 0, typed: str | None = None) -> str:
        """Run `sutcharit case` on the stick; return what it printed."""
        command, *others = (str(one) for one in arguments)
        at = [self.address] if command in {"fetch", "send"} else []
        key = ["-i", str(self.key_file)] if command in NEEDS_KEY else []
        result: Result = CliRunner().invoke(main, ["case", command, *at, *others, *key, "-f", str(self.stick)], input=typed)
        assert result.exit_code == exit_code, (result.exit_code, result.output, result.exception)
        return result.output

    def files(self) -> dict[str, bytes]:
        """What is on the stick."""
        return {file.name: file.read_bytes() for file in self.stick.rglob("*") if file.is_file()}


@pytest.fixture
def person(address: str, tmp_path: Path) -> Callable[..., Person]:
    """Give a key to somebody."""

    def made(key: Key, name: str, locked: bytes = b"") -> Person:
        key_file = tmp_path / f"{name}.txt"
        key_file.write_bytes(locked or f"# public key: {key.public}\n{key.secret}\n".encode())
        return Person(address, tmp_path / f"stick-of-{name}", key_file, key)

    return made


@pytest.fixture
def clerk(person: Callable[..., Person], holders: Holders) -> Person:
    return person(holders.clerk, "clerk")


@pytest.fixture
def auditor(person: Callable[..., Person], holders: Holders) -> Person:
    return person(holders.auditor, "auditor")
