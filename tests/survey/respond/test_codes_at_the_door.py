"""A one-time code admits one answer, tells nothing apart, and leaves nothing behind."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Flask
from sqlalchemy import text

from questionnaires.model import Audience
from survey.answers import new_key
from survey.models import Base, Code
from tests.builders import Scene, a_scene, arranging, filled, how_many, instrument_of, looking
from tests.reader import Reader


def complete(app: Flask, scene: Scene, code: str, *, step: int = 3, key: str = "") -> dict[str, Any]:
    return {"submission-key": key or new_key(), "code": code, **filled(instrument_of(app, scene.iit), step)}


def codes_left(app: Flask) -> int:
    with looking(app) as session:
        return session.query(Code).count()


def test_a_code_admits_one_answer_and_is_gone(app: Flask, reader: Reader) -> None:
    scene = a_scene(app)
    reader.send(scene.iit, complete(app, scene, scene.codes[0]), status=303)
    assert codes_left(app) == 2
    reader.send(scene.iit, complete(app, scene, scene.codes[0]), status=403)
    assert how_many(app, scene, Audience.STAFF) == 1
    assert codes_left(app) == 2


def test_a_code_is_understood_however_it_is_typed(app: Flask, reader: Reader) -> None:
    ways: list[Callable[[str], str]] = [
        str.lower,
        " {} ".format,
        "\u200b{}.".format,
        lambda code: code.replace("-", ""),
        lambda code: code.replace("-", "\u2013"),
        lambda code: code.translate(str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙")),
    ]
    scene = a_scene(app, cards=len(ways))
    for stored, (typed, code) in enumerate(zip(ways, scene.codes, strict=True), start=1):
        reader.send(scene.iit, complete(app, scene, typed(code)), status=303)
        assert how_many(app, scene, Audience.STAFF) == stored


def test_a_wrong_a_malformed_and_a_used_code_get_the_very_same_page(app: Flask, reader: Reader) -> None:
    scene = a_scene(app)
    elsewhere = a_scene(app, office="เทศบาลเมืองอีกแห่ง")
    used = scene.codes[0]
    reader.send(scene.iit, complete(app, scene, used), status=303)
    key = new_key()
    refused = [
        reader.send(scene.iit, complete(app, scene, code, key=key), status=403)
        for code in (
            used,
            "2222-3333-4444",
            "short",
            "x" * 5000,
            "<script>alert(1)</script>",
            "' OR 1=1 --",
            elsewhere.codes[0],
        )
    ]
    assert len({answered.data for answered in refused}) == 1
    assert len({tuple(answered.headers.items()) for answered in refused}) == 1
    assert "รหัสนี้ใช้ไม่ได้" in reader.page.words
    assert how_many(app, scene, Audience.STAFF) == 1


def test_a_refused_code_costs_no_answer_and_no_key(app: Flask, reader: Reader) -> None:
    scene = a_scene(app)
    fields = complete(app, scene, "2222-3333-4444")
    reader.send(scene.iit, fields, status=403)
    signals = {"elapsed": "", "extra-website": ""}
    assert reader.page.fields == {**fields, "code": "", "wording": reader.page.fields["wording"], **signals}
    assert reader.page.elements["code"]["aria-invalid"] == "true"
    reader.send(scene.iit, {**reader.page.fields, "code": scene.codes[1]}, status=303)
    assert how_many(app, scene, Audience.STAFF) == 1


def test_a_code_stays_good_when_its_answer_could_not_be_stored(app: Flask, reader: Reader) -> None:
    scene = a_scene(app)
    fields = complete(app, scene, scene.codes[0])
    # A table that takes no row stands for any fault between the code and the answer.
    with arranging(app) as session:
        session.execute(text("ALTER TABLE iit_response RENAME TO iit_response_away"))
    app.testing = False
    refused = reader.client.post(scene.iit, data=fields)
    assert refused.status_code in {500, 503}
    with arranging(app) as session:
        session.execute(text("ALTER TABLE iit_response_away RENAME TO iit_response"))
    assert codes_left(app) == 3
    reader.send(scene.iit, fields, status=303)
    assert how_many(app, scene, Audience.STAFF) == 1
    assert codes_left(app) == 2


def test_an_incomplete_form_does_not_use_up_its_code(app: Flask, reader: Reader) -> None:
    scene = a_scene(app)
    fields = complete(app, scene, scene.codes[0])
    fields.popitem()
    reader.send(scene.iit, fields, status=422)
    assert codes_left(app) == 3


def test_a_submission_that_was_stored_before_does_not_use_up_another_code(app: Flask, reader: Reader) -> None:
    scene = a_scene(app)
    key = new_key()
    reader.send(scene.iit, complete(app, scene, scene.codes[0], key=key), status=303)
    reader.send(scene.iit, complete(app, scene, scene.codes[1], key=key), status=303)
    assert codes_left(app) == 2
    assert how_many(app, scene, Audience.STAFF) == 1


def test_a_code_of_one_round_opens_no_other(app: Flask, reader: Reader) -> None:
    scene = a_scene(app)
    other = a_scene(app, office="เทศบาลตำบลอีกแห่ง")
    reader.send(other.iit, complete(app, other, scene.codes[0]), status=403)
    assert how_many(app, other, Audience.STAFF) == 0


def test_nothing_of_a_code_is_stored_but_a_keyed_digest(app: Flask, reader: Reader) -> None:
    scene = a_scene(app)
    reader.send(scene.iit, complete(app, scene, scene.codes[0]), status=303)
    reader.send(scene.iit, complete(app, scene, "2222-3333-4444"), status=403)
    with looking(app) as session:
        kept = [
            str(value).upper()
            for table in Base.metadata.sorted_tables
            for row in session.execute(table.select())
            for value in row
        ]
    pieces = {
        code[start : start + 8]
        for card in scene.codes
        for code in (card, card.replace("-", ""))
        for start in range(len(code) - 7)
    }
    assert len(kept) > 40
    assert not [(value, piece) for value in kept for piece in pieces if piece in value]


def test_a_digest_cannot_be_made_without_the_secret_of_the_installation(app: Flask) -> None:
    a_scene(app, cards=2)
    with looking(app) as session:
        digests = list(session.scalars(Code.__table__.select().with_only_columns(Code.digest)))
    assert len(set(digests)) == 2
    assert all(len(digest) == 64 and int(digest, 16) >= 0 for digest in digests)
