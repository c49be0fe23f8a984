"""Instruments in other languages: complete, and read as strictly as the Thai ones."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, replace
from pathlib import Path

import pytest

from questionnaires.__main__ import main
from questionnaires.loader import DefinitionError, Problem, load_all, load_year
from questionnaires.model import Instrument, digest
from questionnaires.texts import missing, translation
from tests.questionnaires.conftest import Edit

ENGLISH = "wording/en.yaml"
EIT_TITLE = '    title: "Perceptions of the people who deal with the office"\n'


def problems_of(year: Path) -> tuple[Problem, ...]:
    with pytest.raises(DefinitionError) as raised:
        load_year(year)
    return raised.value.problems


@pytest.mark.parametrize("instrument", load_all().instruments, ids=lambda one: one.identifier)
def test_every_packaged_text_is_there_in_every_language_that_the_year_has(instrument: Instrument) -> None:
    lacking = {one.language: missing(instrument, one) for one in instrument.translations}
    assert "en" in lacking
    assert not any(lacking.values()), lacking


def test_english_says_in_english_what_the_facts_say() -> None:
    eit = translation(load_all().instrument("2565/eit"), "en")
    assert [eit[f"scale.level4.{step}"] for step in (1, 2, 3, 4)] == [
        "Very little or not at all",
        "A little",
        "Much",
        "Very much",
    ]
    assert [eit[f"scale.yesno.{step}"] for step in (1, 2)] == ["No", "Yes"]
    assert eit["indicator.7"] == "Effectiveness of communication"


def test_a_text_left_out_stays_thai_and_is_mentioned_by_the_command(
    year: Path, edit: Edit, capsys: pytest.CaptureFixture[str]
) -> None:
    edit(ENGLISH, EIT_TITLE, "")
    assert main([str(year)]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line for line in lines if line.startswith("    ภาษา ")] == [
        "    ภาษา en ครบทุกข้อความ",
        "    ภาษา en ยังขาด 1 ข้อความ คือ title",
    ]


def test_another_language_needs_nothing_but_a_file(year: Path) -> None:
    (year / "wording" / "my.yaml").write_text('language: "my"\ninstruments:\n  eit:\n    title: "ရုံး"\n', "utf-8")
    eit = load_year(year).instrument("eit")
    assert [one.language for one in eit.translations] == ["en", "my"]
    assert translation(eit, "my") == {"title": "ရုံး"}
    assert translation(load_year(year).instrument("iit"), "my") == {}


@pytest.mark.parametrize(
    ("old", "new", "where", "problem"),
    [
        ('    e1: "', '    e99: "', "eit e99", "ไม่มีถ้อยคำรหัส e99"),
        ('    e4.note: "', '    e5.note: "', "eit e5.note", "ไม่มีถ้อยคำรหัส e5.note"),
        ("  eit:\n", "  oit:\n", "ทั้งไฟล์", "ไม่มีแบบวัด oit"),
        (EIT_TITLE, '    title: ""\n', "eit title", "ว่างอยู่"),
        (EIT_TITLE, "    title: no\n", "eit title", "ถูกอ่านเป็นชนิดอื่น"),
        (EIT_TITLE, '    title: ["a"]\n', "eit title", "ต้องเป็นข้อความ"),
        (EIT_TITLE, EIT_TITLE * 2, "eit", "title ถูกเขียนซ้ำ"),
        (EIT_TITLE, '    title: "<b>Title</b>"\n', "title", "HTML"),
        (EIT_TITLE, '    title: "Two  spaces"\n', "title", "ช่องว่างเกิน"),
        ('language: "en"\n', 'language: "fr"\n', "ทั้งไฟล์", "ไม่ตรงกับชื่อไฟล์"),
        ('language: "en"\n', "", "ทั้งไฟล์", "ขาด language"),
        ('language: "en"\n', 'language: "en"\nscales: {}\n', "ทั้งไฟล์", "ไม่รู้จักคีย์ scales"),
        (
            '    e6.2: "To be seen or heard through many channels"',
            '    e6.2: "Easy to find, not complicated"',
            "e6",
            "เหมือนกับ e6.1",
        ),
    ],
)
def test_a_fault_is_told_once_with_file_place_and_remedy(
    old: str, new: str, where: str, problem: str, year: Path, edit: Edit
) -> None:
    edit(ENGLISH, old, new)
    (found,) = problems_of(year)
    assert found.file == "2565/wording/en.yaml"
    assert found.where.startswith(where)
    assert problem in found.problem
    assert found.remedy


def test_a_step_may_not_be_called_the_same_as_another_in_any_language(year: Path, edit: Edit) -> None:
    path = year / ENGLISH
    path.write_text(path.read_text("utf-8").replace('scale.yesno.1: "No"', 'scale.yesno.1: "Yes"'), "utf-8")
    assert {(one.file, one.where) for one in problems_of(year)} == {("2565/wording/en.yaml", "scale yesno")}


@pytest.mark.parametrize("name", ["th.yaml", "en.yml", "english.yaml", "EN.yaml"])
def test_a_file_whose_name_is_no_other_language_is_refused(name: str, year: Path) -> None:
    (year / ENGLISH).rename(year / "wording" / name)
    (found,) = problems_of(year)
    assert found.file == f"2565/wording/{name}"
    assert "ชื่อไฟล์" in found.problem


def test_what_is_wrong_in_thai_is_not_told_again_of_the_translation(year: Path, edit: Edit) -> None:
    edit("eit.yaml", 'code: "e15"', 'code: "e16"')
    (found,) = problems_of(year)
    assert found.file == "2565/eit.yaml"


def test_a_result_is_named_by_what_it_is_computed_from_and_not_by_translations_or_profile() -> None:
    for instrument in load_all().instruments:
        bare = replace(instrument, profile=(), translations=())
        said = asdict(bare)
        # As it was before instruments had either: a round that was closed then is still recognised.
        del said["profile"], said["translations"]
        canonical = json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        assert digest(instrument) == digest(bare) == hashlib.sha256(canonical.encode()).hexdigest()
    year = load_all().assessment(2565)
    bare_year = replace(year, instruments=tuple(replace(one, profile=(), translations=()) for one in year.instruments))
    assert digest(year) == digest(bare_year)
