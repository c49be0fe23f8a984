from __future__ import annotations

import dataclasses
import os
import shutil
from pathlib import Path

import pytest

from questionnaires.loader import PACKAGED, DefinitionError, UnknownDefinition, load_all, load_year
from questionnaires.model import Audience, Direction, Part, digest

YEARS = Path(__file__).parents[1] / "years"


def test_the_packaged_years_are_there_without_being_asked_for() -> None:
    assert load_all().years == load_all(PACKAGED).years == (2565,)


def test_a_folder_beside_adds_its_years_and_no_code() -> None:
    definitions = load_all(PACKAGED, YEARS)
    assert definitions.years == (2565, 2599)
    assert [i.identifier for i in definitions.instruments] == ["2565/iit", "2565/eit", "2599/iit", "2599/eit"]
    assert definitions.assessment(2599).target == 80


def test_years_are_in_order_however_the_folders_are_named_first() -> None:
    assert load_all(YEARS, PACKAGED).years == (2565, 2599)


def test_a_year_folder_can_stand_for_a_folder_of_years() -> None:
    assert load_all(YEARS / "2599").years == (2599,)


def test_definitions_are_read_once_however_their_folder_is_spelt(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(YEARS)
    assert load_all(Path("2599") / os.pardir) is load_all(YEARS) is load_all(YEARS / "." / "")


def test_a_folder_named_twice_counts_once() -> None:
    assert load_all(YEARS, YEARS).years == (2599,)


def test_a_definition_cannot_be_changed_once_it_is_read() -> None:
    definitions = load_all()
    with pytest.raises(dataclasses.FrozenInstanceError):
        definitions.assessments = ()  # type: ignore[misc]
    with pytest.raises(dataclasses.FrozenInstanceError):
        definitions.instruments[0].items[0].text = "ข้อความอื่น"  # type: ignore[misc]


def test_the_same_files_have_the_same_digest_and_a_changed_word_another(tmp_path: Path) -> None:
    folder = Path(shutil.copytree(YEARS / "2599", tmp_path / "2599"))
    before = digest(load_year(YEARS / "2599"))
    assert digest(load_year(folder)) == before
    path = folder / "eit.yaml"
    path.write_text(path.read_text("utf-8").replace("ออกตรงเวลา", "เข้าตรงเวลา"), "utf-8")
    assert digest(load_year(folder)) != before


def test_a_year_in_two_folders_is_refused_and_both_are_named(tmp_path: Path) -> None:
    shutil.copytree(PACKAGED / "2565", tmp_path / "2565")
    with pytest.raises(DefinitionError) as raised:
        load_all(PACKAGED, tmp_path)
    (problem,) = raised.value.problems
    assert problem.file == "2565/assessment.yaml"
    assert str(PACKAGED.resolve() / "2565") in problem.problem
    assert str(tmp_path / "2565") in problem.problem
    assert problem.remedy


def test_problems_of_every_year_and_folder_are_told_at_once(tmp_path: Path) -> None:
    for root in ("first", "second"):
        shutil.copytree(YEARS / "2599", tmp_path / root / ("2598" if root == "first" else "2597"))
    with pytest.raises(DefinitionError) as raised:
        load_all(tmp_path / "first", tmp_path / "second", tmp_path / "third", PACKAGED)
    files = [problem.file for problem in raised.value.problems]
    assert files == [str(tmp_path / "third")] + [f"{y}/{f}.yaml" for y in (2597, 2598) for f in ("assessment", "iit", "eit")]


def test_a_folder_without_a_year_is_refused_rather_than_passed_over(tmp_path: Path) -> None:
    with pytest.raises(DefinitionError) as raised:
        load_all(tmp_path)
    (problem,) = raised.value.problems
    assert problem.file == str(tmp_path)
    assert "ไม่พบโฟลเดอร์ปีงบประมาณ" in problem.problem


def test_folders_that_are_no_years_are_passed_over_unless_they_hold_an_assessment(tmp_path: Path) -> None:
    shutil.copytree(YEARS / "2599", tmp_path / "2599")
    (tmp_path / "lost+found").mkdir()
    (tmp_path / "notes.txt").write_text("", "utf-8")
    assert load_all(tmp_path).years == (2599,)
    shutil.copytree(YEARS / "2599", tmp_path / "year 2599")
    with pytest.raises(DefinitionError, match="ไม่ตรงกับชื่อโฟลเดอร์ year 2599"):
        load_all(tmp_path / "..", tmp_path)


def test_an_unknown_year_or_instrument_says_what_there_is() -> None:
    definitions = load_all(PACKAGED, YEARS)
    with pytest.raises(UnknownDefinition) as unknown_year:
        definitions.assessment(2568)
    assert str(unknown_year.value) == "ไม่มีแบบวัดของปีงบประมาณ 2568 ปีที่มีคือ 2565, 2599"
    with pytest.raises(KeyError) as unknown_instrument:
        definitions.instrument("2565/oit")
    assert str(unknown_instrument.value) == "ไม่มีแบบวัด 2565/oit แบบวัดที่มีคือ 2565/iit, 2565/eit, 2599/iit, 2599/eit"


def test_a_year_may_differ_from_2565_in_scales_weights_and_grade_words() -> None:
    year = load_year(YEARS / "2599")
    queue, harbour = (year.instrument("iit").items[position] for position in (1, 2))
    assert [(part.code, part.direction) for part in queue.parts] == [
        ("i2.1", Direction.POSITIVE),
        ("i2.2", Direction.NEGATIVE),
    ]
    assert [part.points for part in queue.parts] == [(0, 33, 67, 100), (100, 67, 33, 0)]
    scale = harbour.parts[0].scale
    assert (scale.key, len(scale), scale.points) == ("i3", 6, (0, 20, 40, 60, 80, 100))
    assert scale.labels[0] == "สกปรกมาก"
    assert [(g.label, g.total_from, g.instruments_from) for g in year.grades] == [
        ("ผ่านดีเยี่ยม", 95, 95),
        ("ผ่านดี", 85, 85),
        ("ผ่าน", 85, None),
        ("ต้องปรับปรุง", 70, None),
        ("ต้องปรับปรุงโดยด่วน", 0, None),
    ]
    assert year.weights == {"iit": 0.25, "eit": 0.25, "oit": 0.5}
    assert year.sampling[Audience.STAFF].at_least == 4


def test_an_undivided_item_is_its_own_part_and_a_divided_one_has_numbered_parts() -> None:
    iit = load_year(YEARS / "2599").instrument("iit")
    assert iit.part_codes == ("i1", "i2.1", "i2.2", "i3", "i4")
    assert [item.is_divided for item in iit.items] == [False, True, False, False]
    first: Part = iit.parts[0]
    assert first.text == ""
    assert iit.items[3].note == "ไม่นับค่าจอดเรือตามประกาศ"
