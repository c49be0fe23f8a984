"""The complaints' own database: apart from the main one, shaped as the models say, and the home of the codes' salt."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Flask
from sqlalchemy import CheckConstraint, inspect, text
from sqlalchemy.engine import make_url

from survey.complaints import audit, keys, migrations
from survey.complaints.database import ComplaintsDatabase, url_of
from survey.complaints.models import ComplaintsBase, KeySet
from survey.config import ConfigurationError, Settings, read_settings
from survey.extensions import make_engine
from survey.models import Base
from tests.builders import SECRET, an_application
from tests.survey.complaints.arranged import OFFICE, Holders

TABLES = set(ComplaintsBase.metadata.tables)


def test_its_tables_lie_apart_from_those_of_the_main_database(app: Flask, complaints: ComplaintsDatabase) -> None:
    main = app.extensions["engine"]
    assert not TABLES & set(Base.metadata.tables)
    assert not TABLES & set(inspect(main).get_table_names())
    here = set(inspect(complaints.engine).get_table_names())
    assert here == TABLES | {migrations.VERSION_TABLE}
    if main.dialect.name == "sqlite":
        assert make_url(complaints.url).database != main.url.database
    else:
        assert set(inspect(main).get_table_names(schema="complaints")) == here
        with complaints.engine.connect() as connection:
            # The connection finds nothing of the main database, not even by its bare name.
            assert connection.scalar(text("SELECT to_regclass('office')")) is None


def test_it_follows_from_the_main_database_unless_it_is_set(tmp_path: Path) -> None:
    def url(database: str, complaints: str = "") -> str:
        return url_of(Settings(database=database, secret=SECRET, complaints=complaints))

    assert url("sqlite:////srv/sutcharit.db") == "sqlite:////srv/complaints.db"
    assert url("sqlite:////srv/example.db") == "sqlite:////srv/example-complaints.db"
    assert url("sqlite:////srv/sutcharit.db", "sqlite:////safe/other.db") == "sqlite:////safe/other.db"
    assert url("postgresql:///sutcharit") == "postgresql:///sutcharit?options=-csearch_path%3Dcomplaints"
    kept = url("postgresql://u:p@db/x?options=-cstatement_timeout%3D9")
    assert make_url(kept).query["options"] == "-cstatement_timeout=9 -csearch_path=complaints"
    assert make_url(kept).password == "p"


def test_both_cannot_be_one_file(tmp_path: Path) -> None:
    file = f"sqlite:///{tmp_path / 'one.db'}"
    with pytest.raises(ConfigurationError, match="SUTCHARIT_COMPLAINTS_DATABASE"):
        read_settings({"SUTCHARIT_SECRET": SECRET, "SUTCHARIT_DATABASE": file, "SUTCHARIT_COMPLAINTS_DATABASE": file})


def test_the_steps_make_what_the_models_say(complaints: ComplaintsDatabase) -> None:
    with complaints.engine.connect() as connection:
        options = {"version_table": migrations.VERSION_TABLE}
        assert compare_metadata(MigrationContext.configure(connection, opts=options), ComplaintsBase.metadata) == []
        assert migrations.current(connection) == migrations.newest()
    inspector = inspect(complaints.engine)
    for table in ComplaintsBase.metadata.sorted_tables:
        checks = {str(one.name) for one in table.constraints if isinstance(one, CheckConstraint)}
        assert {one["name"] for one in inspector.get_check_constraints(table.name)} == checks, table.name


def test_every_row_but_the_salt_belongs_to_an_office(complaints: ComplaintsDatabase) -> None:
    inspector = inspect(complaints.engine)
    for table in TABLES - {"installation"}:
        assert inspector.get_pk_constraint(table)["constrained_columns"][0] == "office_id", table
        for reference in inspector.get_foreign_keys(table):
            assert reference["constrained_columns"][0] == "office_id", (table, reference)


def test_it_goes_down_and_up_again(complaints: ComplaintsDatabase) -> None:
    engine = complaints.engine
    steps = [one.revision for one in ScriptDirectory.from_config(migrations.configuration()).walk_revisions()]
    assert steps == [f"{number:04}" for number in range(len(steps), 0, -1)]
    try:
        for revision in [*steps[1:], "base"]:
            migrations.downgrade(engine, revision)
        assert inspect(engine).get_table_names() == [migrations.VERSION_TABLE]
        with engine.connect() as connection:
            assert migrations.current(connection) is None
    finally:
        migrations.upgrade(engine)
    assert set(inspect(engine).get_table_names()) == TABLES | {migrations.VERSION_TABLE}


def test_what_was_stored_before_keys_could_be_changed_is_sealed_to_the_keys_of_its_complaint(
    complaints: ComplaintsDatabase,
) -> None:
    migrations.downgrade(complaints.engine, "0001")
    values = {
        "covered_office": "'kb4t', 'x', '2026-W48'",
        "key_set": "'kb4t', 'k1', 'x', 'a', 'age1a', '', 'b', 'age1b', '', 0, false, '', 0, '{}'",
        "complaint": "'kb4t', 'c1', 'm', 'age1c', 'k1', '2026-W48', 'received', NULL, NULL, '2026-W50', true, true, true, '{}'",
        "part": "'kb4t', 'c1', 1, 'from_complainant', 'sealed'",
    }
    with complaints.engine.execution_options(writes=True).begin() as connection:
        for table, row in values.items():
            connection.execute(text(f"INSERT INTO {table} VALUES ({row})"))  # noqa: S608 (a text of ours)
    migrations.upgrade(complaints.engine)
    with complaints.engine.connect() as connection:
        stored = connection.execute(text("SELECT number, sealed_to, container FROM part")).one()
    assert (stored[0], stored[1], stored[2] if isinstance(stored[2], str) else bytes(stored[2]).decode()) == (1, "k1", "sealed")


def test_the_salt_stays_when_the_secret_changes_and_differs_between_installations(
    settings: Settings, complaints: ComplaintsDatabase, tmp_path: Path
) -> None:
    changed = Settings(database=settings.database, secret="another secret of the tests, long enough")
    with an_application(changed) as other:
        assert other.extensions["complaints"].salt == complaints.salt
    elsewhere = ComplaintsDatabase(f"sqlite:///{tmp_path / 'elsewhere.db'}")
    elsewhere.upgrade()
    assert elsewhere.salt != complaints.salt
    assert len(elsewhere.salt) >= 16


def test_no_column_could_hold_a_day_a_time_or_an_address(complaints: ComplaintsDatabase) -> None:
    columns = [
        (table.name, column.name, column.type.python_type)
        for table in ComplaintsBase.metadata.sorted_tables
        for column in table.c
    ]
    assert {kind for _, _, kind in columns} == {str, int, bool, bytes, object}
    # Bytes are containers and the salt; of a complaint, texts are marks, keys, weeks and words from lists.
    assert [one[:2] for one in columns if one[2] is bytes] == [
        ("installation", "salt"),
        *((table, "container") for table in ("part", "resealed_part")),
    ]
    assert {name for table, name, kind in columns if table == "complaint" and kind is str} == {
        *("office_id", "id", "mark", "reply_to", "key_set", "week", "status", "closing", "closed_week", "due_week"),
    }


def test_a_listing_is_of_one_moment(complaints: ComplaintsDatabase, holders: Holders) -> None:
    with complaints.session(writes=False) as session:
        session.connection(execution_options=complaints.one_moment)
        before = audit.trail(session, OFFICE, holders.staff_set)
        with complaints.session(writes=True) as other:
            keys.retire(other, other.get_one(KeySet, (OFFICE, holders.staff_set)), today=date(2026, 11, 24))
            other.commit()
        assert len(audit.trail(session, OFFICE, holders.staff_set)) == len(before) == 1
        assert not session.get_one(KeySet, (OFFICE, holders.staff_set)).retired
    with complaints.session(writes=False) as session:
        assert len(audit.trail(session, OFFICE, holders.staff_set)) == 2


def test_looking_for_key_sets_makes_no_file(tmp_path: Path) -> None:
    database = ComplaintsDatabase(f"sqlite:///{tmp_path / 'complaints.db'}")
    assert not database.takes_complaints("kb4t")
    assert not list(tmp_path.iterdir())
    # Nor does a database without tables make trouble.
    make_engine(database.url).connect().close()
    assert not ComplaintsDatabase(database.url).takes_complaints("kb4t")
