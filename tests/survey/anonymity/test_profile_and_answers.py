"""What a member of staff says of themselves is counted; once the database is mixed, nothing joins a count to an answer."""

from __future__ import annotations

from flask import Flask
from sqlalchemy import Engine, literal_column, select, table

from survey.answers import new_key
from survey.models import Collection
from tests.builders import Scene, a_scene, arranging, filled, instrument_of
from tests.reader import Reader
from tests.survey.anonymity.conftest import on_postgresql, on_sqlite
from tests.survey.anonymity.traces import file_of, relation_files

STAFF = 10
SEXES = ("female", "male")


def answered(app: Flask, reader: Reader) -> tuple[Scene, list[str]]:
    """An open round in which ten members of staff, women and men by turns, have answered; and the keys of their forms."""
    scene = a_scene(app, cards=STAFF)
    with arranging(app) as session:
        session.get_one(Collection, (scene.office.id, scene.round.id, "iit")).asks_profile = True
    keys = []
    for number, code in enumerate(scene.codes):
        keys.append(new_key())
        fields = {"submission-key": keys[-1], "code": code, "profile-sex": SEXES[number % 2], "profile-age": "51to60"}
        reader.send(scene.iit, {**fields, **filled(instrument_of(app, scene.iit), 3)}, status=303)
    return scene, keys


def transactions(engine: Engine, name: str) -> set[str]:
    with engine.connect() as connection:
        return set(connection.execute(select(literal_column("xmin::text")).select_from(table(name))).scalars())


@on_postgresql
def test_no_transaction_of_postgresql_joins_them_after_mixing(app: Flask, reader: Reader, engine: Engine) -> None:
    answered(app, reader)
    # The last count of each answer bears the number of the transaction that stored the last such person's response.
    assert transactions(engine, "profile_tally") < transactions(engine, "iit_response")
    assert app.extensions["mixer"].mix()
    assert transactions(engine, "profile_tally") == transactions(engine, "iit_response")
    assert len(transactions(engine, "iit_response")) == 1
    # And of the ten versions that each count has had, the file holds the last.
    assert relation_files(engine, "profile_tally")["profile_tally"].count(b"51to60") == 1


@on_sqlite
def test_the_log_of_sqlite_holds_no_step_of_the_counting_after_mixing(app: Flask, reader: Reader, engine: Engine) -> None:
    _scene, keys = answered(app, reader)
    log = file_of(engine).with_name("sutcharit.db-wal")
    # Before, the log has a page for each step: the count as it was beside the response that had just come.
    assert log.read_bytes().count(b"51to60") >= STAFF
    assert app.extensions["mixer"].mix()
    assert log.read_bytes() == b""
    content = file_of(engine).read_bytes()
    assert content.count(b"51to60") == 1
    assert all(content.count(key.encode()) == 1 for key in keys)
