"""Services as data: a fourth is a file, and whatever is wrong with a file is said before anything starts."""

from __future__ import annotations

from pathlib import Path

import pytest

from survey.app import create_app
from survey.config import ConfigurationError, Settings, service_folders
from survey.models import Visibility
from survey.services.definitions import Kind, ServiceDefinitionError, load_services
from tests.builders import SECRET
from tests.reader import Reader
from tests.survey.board.arranged import a_place, cases_of
from tests.survey.services.arranged import an_application_with, filled, receipt, send, services_path

ON_ONE_DATABASE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
WATER = """\
key: "water"
title: "ขอน้ำอุปโภคบริโภค"
summary: "ขอรถน้ำในช่วงขาดแคลน"
who: "ผู้อยู่อาศัยในเขตตำบล"
fee: "ไม่มีค่าธรรมเนียม"
days: 3
legal_basis: "พระราชบัญญัติสภาตำบลและองค์การบริหารส่วนตำบล พ.ศ. 2537"
division: "กองช่าง"
private: false
retention_days: 365
fields:
  - key: "village"
    label: "หมู่บ้าน"
    kind: "village"
    required: true
    public: true
    choices: ["บ้านเหนือ", "บ้านใต้"]
  - key: "where"
    label: "บ้านเลขที่"
    kind: "text"
    required: true
    public: false
"""


def a_file(folder: Path, text: str = WATER, name: str = "water.yaml") -> Path:
    (folder / name).write_text(text, encoding="utf-8")
    return folder


def problems(folder: Path, text: str, name: str = "water.yaml") -> str:
    with pytest.raises(ServiceDefinitionError) as refused:
        load_services(a_file(folder, text, name))
    return str(refused.value)


@pytest.mark.parametrize(("days", "words"), [("365", "1 ปี"), ("1825", "5 ปี"), ("90", "90 วัน"), ("1000", "1,000 วัน")])
def test_how_long_something_is_kept_is_said_in_years_where_it_comes_to_years(tmp_path: Path, days: str, words: str) -> None:
    a_file(tmp_path, WATER.replace("retention_days: 365", f"retention_days: {days}"))
    assert {one.kept_for for one in load_services(tmp_path).each if one.key == "water"} == {words}


def test_the_three_services_of_the_office_are_there() -> None:
    found = {one.key: one for one in load_services().each}
    assert {key: (one.days, one.is_private, one.division) for key, one in found.items()} == {
        "branches": (5, False, "สำนักปลัด"),
        "disability": (15, True, "กองสวัสดิการสังคม"),
        "streetlight": (7, False, "กองช่าง"),
    }
    caregiver = found["disability"].field("caregiver_name")
    assert caregiver is not None
    assert caregiver.required_when is not None
    assert (caregiver.required_when.field, caregiver.required_when.choice) == ("applicant", "ผู้ดูแลยื่นแทน")
    assert {one.kind for service in found.values() for one in service.fields} == set(Kind)
    assert found["streetlight"].papers == ()


@ON_ONE_DATABASE
def test_a_fourth_service_is_a_file_and_is_asked_for_at_once(settings: Settings, tmp_path: Path) -> None:
    with an_application_with(settings, a_file(tmp_path)) as app:
        reader = Reader(app)
        place = a_place(app)
        reader.open(services_path(place))
        assert f"{services_path(place)}water" in reader.page.links
        fields = filled(reader, place, {"village": "บ้านใต้", "where": "12"}, "water")
        send(reader, place, {**fields, "field_village": "บ้านอื่น"}, key="water", status=422)
        assert "กรุณาเลือกจากตัวเลือกที่มีให้" in reader.page.words
        send(reader, place, fields, key="water")
        number, code = receipt(reader)
        [case] = cases_of(place)
        assert (case.kind, case.visibility, case.village) == ("water", Visibility.PUBLIC, "บ้านใต้")
        assert case.shown_text == "หมู่บ้าน: บ้านใต้"
        reader.open(f"{services_path(place)}follow/{code}")
        assert "บ้านเลขที่: 12" in reader.page.words
        listed = reader.client.get(f"{services_path(place)}requests.json?service_code=water").get_json()
        assert [one["service_request_id"] for one in listed] == [number]


