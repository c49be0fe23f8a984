"""What every test may ask for: a database of either kind, the application on it, and a reader that complains."""

from __future__ import annotations

import gc
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import hypothesis
import pytest
from flask import Flask
from sqlalchemy import Engine
from sqlalchemy.orm import Session
from sqlalchemy.pool import Pool

from survey import migrations
from survey.app import create_app
from survey.config import Settings
from survey.extensions import limiter, make_engine, open_session
from survey.mixing import MIXED
from survey.models import Base
from tests import addresses, postgres
from tests.builders import SECRET
from tests.reader import Reader

# The same examples in every run: what passes here passes on the next machine.
hypothesis.settings.register_profile("suite", derandomize=True)
hypothesis.settings.load_profile("suite")

# A run makes thousands of applications with the same addresses.
addresses.take_apart_once()


# While tests are read nearly all stays: what garbage there is waits until that is done.
gc.disable()


def pytest_collection_finish() -> None:
    """Look for garbage less often, and never among what stays till the end: that took a fifth of the time (measured)."""
    gc.enable()
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000, 10, 10)


def pytest_unconfigure() -> None:
    """Let what stayed till the end go with the rest: some libraries complain about what outlives them."""
    gc.unfreeze()


YEARS = Path(__file__).parent / "years"


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    with postgres.server() as url:
        engine = make_engine(url)
        migrations.upgrade(engine)
        engine.dispose()
        yield url
        while _connections:
            _connections.popitem()[1].dispose()


@pytest.fixture(scope="session")
def empty_postgres(postgres_url: str) -> Iterator[Callable[[], None]]:
    """Take out whatever a test has put into the database: in one call, and only where a table's file holds anything."""
    # TRUNCATE makes a table's files anew, which takes ten times as long and is needed only where tests read the disk.
    ways = dict.fromkeys(Base.metadata.tables, "DELETE FROM") | {each.__tablename__: "TRUNCATE" for each in MIXED}
    each_table = "\n".join(
        f"IF pg_relation_size('{name}') > 0 THEN {way} {name}; END IF;" for name, way in sorted(ways.items())
    )
    engine = make_engine(postgres_url)
    with engine.connect() as connection:
        connection.exec_driver_sql(
            f"CREATE FUNCTION pg_temp.empty_every_table() RETURNS void LANGUAGE plpgsql AS $$ BEGIN {each_table} END $$"
        )
        connection.commit()

        def empty() -> None:
            with connection.begin():
                # In the role of a replica no trigger is asked: not those that keep a history, nor those of references.
                connection.exec_driver_sql("SET LOCAL session_replication_role = replica")
                connection.exec_driver_sql("SELECT pg_temp.empty_every_table()")

        yield empty
    engine.dispose()


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
    empty = request.getfixturevalue("empty_postgres")
    yield request.getfixturevalue("postgres_url")
    empty()


@pytest.fixture
def settings(database_url: str) -> Settings:
    return Settings(database=database_url, secret=SECRET, definitions=(YEARS,))


_acquainted: dict[str, Engine] = {}


def acquainted(engine: Engine) -> Engine:
    """Let an engine know what the first of its kind has found out: of its server, and how each statement is put for it.

    Every test has an engine of its own, which would find it all out anew: a tenth of the time (measured).
    """
    first = _acquainted.get(engine.dialect.name)
    if first is None:
        engine.connect().close()
        _acquainted[engine.dialect.name] = first = engine
    engine.dialect = engine.pool._dialect = first.dialect
    engine._compiled_cache = first._compiled_cache
    if engine.dialect.name == "postgresql":
        # Each new connection is a new process of the server, which reads up on every table before it can look into one.
        engine.pool = _connections.setdefault(str(engine.url), engine.pool)
    return engine


_connections: dict[str, Pool] = {}


def dispose(engine: Engine) -> None:
    """Close an engine's connections, but for those that the next test can use."""
    pool = _connections.get(str(engine.url))
    if pool is None or engine.pool is not pool:
        engine.dispose()
    elif pool.checkedout():  # type: ignore[attr-defined]
        del _connections[str(engine.url)]
        engine.dispose()


@pytest.fixture
def app(settings: Settings) -> Iterator[Flask]:
    made = create_app(settings)
    acquainted(made.extensions["engine"])
    made.testing = True
    limiter.reset()
    yield made
    dispose(made.extensions["engine"])


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
