"""What our page could not have sent is refused with a clear page: nothing stored, nothing echoed."""

from __future__ import annotations

from typing import Any

from flask import Flask

from questionnaires.model import Audience
from survey.answers import new_key
from tests.builders import Scene, a_scene, filled, how_many, instrument_of
from tests.reader import Reader

MARKER = "marker7f3a"


def complete(app: Flask, scene: Scene) -> dict[str, Any]:
    return {"submission-key": new_key(), **filled(instrument_of(app, scene.eit), 3)}


def refused(app: Flask, reader: Reader, scene: Scene, fields: dict[str, Any], *, status: int = 400, **options: Any) -> None:
    answered = reader.send(scene.eit, fields, status=status, **options)
    assert MARKER not in answered.get_data(as_text=True)
    assert MARKER not in str(answered.headers)
    assert how_many(app, scene, Audience.SERVICE_USERS) == 0


FORGED: list[tuple[str, Any]] = [
    ("answer-e99", "1"),
    (f"answer-{MARKER}", "1"),
    ("answer-", "1"),
    ("answer-i1.1", "1"),
    ("answer-e2", "0"),
    ("answer-e2", "5"),
    ("answer-e8", "3"),
    ("answer-e2", "-1"),
    ("answer-e2", "01"),
    ("answer-e2", "๒"),
    ("answer-e2", "2.0"),
    ("answer-e2", ""),
    ("answer-e2", "มาก"),
    ("answer-e2", f"<script>{MARKER}</script>"),
    ("answer-e2", ["2", "2"]),
    ("answer-e2", ["2", MARKER]),
]


def test_an_unknown_part_a_step_out_of_range_and_a_repetition_are_refused(app: Flask, reader: Reader) -> None:
    scene = a_scene(app)
    for name, value in FORGED:
        refused(app, reader, scene, {**complete(app, scene), name: value})
        assert reader.page.heading == "ข้อมูลที่ส่งมาไม่ตรงกับแบบสำรวจ"
        assert "จึงไม่ได้บันทึกคำตอบ" in reader.page.words


def test_what_is_no_answer_is_passed_over_and_never_comes_back(app: Flask, reader: Reader) -> None:
    scene = a_scene(app)
    fields = {**complete(app, scene), "name": MARKER, MARKER: "1", "office_id": MARKER, "code": MARKER, "channel": MARKER}
    del fields["answer-e15"]
    refused(app, reader, scene, fields, status=422)


def test_what_cannot_be_a_code_is_not_repeated_and_what_can_is_repeated_cleanly(app: Flask, reader: Reader) -> None:
    scene = a_scene(app)
    for typed, shown in ((MARKER, ""), ("<i>" + "ABCD" * 4000, ""), ("<abcd efgh jkmn>", "ABCD-EFGH-JKMN")):
        reader.send(scene.iit, {"submission-key": new_key(), "code": typed}, status=422)
        assert reader.page.fields["code"] == shown
        assert MARKER not in reader.page.source


def test_a_body_that_is_no_form_of_ours_gets_a_fresh_form(app: Flask, reader: Reader) -> None:
    scene = a_scene(app)
    for content, kind in (
        (b'{"answer-e2": "1"}', "application/json"),
        (b"\xff\xfe\x00", "application/x-www-form-urlencoded"),
        (b"--x\r\nbroken", "multipart/form-data; boundary=x"),
        (b"", "application/x-www-form-urlencoded"),
        (b"noise" * 1000, "application/octet-stream"),
    ):
        assert reader.client.post(scene.eit, data=content, content_type=kind).status_code == 400
    assert how_many(app, scene, Audience.SERVICE_USERS) == 0


def test_an_oversized_body_is_refused_whatever_is_in_it(app: Flask, reader: Reader) -> None:
    scene = a_scene(app)
    fields = {**complete(app, scene), "more": MARKER * 40_000}
    for kind in ("application/x-www-form-urlencoded", "multipart/form-data"):
        refused(app, reader, scene, fields, status=413, content_type=kind)
        assert "ขนาดใหญ่เกินไป" in reader.page.words


def test_a_form_with_a_thousand_parts_and_more_is_refused(app: Flask, reader: Reader) -> None:
    scene = a_scene(app)
    many = {f"f{number}": "1" for number in range(1001)}
    assert reader.client.post(scene.eit, data=many, content_type="multipart/form-data").status_code == 413
    assert how_many(app, scene, Audience.SERVICE_USERS) == 0


def test_an_unknown_link_is_not_found_and_not_echoed(app: Flask, reader: Reader) -> None:
    scene = a_scene(app)
    for path in (f"/eit/{MARKER}", f"{scene.eit}{MARKER}", scene.eit[:-1], "/eit/x", f"/eit/{scene.office.id}", f"/{MARKER}"):
        for answered in (reader.open(path, status=404), reader.send(path, complete(app, scene), status=404)):
            assert MARKER not in answered.get_data(as_text=True)
        assert reader.page.heading == "ไม่พบหน้าที่ท่านเปิด"
    reader.open(f"{scene.eit}{MARKER}/thanks", status=404)


def test_a_link_that_no_database_can_hold_is_refused(app: Flask, reader: Reader) -> None:
    a_scene(app)
    for path in ("/eit/%00", "/eit/abcd%00efgh", "/eit/%ED%A0%80", "/eit/%FF"):
        assert reader.client.get(path).status_code in {400, 404}


def test_a_link_belongs_to_its_instrument(app: Flask, reader: Reader) -> None:
    scene = a_scene(app)
    crossed = {scene.iit.replace("/iit/", "/eit/"), scene.eit.replace("/eit/", "/iit/"), scene.eit.replace("/eit/", "/oit/")}
    for path in crossed:
        reader.open(path, status=404)
        reader.send(path, complete(app, scene), status=404)
    assert how_many(app, scene, Audience.SERVICE_USERS) == how_many(app, scene, Audience.STAFF) == 0


def test_a_link_with_the_office_of_another_finds_nothing(app: Flask, reader: Reader) -> None:
    here, there = a_scene(app), a_scene(app, office="เทศบาลตำบลอีกแห่ง")
    mixed = f"/eit/{there.office.id}{here.eit.removeprefix('/eit/')[4:]}"
    reader.open(mixed, status=404)
    reader.send(mixed, complete(app, here), status=404)
