"""Optional questions about the respondent: asked where the office chose to; of the staff, the answers are only counted."""

from __future__ import annotations

import json
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from questionnaires.model import Audience
from survey.answers import new_key
from survey.config import Settings
from survey.models import Base, Collection, Division, EitResponse, IitResponse, ProfileTally
from tests.builders import Scene, a_scene, an_application, arranging, filled, how_many, instrument_of, looking
from tests.reader import Reader
from tests.survey.respond.test_racing import at_once, sending


def asking(app: Flask, *, cards: int = 3, **head_counts: int | None) -> Scene:
    """A scene that asks everybody about themselves, with divisions of so many people."""
    scene = a_scene(app, cards=cards)
    with arranging(app) as session:
        for collection in session.scalars(select(Collection).where(Collection.office_id == scene.office.id)):
            collection.asks_profile = True
        for position, (name, people) in enumerate(head_counts.items()):
            session.add(Division(office_id=scene.office.id, name=name, position=position, head_count=people))
    return scene


def division(app: Flask, name: str) -> str:
    with looking(app) as session:
        return session.scalars(select(Division.id).where(Division.name == name)).one()


def tallies(app: Flask) -> dict[tuple[str, str], int]:
    with looking(app) as session:
        rows = session.execute(select(ProfileTally.question, ProfileTally.answer, ProfileTally.number))
        return {(question, answer): number for question, answer, number in rows}


def staff_answers(app: Flask, scene: Scene, code: int, **profile: str) -> dict[str, Any]:
    about = {f"profile-{name}": value for name, value in profile.items()}
    return {"submission-key": new_key(), "code": scene.codes[code], **filled(instrument_of(app, scene.iit), 2), **about}


def visitor_answers(app: Flask, scene: Scene, **profile: str) -> dict[str, Any]:
    about = {f"profile-{name}": value for name, value in profile.items()}
    return {"submission-key": new_key(), **filled(instrument_of(app, scene.eit), 2), **about}


def test_nobody_is_asked_unless_the_office_chose_to(app: Flask, reader: Reader) -> None:
    scene = a_scene(app)
    for path in (scene.iit, scene.eit):
        reader.open(path)
        assert "profile-" not in reader.page.source
    reader.send(scene.eit, visitor_answers(app, scene, sex="male"), status=303)
    reader.send(scene.iit, staff_answers(app, scene, 0, sex="male"), status=303)
    assert tallies(app) == {}
    with looking(app) as session:
        assert session.scalars(select(EitResponse.profile)).all() == [None]


def test_each_form_asks_what_its_definition_says_and_requires_none_of_it(app: Flask, reader: Reader) -> None:
    scene = asking(app, กองใหญ่=10, กองเล็ก=9)
    for path, asked in (
        (scene.iit, ["sex", "age", "education", "years", "level", "division"]),
        (scene.eit, ["sex", "age", "education", "kind", "matter", "division"]),
    ):
        reader.open(path)
        controls = [one for one in reader.page.controls if one["name"].startswith("profile-")]
        assert [one["name"] for one in controls] == [f"profile-{code}" for code in asked]
        assert not [one for one in controls if "required" in one or "aria-required" in one]
        assert all(reader.page.fields[one["name"]] == "" for one in controls)
    reader.send(scene.iit, staff_answers(app, scene, 0), status=303)
    reader.send(scene.eit, visitor_answers(app, scene, sex="", division=""), status=303)
    assert tallies(app) == {}


def test_the_staffs_answers_are_only_counted_and_each_by_itself(app: Flask, reader: Reader) -> None:
    scene = asking(app, กองใหญ่=10)
    big = division(app, "กองใหญ่")
    reader.send(scene.iit, staff_answers(app, scene, 0, sex="male", age="31to40", division=big), status=303)
    reader.send(scene.iit, staff_answers(app, scene, 1, sex="male", level="head"), status=303)
    reader.send(scene.iit, staff_answers(app, scene, 2), status=303)
    assert tallies(app) == {
        ("sex", "male"): 2,
        ("age", "31to40"): 1,
        ("level", "head"): 1,
        ("division", big): 1,
    }


