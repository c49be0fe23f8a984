"""What the commands share: how they fail, and where they find a database, a definition, an instrument."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, BinaryIO, NoReturn

import click

if TYPE_CHECKING:
    from pathlib import Path

    from sqlalchemy.orm import Session

    from questionnaires.loader import Definitions
    from questionnaires.model import Instrument
    from survey.models import Round

BAD_DATA = 1
BAD_USE = 2
# How a file begins that is locked with a passphrase.
LOCKED = b"age-encryption.org/"


def fail(*lines: object, code: int = BAD_DATA) -> NoReturn:
    """Print what is wrong and end with an exit code: 1 for data that cannot be used, 2 for a command that cannot."""
    for line in lines:
        click.echo(line, err=True)
    sys.exit(code)


@contextmanager
def complaints() -> Iterator[None]:
    """Turn what is wrong with the installation into a message and an exit code."""
    from sqlalchemy.exc import ArgumentError, OperationalError

    from questionnaires.loader import DefinitionError
    from survey.config import ConfigurationError

    try:
        yield
    except (ConfigurationError, DefinitionError) as error:
        fail(error, code=BAD_USE)
    except ArgumentError:
        fail("SUTCHARIT_DATABASE ไม่ใช่ที่อยู่ฐานข้อมูลที่ใช้ได้ เช่น sqlite:////srv/sutcharit.db หรือ postgresql:///sutcharit", code=BAD_USE)
    except OperationalError as error:
        fail(f"เปิดฐานข้อมูลไม่ได้: {error.orig}", code=BAD_USE)
    except OSError as error:
        fail(f"เปิดให้บริการไม่ได้: {error.strerror or error}", "หากพอร์ตถูกใช้อยู่ ให้ระบุพอร์ตอื่นด้วย --port", code=BAD_USE)


@contextmanager
def database(*, writes: bool) -> Iterator[Session]:
    """Open the present database, brought up to date; the command commits what it changed."""
    from survey import migrations
    from survey.config import present_database_url
    from survey.extensions import make_engine, open_session

    with complaints():
        engine = make_engine(present_database_url())
        try:
            migrations.upgrade(engine)
            with open_session(engine, writes=writes) as session:
                yield session
        finally:
            engine.dispose()


def definitions() -> Definitions:
    """Return every definition of this installation, or end with the problems of a bad one."""
    from questionnaires.loader import PACKAGED, DefinitionError, load_all
    from survey.config import ConfigurationError, definition_folders

    try:
        return load_all(PACKAGED, *definition_folders())
    except (ConfigurationError, DefinitionError) as error:
        fail(error, code=BAD_USE)


def instrument_for(
    stream: BinaryIO,
    definitions: Definitions,
    identifier: str | None,
    *,
    among: list[Instrument] | None = None,
    year: int | None = None,
) -> Instrument:
    """Return the instrument a file of responses is for: the one named, or the one whose codes its header holds.

    Only those `among` which are given will do; a bare key such as ``iit`` is that of `year`. The stream is rewound.
    Raises UnreadableFile where the header fits no instrument; ends the command where the one named is unknown.
    """
    from questionnaires.loader import UnknownDefinition
    from survey.exchange.columns import detect_instrument
    from survey.exchange.reading import read_header

    if identifier is None:
        header = read_header(stream)
        stream.seek(0)
        return detect_instrument(header, among if among is not None else definitions.instruments)
    if year is not None and "/" not in identifier:
        identifier = f"{year}/{identifier}"
    try:
        instrument = definitions.instrument(identifier)
    except UnknownDefinition as unknown:
        fail(*unknown.args, code=BAD_USE)
    if among is not None and instrument not in among:
        fail(f"รอบนี้ไม่มีแบบวัด {identifier}", code=BAD_USE)
    return instrument


def secret_key(file: Path) -> str:
    """Return the secret key in a file, or nothing; asks for the passphrase where the file is locked with one."""
    import pyrage
    from pyrage import passphrase

    from survey.sealing import SECRET_MARK

    content = file.read_bytes()
    if content.startswith(LOCKED):
        try:
            content = passphrase.decrypt(content, click.prompt("รหัสผ่านของไฟล์กุญแจ", hide_input=True, err=True))
        except pyrage.DecryptError:
            fail("รหัสผ่านของไฟล์กุญแจไม่ถูกต้อง")
    lines = [line.strip() for line in content.decode("utf-8", "replace").splitlines()]
    return next((line for line in lines if line.startswith(SECRET_MARK)), "")


def round_with(session: Session, round_id: str) -> Round:
    """Return the round of that id, or end the command."""
    from sqlalchemy import select

    from survey.models import Round

    matching = list(session.scalars(select(Round).where(Round.id == round_id)))
    if len(matching) != 1:
        fail("ไม่พบรอบนี้ ดูรหัสรอบทั้งหมดด้วย sutcharit rounds", code=BAD_USE)
    return matching[0]
