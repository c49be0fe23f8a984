"""The divisions of an office."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select

from survey.models import Division
from tests.builders import a_scene, arranging, looking
from tests.reader import Reader

ON_ONE_DATABASE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def divisions(app: Flask) -> list[tuple[str, int | None]]:
    with looking(app) as session:
        return [(each.name, each.head_count) for each in session.scalars(select(Division).order_by(Division.position))]


def test_divisions_are_added_changed_and_removed(app: Flask, reader: Reader) -> None:
    a_scene(app)
    reader.be("malee")
    reader.open("/office/divisions")
    assert "ยังไม่มีกองหรือสำนัก" in reader.page.words
    for name, head_count in (("สำนักปลัด", "๑๒"), ("กองคลัง", ""), ("  กองช่าง  ", "0")):
        reader.send("/office/divisions", {"name": name, "head_count": head_count})
        reader.open("/office/divisions")
    assert divisions(app) == [("สำนักปลัด", 12), ("กองคลัง", None), ("กองช่าง", 0)]
    assert reader.page.row("กองคลัง")[1] == "ยังไม่แจ้ง"
    assert [cells[0] for cells in reader.page.rows[1:]] == ["สำนักปลัด", "กองคลัง", "กองช่าง"]

    path = next(link for link in reader.page.links if link.startswith("/office/divisions/"))
    reader.open(path)
    assert reader.page.fields["name"] == "สำนักปลัด"
    reader.send(path, {"name": "สำนักงานปลัด", "head_count": "13"})
    assert divisions(app)[0] == ("สำนักงานปลัด", 13)
    reader.open(path)
    reader.send(path, {"name": "สำนักงานปลัด", "head_count": " "})
    assert divisions(app)[0] == ("สำนักงานปลัด", None)
    reader.open(path)
    reader.send(f"{path}/remove", {})
    assert [name for name, _ in divisions(app)] == ["กองคลัง", "กองช่าง"]
    reader.open(path, status=404)


def test_a_name_is_used_once_within_an_office_and_freely_in_another(app: Flask, reader: Reader) -> None:
    scene = a_scene(app, office="เทศบาลของเรา")
    there = a_scene(app, office="เทศบาลของเขา")
    with arranging(app) as session:
        session.add(Division(office_id=there.office.id, name="กองคลัง", position=1))
        session.add(Division(office_id=scene.office.id, name="กองช่าง", position=1))
    reader.be("malee", scene.office.id)
    reader.open("/office/divisions")
    reader.send("/office/divisions", {"name": "กองคลัง"})
    reader.open("/office/divisions")
    reader.send("/office/divisions", {"name": "กองคลัง", "head_count": "5"}, status=422)
    assert "มีกองหรือสำนักชื่อนี้แล้ว" in reader.page.words
    path = next(link for link in reader.page.links if link.startswith("/office/divisions/"))
    reader.open(path)
    reader.send(path, {"name": "กองคลัง"}, status=422)
    assert "มีกองหรือสำนักชื่อนี้แล้ว" in reader.page.words
    assert len(divisions(app)) == 3


@ON_ONE_DATABASE
def test_what_is_wrong_is_said_and_nothing_is_stored(app: Flask, reader: Reader) -> None:
    a_scene(app)
    reader.be("malee")
    reader.open("/office/divisions")
    for fields, field in (
        ({"name": " "}, "#name"),
        ({"name": "ก" * 121}, "#name"),
        ({"name": "กองคลัง", "head_count": "-1"}, "#head_count"),
        ({"name": "กองคลัง", "head_count": "หลายคน"}, "#head_count"),
    ):
        reader.send("/office/divisions", fields, status=422)
        assert field in reader.page.links
    assert divisions(app) == []
