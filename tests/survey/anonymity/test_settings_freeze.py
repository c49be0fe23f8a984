"""What bears on the secrecy of answers cannot be changed once somebody has answered."""

from __future__ import annotations

from typing import Any

from flask import Flask
from sqlalchemy import inspect, select

from survey.answers import new_key
from survey.models import Collection, IitResponse, ProfileTally, RoundState, SealedResponse
from survey.sealing import new_identity
from tests.builders import PASSWORD, Scene, a_scene, filled, instrument_of, looking
from tests.reader import Reader


def settings(app: Flask, scene: Scene) -> dict[str, tuple[list[str] | None, bool]]:
    with looking(app) as session:
        found = session.scalars(select(Collection).where(Collection.round_id == scene.round.id))
        return {one.instrument: (one.seal_to, one.asks_profile) for one in found}


def answered(app: Flask, reader: Reader, scene: Scene) -> None:
    for path, code in ((scene.iit, scene.codes[0]), (scene.eit, "")):
        fields = {"submission-key": new_key(), "code": code, **filled(instrument_of(app, path), 3)}
        reader.send(path, fields, status=303)


def test_no_page_changes_whether_answers_are_sealed_or_what_is_asked_of_the_respondent(app: Flask, reader: Reader) -> None:
    scene = a_scene(app)
    answered(app, reader, scene)
    before = settings(app, scene)
    reader.sign_in("malee", PASSWORD)
    posts: list[tuple[str, dict[str, Any]]] = [
        (f"{scene.page}/open", {"kind": "sealed", "first_key": new_identity()[1]}),
        (f"{scene.page}/open", {}),
        (f"{scene.page}/edit", {"asks_staff": "y", "asks_service_users": "y", "seal_to": new_identity()[1], "kind": "sealed"}),
    ]
    for path, fields in posts:
        reader.open(f"{scene.page}/edit")
        as_shown = reader.page.fields if path.endswith("edit") else {}
        reader.client.post(path, data={**reader.page.fields, **as_shown, **fields})
        assert settings(app, scene) == before, path


def test_a_draft_may_still_become_either(app: Flask, reader: Reader) -> None:
    scene = a_scene(app, state=RoundState.DRAFT)
    reader.sign_in("malee", PASSWORD)
    reader.open(f"{scene.page}/open")
    _, public = new_identity()
    reader.send(f"{scene.page}/open", {"kind": "sealed", "first_key": public})
    assert settings(app, scene)["iit"][0] == [public]


def test_nothing_about_a_member_of_staff_can_stand_beside_the_answers() -> None:
    # By schema: the answers have no place for it, and what is counted has no key.
    assert {column.key for column in inspect(IitResponse).columns} == {
        "office_id",
        "round_id",
        "key",
        "steps",
        "channel",
        "wording",
    }
    assert {column.key for column in inspect(SealedResponse).columns} == {"office_id", "round_id", "key", "box"}
    assert {column.key for column in inspect(ProfileTally).columns} == {
        "office_id",
        "round_id",
        "question",
        "answer",
        "number",
    }
