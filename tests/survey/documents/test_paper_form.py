"""The questionnaire on paper: complete, whole, readable by everybody, and the same bytes every time."""

from __future__ import annotations

import hashlib
import os
import pickle
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from questionnaires.loader import PACKAGED, load_all
from questionnaires.model import Instrument, Item
from questionnaires.texts import reworded
from survey.documents.paper import PaperForm, paper_form
from survey.words import worded
from tests.conftest import YEARS
from tests.survey.documents.sheets import A4, Document, opened

DEFINITIONS = load_all(PACKAGED, YEARS)
OFFICE = "องค์การบริหารส่วนตำบลศรีสว่างวัฒนาพัฒนาราษฎร์สามัคคีธรรม อำเภอโพธิ์ไทรงามพระเกียรติ"
ROUND = "การซ้อมประเมินคุณธรรมและความโปร่งใสครั้งที่สองก่อนส่งเข้าระบบจริง"
ADDRESS = "https://ita.example.go.th/{key}/k3v9m2q8w7xz"
EVERY_FORM = [instrument.identifier for one in DEFINITIONS.assessments for instrument in one.instruments]
# Printers leave a rim white; 5 mm is more than most.
RIM = 5 / 25.4 * 72


def the_form(identifier: str, **changes: object) -> PaperForm:
    instrument = DEFINITIONS.instrument(identifier)
    usual = PaperForm(instrument=instrument, office=OFFICE, round_title=ROUND, address=ADDRESS.format(key=instrument.key))
    return replace(usual, **changes)  # type: ignore[arg-type]  # the fields of a form, by their names


def printed(item: Item) -> str:
    """An item as it is read off the paper from its number to its last step, without white space."""
    words = [f"{item.number}.", item.text, item.note]
    for number, part in enumerate(item.parts, start=1):
        words += [f"{item.number}.{number}", part.text] if item.is_divided else []
        words += [f"{step}{label}" for step, label in enumerate(part.scale.labels, start=1)]
    return "".join("".join(words).split())


@pytest.fixture(scope="module", params=EVERY_FORM)
def sheets(request: pytest.FixtureRequest) -> Iterator[tuple[Instrument, Document]]:
    """Every form of every year, the one that never was too."""
    with opened(paper_form(the_form(request.param))) as document:
        yield DEFINITIONS.instrument(request.param), document


def test_every_item_stands_whole_on_one_page_with_its_note_its_parts_and_their_steps_in_order(
    sheets: tuple[Instrument, Document],
) -> None:
    instrument, document = sheets
    pages = document.pages
    places = []
    for item in instrument.items:
        found = [(number, page.index(printed(item))) for number, page in enumerate(pages) if printed(item) in page]
        assert len(found) == 1, (item.code, found)
        places += found
    assert places == sorted(places)


def test_every_indicator_is_headed_on_the_page_of_its_first_item(sheets: tuple[Instrument, Document]) -> None:
    instrument, document = sheets
    for indicator in instrument.indicators:
        heading = "".join(f"ตัวชี้วัดที่{indicator.number}{indicator.title}".split())
        assert any(f"{heading}{printed(indicator.items[0])}" in page for page in document.pages), indicator.number


def test_every_page_says_which_of_how_many_it_is(sheets: tuple[Instrument, Document]) -> None:
    pages = sheets[1].pages
    assert all(f"หน้า{number}จาก{len(pages)}" in page for number, page in enumerate(pages, start=1))


def test_it_is_a4_and_nothing_comes_near_the_edge_of_the_paper(sheets: tuple[Instrument, Document]) -> None:
    _, document = sheets
    assert document.size == {A4}
    assert document.outside(RIM) == []


def test_the_first_page_says_whose_it_is_what_is_promised_and_how_to_mark(sheets: tuple[Instrument, Document]) -> None:
    instrument, document = sheets
    first = document.pages[0]
    # Its long name is broken into lines between others on the page, as the eye reads them.
    for words in (*OFFICE.split(), ROUND, f"ปีงบประมาณ {instrument.fiscal_year}", "คำมั่นของเราต่อผู้ตอบ", "วิธีตอบ"):
        assert "".join(words.split()) in first, words
    assert "".join(f"{instrument.title} ({instrument.abbreviation})".split()) in first
    assert document.title == f"{instrument.title} ({instrument.abbreviation})"


def test_the_qr_leads_to_the_form_online_and_carries_no_code(sheets: tuple[Instrument, Document]) -> None:
    instrument, document = sheets
    address = ADDRESS.format(key=instrument.key)
    assert document.codes(0) == [address]
    assert address in document.pages[0]
    assert ("ต้องใช้รหัสจากบัตร" in document.pages[0]) is (instrument.key == "iit")
    assert ("หย่อนลงกล่อง" in document.pages[0]) is (instrument.key == "iit")


def test_only_service_users_have_room_for_a_suggestion(sheets: tuple[Instrument, Document]) -> None:
    instrument, document = sheets
    assert ("ข้อเสนอแนะถึงหน่วยงาน" in document.pages[-1]) is (instrument.key == "eit")