def test_a_file_of_the_same_key_takes_the_place_of_the_packaged_one(tmp_path: Path) -> None:
    text = WATER.replace('"water"', '"branches"')
    found = load_services(a_file(tmp_path, f"offered: false\n{text}", "branches.yaml"))
    assert {one.key for one in found.each} == {"branches", "disability", "streetlight"}
    assert {one.key for one in found.offered} == {"disability", "streetlight"}


def test_every_problem_of_every_file_is_told_at_once_with_file_field_and_remedy(tmp_path: Path) -> None:
    a_file(tmp_path, WATER.replace("days: 3\n", ""), "other.yaml")
    said = problems(tmp_path, WATER.replace('kind: "text"', 'kind: "colour"').replace("private: false", 'private: "no"'))
    for words in (
        "ในไฟล์บริการ",
        "other.yaml · ทั้งไฟล์",
        "ขาด days",
        "ชื่อไฟล์ไม่ตรงกับ key water",
        "water.yaml · ช่อง where (บรรทัด",
        "kind มีค่าที่ไม่รู้จัก: colour",
        "private ต้องเป็น true หรือ false",
        "วิธีแก้:",
    ):
        assert words in said, words


@pytest.mark.parametrize(
    ("written", "instead", "said"),
    [
        ('key: "water"', 'key: "figures"', "key ใช้ figures ไม่ได้"),
        ('key: "where"', 'key: "village"', "มีช่องที่ใช้ key นี้มากกว่าหนึ่งช่อง"),
        ('key: "where"', 'key: "Where"', "key ใช้ Where ไม่ได้"),
        ("days: 3", "days: 500", "days ต้องไม่เกิน 120"),
        ("retention_days: 365", "retention_days: 365\npictures: 9", "pictures ต้องไม่เกิน 6"),
        ("private: false", "private: true", "บริการส่วนตัวมีช่องที่แสดงต่อทุกคน"),
        (
            '    kind: "text"\n    required: true\n    public: false',
            '    kind: "telephone"\n    required: true\n    public: true',
            "หมายเลขโทรศัพท์แสดงต่อทุกคนไม่ได้",
        ),
        ("    public: true\n", "    public: false\n", "ไม่มีช่องใดที่แสดงต่อทุกคนได้ทันที"),
        ('choices: ["บ้านเหนือ", "บ้านใต้"]', 'choices: ["บ้านเหนือ", "บ้านเหนือ"]', "มีตัวเลือกที่ซ้ำกัน"),
        ('kind: "text"', 'kind: "choice"', "ต้องมีตัวเลือกอย่างน้อยสองตัวเลือก"),
        ('kind: "text"', 'kind: "village"', "มีช่องชนิด village มากกว่าหนึ่งช่อง"),
        (
            'kind: "text"',
            'kind: "text"\n    required_when: {field: "village", is: "บ้านใต้"}',
            "มีทั้ง required: true และ required_when",
        ),
        ('kind: "text"', 'kind: "text"\n    required_when: {field: "other", is: "x"}', "required_when อ้างถึง other"),
        ('kind: "text"', 'kind: "text"\n    colour: "x"', "ไม่รู้จักคีย์ colour"),
        ("fields:", "fields: []\nmore:", "ต้องเป็นรายการที่มีอย่างน้อยหนึ่งรายการ"),
    ],
)
def test_a_service_that_could_not_work_is_refused(tmp_path: Path, written: str, instead: str, said: str) -> None:
    assert written in WATER
    assert said in problems(tmp_path, WATER.replace(written, instead, 1))


def test_the_application_does_not_start_with_a_file_that_is_wrong(tmp_path: Path) -> None:
    settings = Settings(database=f"sqlite:///{tmp_path / 'a.db'}", secret=SECRET, services=(a_file(tmp_path, "key: 1\n"),))
    with pytest.raises(ServiceDefinitionError, match="ขาด title"):
        create_app(settings)


def test_a_folder_that_does_not_exist_is_said(tmp_path: Path) -> None:
    assert service_folders({"SUTCHARIT_SERVICES": str(tmp_path)}) == (tmp_path,)
    with pytest.raises(ConfigurationError, match="SUTCHARIT_SERVICES: ไม่พบโฟลเดอร์"):
        service_folders({"SUTCHARIT_SERVICES": str(tmp_path / "nowhere")})
