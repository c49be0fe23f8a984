"""From what is stored, nobody can read back in which order answers came: not while a round is open, and not afterwards.

The measure is Spearman's rank correlation between the order of arrival of 60 answers and every order that the files hold. With
no connection it has mean 0 and standard deviation 0.130; the mean of four repetitions has 0.065. The limits below are more than
five of these, so that chance alone breaks them less than once in a million runs.
"""

from __future__ import annotations

from collections import defaultdict
from statistics import fmean

import pytest
from flask import Flask
from sqlalchemy import Engine, func, select, text

from survey.mixing import MIXED
from survey.models import Base, RoundState
from survey.sealing import new_identity
from tests.builders import Scene, a_scene
from tests.reader import Reader
from tests.survey.anonymity.conftest import on_postgresql
from tests.survey.anonymity.traces import ANSWERS, answered_in_order, orders, rank_correlation
from tests.survey.sealed.conftest import open_sealed

REPETITIONS = 4
ONE_AT_MOST = 0.66
MEAN_AT_MOST = 0.34

TABLES = {table.name for table in Base.metadata.sorted_tables} - {"collection", "wording_overlay"}

Found = dict[str, list[float]]


def answered(app: Flask, repetition: int, key: str) -> tuple[Scene, dict[str, int]]:
    scene = a_scene(app, office=f"เทศบาลที่ {repetition}", cards=ANSWERS)
    path, codes = (scene.iit, scene.codes) if key == "iit" else (scene.eit, [])
    return scene, answered_in_order(app, path, codes)


def close(reader: Reader, scene: Scene) -> None:
    reader.be("malee", scene.office.id)
    reader.open(f"{scene.page}/close")
    reader.send(f"{scene.page}/close", {})


def look(app: Flask, found: Found, key: str, scene: Scene, arrivals: dict[str, int]) -> None:
    for name, order in orders(app, f"{key}_response", arrivals, scene.round.id):
        found[name].append(rank_correlation(order))


def check(found: Found) -> None:
    assert {"as they come", "by key"} <= set(found)
    assert any(name.startswith("first in ") for name in found)
    for name, correlations in found.items():
        assert len(correlations) == REPETITIONS, name
        assert max(map(abs, correlations)) < ONE_AT_MOST, (name, correlations)
        assert abs(fmean(correlations)) < MEAN_AT_MOST, (name, correlations)


@pytest.mark.parametrize("key", ["iit", "eit"])
def test_the_order_cannot_be_read_back_once_the_database_has_been_mixed_nor_after_the_close(
    app: Flask, reader: Reader, key: str
) -> None:
    while_open: Found = defaultdict(list)
    after_close: Found = defaultdict(list)
    for repetition in range(REPETITIONS):
        scene, arrivals = answered(app, repetition, key)
        assert app.extensions["mixer"].mix()
        look(app, while_open, key, scene, arrivals)
        close(reader, scene)
        look(app, after_close, key, scene, arrivals)
    check(while_open)
    check(after_close)


def test_the_order_cannot_be_read_back_from_a_sealed_round_either(app: Flask, reader: Reader) -> None:
    found: Found = defaultdict(list)
    for repetition in range(REPETITIONS):
        scene = a_scene(app, office=f"เทศบาลที่ {repetition}", state=RoundState.DRAFT, cards=ANSWERS)
        open_sealed(reader, scene, new_identity()[1])
        arrivals = answered_in_order(app, scene.iit, scene.codes)
        assert app.extensions["mixer"].mix()
        for name, order in orders(app, "sealed_response", arrivals, scene.round.id, known_by="key"):
            found[name].append(rank_correlation(order))
    check(found)


def test_this_way_of_looking_sees_an_order_that_is_there(app: Flask, engine: Engine) -> None:
    scene, arrivals = answered(app, 0, "iit")
    found = dict(orders(app, "iit_response", arrivals, scene.round.id))
    # Before mixing, the write-ahead log of SQLite is the order of arrival itself, and so are the places of PostgreSQL's rows
    # but for those that another connection has put on the page it had at hand.
    if engine.dialect.name == "sqlite":
        assert rank_correlation(found["first in sutcharit.db-wal"]) == 1
    else:
        assert rank_correlation(found["by place"]) > 0.95


@on_postgresql
def test_after_mixing_every_row_of_postgresql_looks_like_every_other(app: Flask, engine: Engine) -> None:
    answered(app, 0, "iit")
    assert app.extensions["mixer"].mix()
    with engine.begin() as connection:
        connection.execute(text("CREATE EXTENSION IF NOT EXISTS pageinspect"))
        for table in MIXED:
            name = table.__tablename__
            there = connection.scalar(select(func.count()).select_from(table))
            headers = connection.execute(
                text(
                    "SELECT lp_flags, t_xmin::text, t_xmax::text, t_field3, t_infomask, t_infomask2, count(*) "
                    "FROM generate_series(0, pg_relation_size(CAST(:name AS text)) / 8192 - 1) AS page, "
                    "LATERAL heap_page_items(get_raw_page(CAST(:name AS text), page::int)) GROUP BY 1, 2, 3, 4, 5, 6"
                ),
                {"name": name},
            ).all()
            # One kind of header, and no place that is not a living row.
            assert [header.count for header in headers] == ([there] if there else []), name
        connection.execute(text("DROP EXTENSION pageinspect"))


@on_postgresql
def test_postgresql_keeps_no_samples_of_answers_keys_or_codes_in_its_statistics(app: Flask, engine: Engine) -> None:
    answered(app, 0, "iit")
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("ANALYZE"))
        sampled = set(connection.execute(text("SELECT tablename, attname FROM pg_stats WHERE schemaname = 'public'")).all())
    assert ("iit_response", "channel") in sampled
    telling = {"key", "steps", "digest", "box", "profile"}
    assert not {(table, column) for table, column in sampled if column in telling and table in TABLES}
    assert not {column for table, column in sampled if table == "suggestion"} - {"office_id"}
