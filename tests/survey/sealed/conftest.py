"""Sealed rounds, and the command on the two machines they need: the office's server and that of whoever holds a key."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from flask import Flask

from survey.cli import main
from survey.models import RoundState
from survey.sealing import new_identity
from tests.builders import SECRET, Scene, a_scene
from tests.conftest import YEARS
from tests.reader import Reader

Command = Callable[..., Result]
STAFF = 12


@dataclass(frozen=True, slots=True)
class Sealed:
    """An open sealed round with an administrator signed in, and the key pairs it is sealed to: (secret, public) each."""

    scene: Scene
    pairs: tuple[tuple[str, str], ...]


def open_sealed(reader: Reader, scene: Scene, *public: str) -> None:
    """Open a draft as a sealed round, as an administrator does."""
    reader.be("malee", scene.office.id)
    reader.open(f"{scene.page}/open")
    keys = dict(zip(("first_key", "second_key"), public, strict=False))
    reader.send(f"{scene.page}/open", {"kind": "sealed", **keys})


@pytest.fixture
def sealed(app: Flask, reader: Reader) -> Sealed:
    scene = a_scene(app, state=RoundState.DRAFT, cards=STAFF)
    pairs = (new_identity(), new_identity())
    open_sealed(reader, scene, *(public for _, public in pairs))
    return Sealed(scene, pairs)


@pytest.fixture
def command(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, database_url: str) -> Command:
    """The command where the database is."""
    monkeypatch.setenv("SUTCHARIT_DATABASE", database_url)
    monkeypatch.setenv("SUTCHARIT_SECRET", SECRET)
    monkeypatch.setenv("SUTCHARIT_DEFINITIONS", str(YEARS))
    monkeypatch.setenv("SUTCHARIT_HOME", str(tmp_path / "home"))
    return run


@pytest.fixture
def elsewhere(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Command:
    """The command on a machine that has nothing but the program."""
    for name in ("SUTCHARIT_DATABASE", "SUTCHARIT_SECRET", "SUTCHARIT_DEFINITIONS"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("SUTCHARIT_HOME", str(tmp_path / "nothing"))
    return run


def run(*arguments: object, exit_code: int = 0, typed: str | None = None) -> Result:
    result = CliRunner().invoke(main, [str(one) for one in arguments], input=typed)
    assert result.exit_code == exit_code, (result.exit_code, result.stdout, result.stderr, result.exception)
    return result


def key_file(folder: Path, secret: str, name: str = "key.txt") -> Path:
    file = folder / name
    file.write_text(f"# made for a test\n{secret}\n")
    return file