def test_nothing_joins_a_tally_to_a_row_of_the_staff(app: Flask, reader: Reader) -> None:
    scene = asking(app, กองใหญ่=10)
    fields = staff_answers(app, scene, 0, sex="female", age="51to60", division=division(app, "กองใหญ่"))
    reader.send(scene.iit, fields, status=303)
    with looking(app) as session:
        row = session.execute(select(IitResponse.__table__)).mappings().one()
        tally = session.execute(select(ProfileTally.__table__)).mappings().all()
    # The row is what it is without any such question.
    assert set(row) == {"office_id", "round_id", "key", "steps", "channel", "wording"}
    assert not [value for value in row.values() if value in ("female", "51to60", fields["profile-division"])]
    assert set(tally[0]) == {"office_id", "round_id", "question", "answer", "number"}
    assert {(one["office_id"], one["round_id"]) for one in tally} == {(scene.office.id, scene.round.id)}
    shared = {value for one in tally for value in one.values()} & set(row.values())
    assert shared == {scene.office.id, scene.round.id}


def test_a_repetition_and_a_refusal_count_nothing(app: Flask, reader: Reader) -> None:
    scene = asking(app)
    fields = staff_answers(app, scene, 0, sex="other")
    for _ in range(3):
        reader.send(scene.iit, fields, status=303)
    refused = {**staff_answers(app, scene, 1, sex="other"), "code": "2222-2222-2222"}
    reader.send(scene.iit, refused, status=403)
    assert tallies(app) == {("sex", "other"): 1}


def test_many_who_answer_at_once_through_two_processes_are_all_counted(app: Flask, settings: Settings) -> None:
    scene = asking(app, cards=24)
    ages = ("20to30", "31to40", "41to50")
    with an_application(settings) as other:
        # Each process counts in an order of its own, so that two which locked what they count would wait for each other.
        sent = [
            sending(
                where, scene.iit, staff_answers(app, scene, number, sex=("male", "female")[number % 2], age=ages[number % 3])
            )
            for number, where in enumerate([app, other] * 12)
        ]
        assert set(at_once(sent)) == {303}
    assert tallies(app) == {
        ("sex", "male"): 12,
        ("sex", "female"): 12,
        **{("age", age): 8 for age in ages},
    }


def test_a_service_users_answers_are_kept_with_the_response(app: Flask, reader: Reader) -> None:
    scene = asking(app, กองเล็ก=3, ไม่แจ้ง=None)
    small = division(app, "กองเล็ก")
    reader.send(scene.eit, visitor_answers(app, scene, kind="business", matter="permit", sex="", division=small), status=303)
    reader.send(scene.eit, visitor_answers(app, scene), status=303)
    with looking(app) as session:
        kept = session.scalars(select(EitResponse.profile)).all()
    assert sorted(kept, key=str) == [None, {"kind": "business", "matter": "permit", "division": small}]
    assert tallies(app) == {}


@pytest.mark.parametrize(
    ("head_counts", "offered"),
    [
        ({"กองสิบ": 10, "กองเก้า": 9, "ไม่แจ้ง": None, "กองร้อย": 100}, ["กองสิบ", "กองร้อย"]),
        ({"กองเก้า": 9, "ไม่แจ้ง": None}, []),
        ({}, []),
    ],
)
def test_the_staff_choose_among_divisions_of_ten_people_or_more(
    head_counts: dict[str, int | None], offered: list[str], app: Flask, reader: Reader
) -> None:
    scene = asking(app, **head_counts)
    reader.open(scene.iit)
    assert ("profile-division" in reader.page.source) == bool(offered)
    for name in head_counts:
        assert (f">{name}</option>" in reader.page.source) == (name in offered)
    reader.open(scene.eit)
    for name in head_counts:
        assert f">{name}</option>" in reader.page.source


