"""What every test may ask for: a database of either kind, the application on it, and a reader that complains."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import hypothesis
import pytest
from flask import Flask
from sqlalchemy import Engine, text
from sqlalchemy.orm import Session
from werkzeug.routing import Rule

from survey import migrations
from survey.app import create_app
from survey.config import Settings
from survey.extensions import limiter, make_engine, open_session
from survey.mixing import MIXED
from survey.models import Base
from tests import postgres
from tests.builders import SECRET
from tests.reader import Reader

# The same examples in every run: what passes here passes on the next machine.
hypothesis.settings.register_profile("suite", derandomize=True)
hypothesis.settings.load_profile("suite")

# A run makes thousands of applications with the same addresses, and nine tenths of the time that takes goes into compiling
# how each is built (measured): compiled once, as the rule's own text and defaults decide what comes out.
_compiled = Rule._compile_builder
_builders: dict[tuple[object, ...], object] = {}


def _compiled_once(self: Rule, append_unknown: bool = True) -> object:
    what = (self.rule, self.host, self.subdomain, append_unknown, repr(sorted((self.defaults or {}).items())))
    if what not in _builders:
        _builders[what] = _compiled(self, append_unknown)
    return _builders[what]


Rule._compile_builder = _compiled_once  # type: ignore[method-assign,assignment]

YEARS = Path(__file__).parent / "years"


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    with postgres.server() as url:
        engine = make_engine(url)
        migrations.upgrade(engine)
        engine.dispose()
        yield url


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("template") / "empty.db"
    engine = make_engine(f"sqlite:///{file}")
    migrations.upgrade(engine)
    with engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    engine.dispose()
    return file


@pytest.fixture
def sqlite_url(sqlite_template: Path, tmp_path: Path) -> str:
    file = tmp_path / "sutcharit.db"
    shutil.copy(sqlite_template, file)
    return f"sqlite:///{file}"


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> Iterator[str]:
    """An empty, migrated database: the test runs once on each kind."""
    if request.param == "sqlite":
        yield request.getfixturevalue("sqlite_url")
        return
    url = request.getfixturevalue("postgres_url")
    yield url
    engine = make_engine(url)
    with engine.begin() as connection:
        # TRUNCATE makes a table's files anew, which takes ten times as long and is needed only where tests read the disk.
        connection.execute(text(f"TRUNCATE {', '.join(each.__tablename__ for each in MIXED)}"))
        for table in reversed(Base.metadata.sorted_tables):
            connection.execute(table.delete())
    engine.dispose()


@pytest.fixture
def settings(database_url: str) -> Settings:
    return Settings(database=database_url, secret=SECRET, definitions=(YEARS,))


@pytest.fixture
def app(settings: Settings) -> Iterator[Flask]:
    made = create_app(settings)
    made.testing = True
    limiter.reset()
    yield made
    made.extensions["engine"].dispose()


@pytest.fixture
def engine(app: Flask) -> Engine:
    found: Engine = app.extensions["engine"]
    return found


@pytest.fixture
def session(engine: Engine) -> Iterator[Session]:
    """A session for arranging and looking; what is arranged must be committed before a request can see it."""
    with open_session(engine, writes=True) as opened:
        yield opened


@pytest.fixture
def reader(app: Flask) -> Reader:
    """Somebody who opens pages and complains about every one that is not well made."""
    return Reader(app)