def test_a_screen_reader_finds_its_way(sheets: tuple[Instrument, Document]) -> None:
    instrument, document = sheets
    assert b"pdfuaid:part" in document.content
    assert document.is_tagged
    assert document.language == "th"
    kinds = [tag.kind for tag in document.tags]
    assert kinds.count("H1") == 1
    # The promise, how to mark, each indicator, and the suggestion.
    assert kinds.count("H2") == 2 + len(instrument.indicators) + (instrument.key == "eit")
    alternatives = [tag.alternative for tag in document.tags if tag.kind == "Figure"]
    assert alternatives == [f"คิวอาร์โค้ดของ {ADDRESS.format(key=instrument.key)}"]


def test_its_letters_are_sarabuns_and_come_with_it(sheets: tuple[Instrument, Document]) -> None:
    assert sheets[1].fonts == {("Sarabun-Regular", True), ("Sarabun-Bold", True)}


@pytest.mark.parametrize(("identifier", "most"), [("2565/iit", 6), ("2565/eit", 3)])
def test_it_takes_no_more_sheets_than_it_must(identifier: str, most: int) -> None:
    with opened(paper_form(the_form(identifier, office="เทศบาลตำบลทดสอบ", round_title="ซ้อมครั้งที่ 1"))) as document:
        assert len(document.pages) <= most


def test_the_marks_of_thai_are_read_once_each_whatever_they_stand_on() -> None:
    words = "ครั้งนั้น ตั้งมั่น หนึ่งบริษัท สิทธิ์ โพธิ์ ติ๊ดชึ่ง ผู้ใหญ่ปั้นน้ำ เก็บกู้ ญาติ ฐานะ ซื้อเชื่อ ป่าฟ้า กฎหมาย กตัญญู"
    item = DEFINITIONS.instrument("2599/eit").items[0]
    # The first is set bold, the second is not.
    instrument = reworded(DEFINITIONS.instrument("2599/eit"), {item.code: words, f"{item.code}.note": f"{words} {words}"})
    with opened(paper_form(the_form("2599/eit", instrument=instrument))) as document:
        assert "".join(document.pages).count("".join(words.split())) == 3


def test_in_another_language_all_of_it_is_in_that_language() -> None:
    instrument = worded(DEFINITIONS.instrument("2565/eit")).by_language["en"].instrument
    with opened(
        paper_form(the_form("2565/eit", instrument=instrument, language="en", office="Office", round_title="1"))
    ) as document:
        pages = document.pages
        assert document.language == "en"
        assert all(f"Page{number}of{len(pages)}" in page for number, page in enumerate(pages, start=1))
        assert all(any(printed(item) in page for page in pages) for item in instrument.items)
        assert "Fiscalyear2022" in pages[0]
        assert not [letter for page in pages for letter in page if "\u0e00" <= letter <= "\u0e7f"]


def test_the_offices_own_words_stand_on_its_paper() -> None:
    plain = DEFINITIONS.instrument("2565/eit")
    item = plain.items[1]
    instrument = reworded(plain, {item.code: "ถ้อยคำของหน่วยงานเองซึ่งไม่เหมือนของใคร"})
    with opened(paper_form(the_form("2565/eit", instrument=instrument))) as document:
        text = "".join(document.pages)
    assert "ถ้อยคำของหน่วยงานเองซึ่งไม่เหมือนของใคร" in text
    assert "".join(item.text.split()) not in text


def test_an_item_longer_than_a_page_goes_on_over_the_next_and_loses_nothing() -> None:
    plain = DEFINITIONS.instrument("2599/eit")
    sentences = [f"ประโยคที่ {number} ของคำถามที่ยาวมาก" for number in range(1, 301)]
    instrument = reworded(plain, {plain.items[0].code: " ".join(sentences)})
    with opened(paper_form(the_form("2599/eit", instrument=instrument))) as document:
        pages = document.pages
        assert len(pages) > 3
        assert all(any("".join(one.split()) in page for page in pages) for one in sentences[::10])
        assert document.outside(RIM) == []


def test_it_is_the_same_bytes_in_another_process_at_another_place() -> None:
    program = (
        "import hashlib, pickle, sys\n"
        "from survey.documents.paper import paper_form\n"
        "print(hashlib.sha256(paper_form(pickle.load(sys.stdin.buffer))).hexdigest())"
    )
    form = the_form("2599/iit")
    elsewhere = {**os.environ, "TZ": "Pacific/Kiritimati", "HOME": "/", "LC_ALL": "C", "SOURCE_DATE_EPOCH": "1"}
    made = subprocess.run(
        [sys.executable, "-c", program], env=elsewhere, input=pickle.dumps(form), capture_output=True, check=True
    )
    assert made.stdout.decode().strip() == hashlib.sha256(paper_form(form)).hexdigest()


def test_several_may_be_asked_for_at_once() -> None:
    forms = [the_form(identifier, office=f"หน่วยงาน {number}") for number in range(4) for identifier in ("2599/iit", "2599/eit")]
    with ThreadPoolExecutor(4) as threads:
        together = list(threads.map(paper_form.__wrapped__, forms))
    assert len(set(together)) == len(forms)
    assert together == [paper_form.__wrapped__(form) for form in forms]
