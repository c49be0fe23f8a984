"""The real database, after the migrations, on both kinds: shaped by office, like the models, and able to go back and forth."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Flask
from sqlalchemy import CheckConstraint, Column, Engine, Inspector, TableClause, column, inspect, select, text
from sqlalchemy.engine import make_url

from survey import migrations
from survey.answers import new_key
from survey.extensions import make_engine
from survey.models import Base, Officer
from tests.builders import a_scene, arranging, filled, instrument_of, looking
from tests.reader import Reader

# Tables whose rows belong to no office: the offices themselves, and the schema's own version.
OF_NOBODY = {"office", "alembic_version"}


@pytest.fixture(params=["sqlite", "postgresql"])
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    """A database of either kind with nothing in it."""
    if request.param == "sqlite":
        engine = make_engine(f"sqlite:///{tmp_path / 'empty.db'}")
        yield engine
        engine.dispose()
        return
    url = request.getfixturevalue("postgres_url")
    server = make_engine(url)
    with server.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("CREATE DATABASE empty"))
    engine = make_engine(make_url(url).set(database="empty").render_as_string(hide_password=False))
    yield engine
    engine.dispose()
    with server.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("DROP DATABASE empty"))
    server.dispose()


def tables_of(inspector: Inspector) -> set[str]:
    """The tables that hold what people entered; FTS5 keeps its index of them in tables of its own making, without any key."""
    return {name for name in inspector.get_table_names() if migrations.is_of_the_models(name, "table")}


def of_offices(inspector: Inspector) -> list[str]:
    return sorted(tables_of(inspector) - OF_NOBODY)


def test_every_row_of_an_office_starts_its_primary_key_with_the_office(engine: Engine) -> None:
    inspector = inspect(engine)
    tables = of_offices(inspector)
    assert len(tables) >= 9
    for table in tables:
        assert inspector.get_pk_constraint(table)["constrained_columns"][0] == "office_id", table
        assert not next(one for one in inspector.get_columns(table) if one["name"] == "office_id")["nullable"]


def test_every_unique_constraint_on_a_row_of_an_office_includes_the_office(engine: Engine) -> None:
    inspector = inspect(engine)
    for table in of_offices(inspector):
        unique = [one["column_names"] for one in inspector.get_unique_constraints(table)]
        unique += [one["column_names"] for one in inspector.get_indexes(table) if one["unique"]]
        assert all("office_id" in columns for columns in unique), (table, unique)


def test_every_reference_to_a_row_of_an_office_goes_through_the_office(engine: Engine) -> None:
    inspector = inspect(engine)
    for table in of_offices(inspector):
        for reference in inspector.get_foreign_keys(table):
            assert reference["constrained_columns"][0] == "office_id", (table, reference)


def test_the_very_first_step_is_shaped_by_office_too(empty: Engine) -> None:
    first = list(ScriptDirectory.from_config(migrations.configuration()).walk_revisions())[-1]
    migrations.upgrade(empty, first.revision)
    inspector = inspect(empty)
    for table in of_offices(inspector):
        assert inspector.get_pk_constraint(table)["constrained_columns"][0] == "office_id", table
        for one in inspector.get_unique_constraints(table):
            assert "office_id" in one["column_names"], table


def test_the_migrations_make_what_the_models_say(engine: Engine) -> None:
    with engine.connect() as connection:
        options = {"include_name": migrations.is_of_the_models}
        assert compare_metadata(MigrationContext.configure(connection, opts=options), Base.metadata) == []
    inspector = inspect(engine)
    for table in Base.metadata.sorted_tables:
        checks = {str(one.name) for one in table.constraints if isinstance(one, CheckConstraint)}
        assert {one["name"] for one in inspector.get_check_constraints(table.name)} == checks, table.name


def test_the_steps_are_numbered_in_one_line(empty: Engine) -> None:
    steps = list(ScriptDirectory.from_config(migrations.configuration()).walk_revisions())
    assert [one.revision for one in reversed(steps)] == [f"{number:04}" for number in range(1, len(steps) + 1)]
    with empty.connect() as connection:
        assert migrations.current(connection) is None


def test_an_empty_database_goes_up_and_down_and_up_one_step_at_a_time(empty: Engine) -> None:
    steps = [one.revision for one in ScriptDirectory.from_config(migrations.configuration()).walk_revisions()][::-1]
    for _ in range(2):
        for revision in steps:
            migrations.upgrade(empty, revision)
            with empty.connect() as connection:
                assert migrations.current(connection) == revision
        for revision in [*steps[-2::-1], "base"]:
            migrations.downgrade(empty, revision)
        assert inspect(empty).get_table_names() == ["alembic_version"]


def columns_of(engine: Engine) -> dict[str, list[str]]:
    """The columns of every table there is now, the version's own left out."""
    found = {name: [one["name"] for one in columns] for (_, name), columns in inspect(engine).get_multi_columns().items()}
    return {
        name: found[name] for name in sorted(found) if migrations.is_of_the_models(name, "table") and name != "alembic_version"
    }


