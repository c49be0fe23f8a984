"""The command, run within the test's own process on the test's own database."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlalchemy.orm import Session

from survey.cli import main
from tests.builders import SECRET, an_office, an_open_round
from tests.conftest import YEARS

Command = Callable[..., Result]
WriteCsv = Callable[..., Path]


@pytest.fixture
def alone(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Command:
    """The command on a machine that has nothing but the program."""
    monkeypatch.setenv("SUTCHARIT_HOME", str(tmp_path / "home"))
    for name in ("SUTCHARIT_DATABASE", "SUTCHARIT_SECRET", "SUTCHARIT_DEFINITIONS", "SUTCHARIT_ADDRESS", "PORT"):
        monkeypatch.delenv(name, raising=False)

    def run(*arguments: object, exit_code: int = 0, typed: str | None = None) -> Result:
        result = CliRunner().invoke(main, [str(one) for one in arguments], input=typed)
        assert result.exit_code == exit_code, (result.exit_code, result.stdout, result.stderr, result.exception)
        return result

    return run


@pytest.fixture
def command(alone: Command, monkeypatch: pytest.MonkeyPatch, database_url: str) -> Command:
    """The command on an empty, migrated database."""
    monkeypatch.setenv("SUTCHARIT_DATABASE", database_url)
    monkeypatch.setenv("SUTCHARIT_SECRET", SECRET)
    monkeypatch.setenv("SUTCHARIT_DEFINITIONS", str(YEARS))
    return alone


@pytest.fixture
def round_id(command: Command, session: Session) -> str:
    """An open round of an office."""
    made = an_open_round(session, an_office(session))
    session.commit()
    return made.id


@pytest.fixture
def write_csv(tmp_path: Path) -> WriteCsv:
    """Write rows as a CSV file."""

    def write(header: Iterable[str], rows: Iterable[Mapping[str, object]], name: str = "answers.csv") -> Path:
        columns = list(header)
        stream = io.StringIO()
        writer = csv.writer(stream)
        writer.writerow(columns)
        writer.writerows([row.get(column, "") for column in columns] for row in rows)
        file = tmp_path / name
        file.write_text(stream.getvalue(), encoding="utf-8-sig")
        return file

    return write