def test_a_division_too_small_or_gone_counts_as_none(app: Flask, reader: Reader) -> None:
    scene, elsewhere = asking(app, กองเก้า=9, กองใหญ่=12), a_scene(app, office="เทศบาลอีกแห่ง")
    with arranging(app) as session:
        session.add(Division(office_id=elsewhere.office.id, name="กองของเขา", position=1, head_count=50))
    for code, name in enumerate(("กองเก้า", "กองของเขา")):
        reader.send(scene.iit, staff_answers(app, scene, code, sex="male", division=division(app, name)), status=303)
    assert tallies(app) == {("sex", "male"): 2}
    gone = division(app, "กองใหญ่")
    reader.open(scene.eit)
    with arranging(app) as session:
        session.delete(session.get_one(Division, (scene.office.id, gone)))
    reader.send(scene.eit, visitor_answers(app, scene, sex="male", division=gone), status=303)
    with looking(app) as session:
        assert session.scalars(select(EitResponse.profile)).all() == [{"sex": "male"}]


FORGED: list[tuple[str, Any]] = [
    ("profile-sex", "unicorn"),
    ("profile-sex", "ชาย"),
    ("profile-sex", ["male", "female"]),
    ("profile-kind", "person"),
    ("profile-name", "สมชาย"),
    ("profile-name", ""),
    ("profile-", "male"),
    ("profile-division", "กองคลัง"),
    ("profile-division", "x' OR 1"),
    ("profile-division", ["abcdefgh", "abcdefgh"]),
]


@pytest.mark.parametrize("asks", [True, False])
def test_what_the_definition_does_not_ask_is_refused(asks: bool, app: Flask, reader: Reader) -> None:
    scene = asking(app, กองใหญ่=10) if asks else a_scene(app)
    for name, value in FORGED:
        reader.send(scene.iit, {**staff_answers(app, scene, 0), name: value}, status=400)
        assert reader.page.heading == "ข้อมูลที่ส่งมาไม่ตรงกับแบบสำรวจ"
    reader.send(scene.eit, visitor_answers(app, scene, years="1to5"), status=400)
    assert how_many(app, scene, Audience.STAFF) == how_many(app, scene, Audience.SERVICE_USERS) == 0
    assert tallies(app) == {}


def test_what_was_chosen_is_still_chosen_when_the_form_comes_back(app: Flask, reader: Reader) -> None:
    scene = asking(app, กองใหญ่=10)
    fields = visitor_answers(app, scene, age="over60", kind="person", division=division(app, "กองใหญ่"))
    del fields["answer-e15"]
    reader.send(scene.eit, fields, status=422)
    chosen = {name: value for name, value in reader.page.fields.items() if name.startswith("profile-") and value}
    assert chosen == {name: value for name, value in fields.items() if name.startswith("profile-")}


def test_the_form_says_what_becomes_of_it(app: Flask, reader: Reader) -> None:
    scene = asking(app)
    reader.open(scene.iit)
    assert "ไม่เก็บไว้กับคำตอบข้ออื่นของท่าน" in reader.page.words
    reader.open(scene.eit)
    assert "เก็บไว้กับคำตอบชุดนี้" in reader.page.words
    reader.open(f"{scene.iit}?language=en")
    assert "None of this is kept with your other answers." in reader.page.words


def test_nothing_about_anybody_is_in_any_other_table(app: Flask, reader: Reader) -> None:
    scene = asking(app, กองใหญ่=10)
    reader.send(scene.iit, staff_answers(app, scene, 0, education="bachelor", years="11to20"), status=303)
    with looking(app) as session:
        for table in Base.metadata.sorted_tables:
            if table.name != "profile_tally":
                kept = json.dumps([list(map(str, row)) for row in session.execute(table.select())], ensure_ascii=False)
                assert "bachelor" not in kept, table.name
                assert "11to20" not in kept, table.name
