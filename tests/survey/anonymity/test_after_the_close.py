"""Closing a round leaves nothing by which an answer could be joined to a telephone, a code, or another table."""

from __future__ import annotations

from typing import Any

from flask import Flask
from sqlalchemy import Engine, column, inspect, literal_column, select, table, text

from questionnaires.model import Audience
from survey.answers import new_key
from survey.models import Collection, EitResponse, IitResponse, ThankedKey
from tests.builders import PASSWORD, Scene, a_scene, filled, how_many, instrument_of, looking
from tests.reader import Reader
from tests.survey.anonymity.conftest import on_postgresql
from tests.survey.anonymity.traces import on_disk

TABLES = ("iit_response", "eit_response", "thanked_key")


def fields(app: Flask, path: str, code: str = "") -> dict[str, Any]:
    return {"submission-key": new_key(), "code": code, **filled(instrument_of(app, path), 3)}


def close(reader: Reader, scene: Scene) -> None:
    reader.sign_in("malee", PASSWORD)
    reader.open(f"{scene.page}/close")
    reader.send(f"{scene.page}/close", {})


def keys(app: Flask) -> list[str]:
    with looking(app) as session:
        return [*session.scalars(select(IitResponse.key)), *session.scalars(select(EitResponse.key))]


def test_the_key_that_a_telephone_has_seen_finds_no_row_and_no_byte(app: Flask, reader: Reader, engine: Engine) -> None:
    scene = a_scene(app, cards=5)
    sent = [(scene.iit, fields(app, scene.iit, code)) for code in scene.codes]
    sent += [(scene.eit, fields(app, scene.eit)) for _ in range(5)]
    for path, form in sent:
        reader.send(path, form, status=303)
    seen = sorted(form["submission-key"] for _, form in sent)
    assert sorted(keys(app)) == seen
    close(reader, scene)
    assert len(keys(app)) == 10
    assert all(len(key) == 32 and set(key) <= set("0123456789abcdef") for key in keys(app))
    assert not set(seen) & set(keys(app))
    assert not on_disk(engine, seen)
    # What arrived in time is thanked for as before, and what is new is not taken.
    for path, form in sent:
        assert reader.send(path, form, status=303).headers["Location"].startswith(f"{path}/thanks")
        reader.send(path, {**form, "submission-key": new_key()}, status=410)
    assert how_many(app, scene, Audience.STAFF) == how_many(app, scene, Audience.SERVICE_USERS) == 5


def test_a_key_is_thanked_only_where_it_was_stored(app: Flask, reader: Reader) -> None:
    scene = a_scene(app)
    answered = fields(app, scene.eit)
    reader.send(scene.eit, answered, status=303)
    close(reader, scene)
    # The same key at the other form of the round was never stored there.
    other = {**fields(app, scene.iit, "2222-3333-4444"), "submission-key": answered["submission-key"]}
    reader.send(scene.iit, other, status=410)


def test_what_is_kept_of_the_keys_has_no_way_to_a_row(app: Flask, reader: Reader, engine: Engine) -> None:
    scene = a_scene(app, cards=5)
    for code in scene.codes:
        reader.send(scene.iit, fields(app, scene.iit, code), status=303)
    close(reader, scene)
    assert {one["name"] for one in inspect(engine).get_columns("thanked_key")} == {"office_id", "round_id", "digest"}
    with looking(app) as session:
        digests = session.scalars(text("SELECT digest FROM thanked_key")).all()
        assert len(digests) == 5
        assert digests == sorted(digests)
        assert session.query(ThankedKey).count() == 5
    assert not {digest[:32] for digest in digests} & set(keys(app))


@on_postgresql
def test_no_transaction_joins_rows_once_the_round_is_closed(app: Flask, reader: Reader, engine: Engine) -> None:
    scene = a_scene(app, cards=20)
    for code in scene.codes[:15]:
        reader.send(scene.iit, fields(app, scene.iit, code), status=303)
        reader.send(scene.eit, fields(app, scene.eit), status=303)

    def transactions() -> set[tuple[str, str, str]]:
        header = [literal_column(f"{name}::text") for name in ("xmin", "cmin", "xmax")]
        with engine.connect() as connection:
            return {
                (row[0], row[1], row[2])
                for name in TABLES
                for row in connection.execute(select(*header).select_from(table(name)))
            }

    assert len({xmin for xmin, _, _ in transactions()}) == 30
    close(reader, scene)
    assert len({xmin for xmin, _, _ in transactions()}) == 1
    assert {xmax for _, _, xmax in transactions()} == {"0"}
    with engine.connect() as connection:
        for name in TABLES:
            key = column("digest" if name == "thanked_key" else "key")
            by_place = connection.execute(select(key).select_from(table(name)).order_by(literal_column("ctid"))).scalars().all()
            assert by_place == sorted(by_place)


def test_a_round_closes_with_nothing_answered(app: Flask, reader: Reader) -> None:
    scene = a_scene(app)
    close(reader, scene)
    with looking(app) as session:
        kept = session.get_one(Collection, (scene.office.id, scene.round.id, "iit")).scorecard
    assert kept is not None
    assert kept["n"] == 0
