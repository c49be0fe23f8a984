"""The words of respondents' pages: data files that say the same, and Thai where one says nothing."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from questionnaires.problems import DefinitionError, Problem
from survey import languages
from survey.errors import NotFound, RoundClosed, Situation, every_situation
from survey.languages import check_situations, load, untranslated
from survey.presentation import LANGUAGES, Presentation
from tests.foreign import THAI

Edit = Callable[[str, str, str], None]
OURS = tuple(one for one in every_situation() if one.__module__ == "survey.errors")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the language files, to be broken."""
    made = tmp_path / "languages"
    made.mkdir()
    for file in languages.FOLDER.glob("*.yaml"):
        shutil.copy(file, made)
    return made


@pytest.fixture
def edit(folder: Path) -> Edit:
    def replace(file: str, old: str, new: str) -> None:
        text = (folder / file).read_text("utf-8")
        assert text.count(old) == 1, (file, old)
        (folder / file).write_text(text.replace(old, new), "utf-8")

    return replace


def problem_of(folder: Path) -> Problem:
    with pytest.raises(DefinitionError) as raised:
        load(folder)
    (found,) = raised.value.problems
    return found


def test_the_languages_that_can_be_asked_for_are_the_files_there_are() -> None:
    files = {file.stem for file in languages.FOLDER.glob("*.yaml")}
    assert tuple(one.code for one in languages.every_one()) == LANGUAGES
    assert ("th", *sorted(files - {"th"})) == LANGUAGES
    assert "en" in LANGUAGES
    assert Presentation.of("language=en").words.name == "English"
    assert Presentation.of("language=xx").words.name == "ไทย"


def test_nothing_is_missing_in_any_language() -> None:
    lacking = {one.code: [*one.missing(), *untranslated(one, OURS)] for one in languages.every_one() if one.code != "th"}
    assert not any(lacking.values()), lacking


def test_english_is_not_thai_and_thai_is() -> None:
    english, thai = languages.words("en").own, languages.words("th").own
    assert not [key for key, text in english.texts.items() if THAI.search(text)]
    assert not [name for name, said in english.situations.items() if THAI.search("".join(said.values()))]
    assert not [key for key, text in thai.texts.items() if not THAI.search(text)]


def test_a_text_left_out_is_listed_and_shown_in_thai_that_is_marked_as_thai(folder: Path, edit: Edit) -> None:
    edit("en.yaml", '  form.send: "Send answers"\n', "")
    edit("en.yaml", '    title: "This survey has closed"\n', "")
    english = load(folder)["en"]
    assert english.missing() == ("form.send",)
    assert english("form.send") == '<span lang="th">ส่งคำตอบ</span>'
    assert english.plain("form.send") == "ส่งคำตอบ"
    assert untranslated(english, (NotFound, RoundClosed)) == ("RoundClosed title",)
    assert english.situation(RoundClosed(), "title") == '<span lang="th">แบบสำรวจนี้ปิดรับคำตอบแล้ว</span>'
    assert english.situation(NotFound(), "title") == "There is no such page"
    assert load(folder)["th"]("form.send") == "ส่งคำตอบ"


def test_a_situation_without_words_in_a_language_is_told_in_thai() -> None:
    class Unheard(Situation):
        title = "เรื่องใหม่"

    assert languages.words("en").situation(Unheard(), "title") == '<span lang="th">เรื่องใหม่</span>'


def test_a_third_language_is_a_file(folder: Path) -> None:
    (folder / "my.yaml").write_text('language: "my"\nname: "မြန်မာ"\ncalendar: "gregorian"\ntexts:\n  skip: "ကျော်ရန်"\n', "utf-8")
    burmese = load(folder)["my"]
    assert list(load(folder)) == ["th", "en", "my"]
    assert burmese("skip") == "ကျော်ရန်"
    assert len(burmese.missing()) == len(languages.words("th").own.texts) - 1
    assert burmese.date(date(2026, 11, 24)) == '<span lang="th">24 พฤศจิกายน 2569</span>'


def test_dates_and_years_are_counted_as_the_language_counts_them() -> None:
    thai, english = languages.words("th"), languages.words("en")
    assert thai.date(date(2026, 11, 24)) == "24 พฤศจิกายน 2569"
    assert english.date(date(2026, 11, 24)) == "24 November 2026"
    # Fiscal year 2565 began in October 2564, which is 2021.
    assert (thai.year(2565), english.year(2565)) == (2565, 2022)


def test_what_is_put_into_a_text_is_escaped_once() -> None:
    words = languages.words("en")
    office = words.data("อบต. <ทดสอบ>")
    said = words("thanks.use", office=office, title="A & B", abbreviation="EIT")
    assert said == '<span lang="th">อบต. &lt;ทดสอบ&gt;</span> will use the results of “A &amp; B” (EIT) to improve its work'
    assert languages.words("th").data("ก & ข") == "ก &amp; ข"


@pytest.mark.parametrize(
    ("old", "new", "where", "problem"),
    [
        ('  form.send: "Send answers"', '  form.sned: "Send answers"', "texts form.sned", "ไม่มีถ้อยคำรหัส form.sned"),
        ('  form.send: "Send answers"', '  form.send: ""', "ทั้งไฟล์", "form.send ว่างอยู่"),
        ('  form.send: "Send answers"', "  form.send: 7", "ทั้งไฟล์", "form.send ต้องเป็นข้อความ"),
        ('  form.send: "Send answers"', '  form.send: "<b>Send</b>"', "texts form.send", "HTML"),
        ('  form.send: "Send answers"', '  form.send: "Send {number}"', "texts form.send", "คำในปีกกาไม่ตรง"),
        ('"Indicator {number}"', '"Indicator"', "texts form.indicator", "คำในปีกกาไม่ตรง"),
        ('"Indicator {number}"', '"Indicator {number"', "texts form.indicator", "ปีกกาไม่ครบคู่"),
        ('"Indicator {number}"', '"Indicator {number.real}"', "texts form.indicator", "ปีกกาไม่ครบคู่"),
        ('"Indicator {number}"', '"Indicator {number!r:>9}"', "texts form.indicator", "ปีกกาไม่ครบคู่"),
        ('"Answered: # of # questions"', '"Answered: #"', "texts form.progress", "จำนวนเครื่องหมาย #"),
        ('language: "en"', 'language: "fr"', "ทั้งไฟล์", "ไม่ตรงกับชื่อไฟล์"),
        ('calendar: "gregorian"', 'calendar: "julian"', "ทั้งไฟล์", "calendar มีค่าที่ไม่รู้จัก"),
        ('"January", ', "", "ทั้งไฟล์", "มีชื่อเดือน 11 ชื่อ"),
        ('name: "English"\n', "", "ทั้งไฟล์", "ขาด name"),
        (
            '    title: "This survey has closed"',
            '    titel: "This survey has closed"',
            "situations RoundClosed",
            "ไม่รู้จักคีย์ titel",
        ),
    ],
)
def test_a_fault_is_told_once_with_file_place_and_remedy(
    old: str, new: str, where: str, problem: str, folder: Path, edit: Edit
) -> None:
    edit("en.yaml", old, new)
    found = problem_of(folder)
    assert found.file == "languages/en.yaml"
    assert found.where.startswith(where)
    assert problem in found.problem
    assert found.remedy


def test_words_for_a_situation_that_no_longer_exists_are_refused() -> None:
    with pytest.raises(DefinitionError, match="ไม่มีเหตุการณ์ชื่อ RoundClosed"):
        check_situations(one for one in OURS if one is not RoundClosed)
    check_situations(OURS)