def rows_of(engine: Engine, columns: dict[str, list[str]]) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of these columns, by table, each value as the database itself gives it."""
    found = {}
    with engine.connect() as connection:
        for name, names in columns.items():
            rows = connection.execute(select(*map(column, names)).select_from(TableClause(name)))
            found[name] = sorted((tuple(row) for row in rows), key=repr)
    return found


def without_row_numbers(engine: Engine) -> set[str]:
    """The tables that SQLite keeps without a hidden row number; none on another database."""
    if engine.dialect.name != "sqlite":
        return set()
    with engine.connect() as connection:
        return set(connection.scalars(text("SELECT name FROM pragma_table_list WHERE wr")))


def some_value(column: Column[Any], known: dict[str, Any]) -> Any:
    """A value that a column takes, whatever it is for."""
    if column.name in known:
        return known[column.name]
    day = datetime(2026, 11, 24)
    samples = {str: "x" * 32, int: 1, bool: True, bytes: b"x", object: {"x": 1}, date: day.date(), datetime: day}
    return samples[column.type.python_type]


# What the columns of a case allow together: a suggestion that waits to be read.
A_CASE: dict[str, Any] = dict.fromkeys(("refusal", "outcome", "planned_for", "merged_into"))
A_CASE |= {
    "channel": "web",
    "visibility": "waiting",
    "status": "received",
    "kind": "received",
    "purpose": "sent",
    "act": "added",
}


def test_going_down_and_up_with_rows_inside_keeps_what_the_older_step_knows(app: Flask, engine: Engine, reader: Reader) -> None:
    scene = a_scene(app)
    reader.send(scene.eit, {"submission-key": new_key(), **filled(instrument_of(app, scene.eit))}, status=303)
    fields = {"submission-key": new_key(), "code": scene.codes[0], **filled(instrument_of(app, scene.iit))}
    reader.send(scene.iit, fields, status=303)
    known = {"office_id": scene.office.id, "round_id": scene.round.id, "level": "items", "instrument": "eit"} | A_CASE
    with arranging(app) as session:
        known["officer_id"] = session.scalars(select(Officer.id)).one()
        for table in Base.metadata.sorted_tables:
            if session.execute(table.select()).first() is None:
                session.execute(table.insert().values({one.name: some_value(one, known) for one in table.columns}))
    newest = columns_of(engine)
    assert all(rows_of(engine, newest).values())
    row_numbers = without_row_numbers(engine)

    steps = [one.revision for one in ScriptDirectory.from_config(migrations.configuration()).walk_revisions()]
    try:
        for revision in steps[1:]:
            before = rows_of(engine, newest)
            migrations.downgrade(engine, revision)
            older = columns_of(engine)
            kept = rows_of(engine, older)
            assert all(kept.values())
            migrations.upgrade(engine)
            assert rows_of(engine, older) == kept
            assert columns_of(engine) == newest
            assert without_row_numbers(engine) == row_numbers
            assert {table: len(rows) for table, rows in kept.items()} == {table: len(before[table]) for table in kept}
        migrations.downgrade(engine, "base")
    finally:
        migrations.upgrade(engine)
    assert not any(rows_of(engine, columns_of(engine)).values())


def test_a_step_that_fails_leaves_the_database_as_it_was(empty: Engine) -> None:
    with empty.execution_options(writes=True).begin() as connection:
        # The last table of the first step is there already, so that the step fails at its end.
        connection.execute(text("CREATE TABLE iit_response (id TEXT)"))
    with pytest.raises(Exception, match="already exists"):
        migrations.upgrade(empty)
    assert [one for one in inspect(empty).get_table_names() if one != "alembic_version"] == ["iit_response"]


def test_a_round_takes_everything_it_collected_with_it(app: Flask, reader: Reader) -> None:
    scene, other = a_scene(app), a_scene(app, office="เทศบาลตำบลอีกแห่ง")
    reader.send(scene.eit, {"submission-key": new_key(), **filled(instrument_of(app, scene.eit))}, status=303)
    reader.send(other.eit, {"submission-key": new_key(), **filled(instrument_of(app, other.eit))}, status=303)
    with arranging(app) as session:
        session.delete(session.merge(scene.round))
    with looking(app) as session:
        for name in ("collection", "code", "eit_response"):
            table = Base.metadata.tables[name]
            assert set(session.scalars(select(table.c.office_id))) == {other.office.id}, name
