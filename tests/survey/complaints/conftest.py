"""An application whose complaints' database is there, on either kind of database, and an office that takes complaints."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.engine import make_url
from sqlalchemy.orm import Session

from survey.complaints import codes
from survey.complaints.database import ComplaintsDatabase
from survey.complaints.database import database as database_of
from survey.complaints.models import ComplaintsBase
from tests.survey.complaints.arranged import Complainant, Holders, office_with_keys


@pytest.fixture(scope="session")
def complaints_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file of a new database of complaints."""
    file = tmp_path_factory.mktemp("template") / "complaints.db"
    made = ComplaintsDatabase(f"sqlite:///{file}")
    made.upgrade()
    made.dispose()
    return file


@pytest.fixture
def complaints(app: Flask, monkeypatch: pytest.MonkeyPatch, complaints_template: Path) -> Iterator[ComplaintsDatabase]:
    """The complaints' database, empty but for what a new installation has."""
    # A code is tried out at its real cost in `test_codes`; here dozens are made and opened.
    monkeypatch.setattr(codes, "_MEMORY_KIB", 64)
    found = database_of(app)
    file = make_url(found.url).database
    if found.url.startswith("sqlite") and file:
        shutil.copy(complaints_template, file)
    else:
        found.upgrade()
    yield found
    if found.engine.dialect.name == "postgresql":
        with found.engine.begin() as connection:
            # In the role of a replica no trigger is asked.
            connection.execute(text("SET LOCAL session_replication_role = replica"))
            for table in ComplaintsBase.metadata.tables:
                if table != "installation":
                    connection.execute(text(f"DELETE FROM {table}"))  # noqa: S608 (a table of ours)


@pytest.fixture
def holders(complaints: ComplaintsDatabase) -> Holders:
    """The holders of an office's two key sets: one for complaints about the staff, one for those about the mayor."""
    return office_with_keys(complaints)


@pytest.fixture
def opened(complaints: ComplaintsDatabase) -> Iterator[Session]:
    """A session of the complaints' database, for looking."""
    with complaints.session(writes=False) as session:
        yield session


@pytest.fixture
def complainant(app: Flask, holders: Holders) -> Complainant:
    """Somebody with a browser that keeps cookies, if it is given any."""
    assert holders
    return Complainant(app)
