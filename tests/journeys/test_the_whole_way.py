"""From an empty installation to a closed round, in a browser, on either database."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

import segno
from flask import Flask
from playwright.sync_api import Locator
from sqlalchemy import select

from questionnaires.loader import Definitions
from questionnaires.model import Instrument
from survey import answers, thai
from survey.account.operations import setup_key
from survey.models import Channel, Collection
from tests.builders import PASSWORD, arranging
from tests.journeys.answering import THANKS, best, chosen, fill_in, good, step, steps, touch, worst
from tests.journeys.conftest import OpenWindow
from tests.journeys.windows import Window

OFFICE = "องค์การบริหารส่วนตำบลห้วยทดสอบ"
ROUND = "ซ้อมครั้งที่ 1"
# Ten per cent of 400 visitors; of fewer than 30 members of staff, all.
HEAD_COUNT, VISITORS = 5, 400
STAFF_MINIMUM, VISITOR_MINIMUM = 5, 40

# Four members of staff chose the best throughout and one the worst: every indicator has 4 x 100 / 5.
IIT = "80.00"
# Five service users chose the second best: 67 where there are four steps, 100 where there are two. Indicator 6 has one item of
# five on two steps (e4): (4 x 67 + 100) / 5 = 73.6; indicator 7 two (e8, e10): (3 x 67 + 200) / 5 = 80.2; indicator 8 one
# (e13): 73.6. Their mean is 227.4 / 3 = 75.8.
EIT_INDICATORS = {6: "73.60", 7: "80.20", 8: "73.60"}
EIT = "75.80"
# The OIT as entered: (97.14 + 90) / 2.
OIT_FIGURES = {9: "97.14", 10: "90.00"}
OIT = "93.57"
# 0.3 x 80 + 0.3 x 75.8 + 0.4 x 93.57 = 24 + 22.74 + 37.428 = 84.168, and 85 - 84.17.
TOTAL, GRADE, GAP = "84.17", "B", "0.83"


def test_an_office_starts_collects_answers_of_every_kind_reads_its_result_and_closes(
    app: Flask, window: Window, open_window: OpenWindow, tmp_path: Path
) -> None:
    definitions: Definitions = app.extensions["definitions"]
    iit, eit = definitions.instrument("2565/iit"), definitions.instrument("2565/eit")
    officer = window

    set_up(officer, key=setup_key(app.config["SETTINGS"].key("setup")))
    add_divisions(officer)
    prepare_round(officer)
    poster_address = read_poster(officer)
    service_user = open_window(viewport={"width": 360, "height": 740}, has_touch=True)
    service_user.open(urlsplit(poster_address).path, status=403)
    assert service_user.heading == "แบบสำรวจนี้ยังไม่เปิดรับคำตอบ"
    officer.follow("เปิดรอบ")
    officer.press("เปิดรอบธรรมดา")
    code, staff_address = print_cards(officer)

    answer_as_staff(open_window(), urlsplit(staff_address).path, code, iit)
    answer_as_service_user(service_user, urlsplit(poster_address).path, eit)
    officer.follow(ROUND)
    assert f"IIT ตอบแล้ว 1 จากอย่างน้อย {STAFF_MINIMUM}" in officer.words
    assert f"EIT ตอบแล้ว 1 จากอย่างน้อย {VISITOR_MINIMUM}" in officer.words
    assert "บัตรรหัสที่ยังไม่ใช้ 2 ใบ" in officer.words
    enter_on_paper(officer, iit)
    assert "จะเริ่มแสดงผลเมื่อมีผู้ตอบ 5 คน" in results(officer)
    import_a_file(officer, iit)
    four_more_service_users(app, eit)

    enter_disclosure(officer)
    assert "จะแสดงคะแนนเมื่อมีผู้ตอบ 10 คน" in results(officer)
    officer.page.locator("summary", has_text="ดูระดับโดยประมาณก่อน").first.click()
    officer.press("ดูระดับโดยประมาณ IIT")
    # 80 is at the level of B; the scores themselves wait for ten, or for the close.
    assert "ระดับ B โดยประมาณ จะแสดงคะแนนเมื่อมีผู้ตอบ 10 คน" in results(officer)
    assert IIT not in officer.words

    officer.follow("ภาพรวมของรอบ")
    officer.follow("ปิดรอบ")
    assert "EIT ยังขาดอีก 35 คน จึงจะครบจำนวนขั้นต่ำ" in officer.words
    officer.press("ปิดรอบ")
    assert "ปิดรอบแล้ว" in officer.words
    officer.follow("ผลคะแนน")
    check_results(officer)
    exported = export(officer, tmp_path)
    columns = list(iit.part_codes)
    assert exported[0] == columns
    rows = sorted(exported[1:])
    in_order = [[step(code, choose(code)) for code in columns] for choose in (best, best, best, best, worst)]
    assert rows == sorted(in_order)

    for path in (staff_address, poster_address):
        service_user.open(urlsplit(path).path, status=410)
        assert service_user.heading == "แบบสำรวจนี้ปิดรับคำตอบแล้ว"
    officer.press("ออกจากระบบ")
    assert "ขณะนี้ไม่มีแบบสำรวจที่เปิดรับคำตอบ" in officer.words
    officer.open("/office/")
    assert officer.heading == "เข้าสู่ระบบ"


def set_up(officer: Window, *, key: str) -> None:
    officer.open("/")
    assert "ยังไม่มีหน่วยงานในระบบ" in officer.words
    officer.follow("เข้าสู่ระบบสำหรับเจ้าหน้าที่")
    assert officer.heading == "เริ่มใช้งานครั้งแรก"
    officer.fill(setup_key="0000-0000-0000", office=OFFICE, name="มาลี ใจดี", username="malee")
    officer.fill(password=PASSWORD, repeated=PASSWORD)
    officer.press("สร้างหน่วยงาน", status=422)
    assert officer.field("ชื่อหน่วยงาน").input_value() == OFFICE
    officer.fill(setup_key=key, password=PASSWORD, repeated=PASSWORD)
    officer.press("สร้างหน่วยงาน")
    assert officer.heading == "วันนี้"
    assert "ยังไม่มีรอบการประเมิน" in officer.words


def add_divisions(officer: Window) -> None:
    officer.follow("กองและสำนัก")
    for name, people in (("สำนักปลัด", "3"), ("กองคลัง", "")):
        officer.fill(name=name, head_count=people)
        officer.press("เพิ่ม")
    rows = officer.page.locator("tbody tr")
    assert [row.split("\t")[:2] for row in rows.all_inner_texts()] == [["สำนักปลัด", "3"], ["กองคลัง", "ยังไม่แจ้ง"]]


def prepare_round(officer: Window) -> None:
    officer.follow("วันนี้")
    officer.follow("เตรียมรอบแรก")
    officer.fill(title=ROUND, head_count=str(HEAD_COUNT), visitor_count=str(VISITORS))
    officer.page.locator("[name=fiscal_year]").select_option("2565")
    officer.fill(closes_on=str(thai.today() + timedelta(days=14)))
    officer.press("เตรียมรอบ")
    assert officer.heading == ROUND
    assert f"IIT ตอบแล้ว 0 จากอย่างน้อย {STAFF_MINIMUM}" in officer.words
    assert f"EIT ตอบแล้ว 0 จากอย่างน้อย {VISITOR_MINIMUM}" in officer.words


def read_poster(officer: Window) -> str:
    officer.follow("พิมพ์โปสเตอร์")
    address = officer.page.locator(".poster .address").inner_text()
    assert drawn(officer.page.locator(".poster .qr svg")) == drawing_of(address)
    officer.follow(ROUND)
    return address


def print_cards(officer: Window) -> tuple[str, str]:
    """Print three cards; return the code of one, and the address that its QR leads to, without the code."""
    officer.follow("พิมพ์บัตรรหัส")
    officer.fill(number="3")
    officer.press("สร้างบัตรเพื่อพิมพ์")
    codes = officer.page.locator(".code-card .code").all_inner_texts()
    assert len(set(codes)) == 3
    address = officer.page.locator(".code-card .how").first.inner_text().split()[2]
    assert "/iit/" in address
    assert drawn(officer.page.locator(".code-card svg").first) == drawing_of(f"{address}#{codes[0]}")
    return codes[0], address


def drawn(qr: Locator) -> str | None:
    return qr.locator("path").last.get_attribute("d")


def drawing_of(address: str) -> str:
    """The dark squares of a QR code, as the library that knows how draws them."""
    inline = segno.make(address, error="m", micro=False).svg_inline(lineclass=None)
    return inline.rsplit(' d="', 1)[1].split('"')[0]


def answer_as_staff(staff: Window, path: str, code: str, iit: Instrument) -> None:
    staff.open(f"{path}#{code}")
    assert staff.field("รหัสตอบแบบสำรวจ").input_value() == code
    assert "ใส่รหัสจากคิวอาร์โค้ดให้แล้ว" in staff.words
    assert staff.path == path
    assert len(iit.part_codes) == 51
    for indicator in iit.indicators:
        first = indicator.items[0].parts[0].code
        touch(staff, first, best(first))
    assert len(chosen(staff)) == 5
    fill_in(staff, iit)
    assert "ตอบแล้ว 30 จาก 30 ข้อ" in staff.words
    staff.press("ส่งคำตอบ")
    assert staff.heading == THANKS
    assert staff.path.split("#")[0] == f"{path}/thanks"


def answer_as_service_user(service_user: Window, path: str, eit: Instrument) -> None:
    service_user.open(path)
    assert len(eit.part_codes) == 19
    fill_in(service_user, eit, choose=good)
    assert "ตอบแล้ว 15 จาก 15 ข้อ" in service_user.words
    service_user.press("ส่งคำตอบ")
    assert service_user.heading == THANKS


def enter_on_paper(officer: Window, iit: Instrument) -> None:
    officer.follow("ป้อนแบบกระดาษ")
    fill_in(officer, iit, choose=worst)
    officer.press("บันทึกชุดนี้")
    assert "บันทึกแบบกระดาษแล้ว" in officer.words
    assert "ป้อนแล้ว 1 ชุด" in officer.words
    officer.follow(ROUND)


def import_a_file(officer: Window, iit: Instrument) -> None:
    """Import three responses, after a first try with a step that does not exist."""
    answers = steps(iit)
    # In an order of its own, as files may have them.
    header = sorted(answers)
    rows = [[answers[code] for code in header] for _ in range(3)]
    wrong = [rows[0], ["7", *rows[1][1:]], rows[2]]
    officer.follow("ภาพรวมของรอบ")
    officer.follow("นำเข้าไฟล์")
    give_file(officer, header, wrong)
    officer.press("นำเข้าไฟล์", status=422)
    assert "ยังไม่ได้บันทึกคำตอบใด" in officer.words
    assert "แถว 3" in officer.words
    give_file(officer, header, rows)
    officer.press("นำเข้าไฟล์")
    assert "นำเข้าคำตอบ 3 ชุดแล้ว" in officer.words
    assert "IIT ตอบแล้ว 5 จากอย่างน้อย 5 ครบจำนวนขั้นต่ำแล้ว" in officer.words


def four_more_service_users(app: Flask, eit: Instrument) -> None:
    """Store what four more service users have answered, just as the first did."""
    ticks = {code: int(step(code, good(code))) for code in eit.part_codes}
    with arranging(app) as session:
        collection = session.scalars(select(Collection).where(Collection.instrument == eit.key)).one()
        for _ in range(4):
            keyed = {"today": thai.today(), "key": answers.new_key()}
            answers.add(session.connection(), collection, eit, steps=ticks, channel=Channel.WEB, **keyed)


def give_file(officer: Window, header: list[str], rows: list[list[str]]) -> None:
    content = "\r\n".join(",".join(row) for row in [header, *rows]).encode("utf-8-sig")
    officer.page.set_input_files("[name=file]", {"name": "คำตอบ.csv", "mimeType": "text/csv", "buffer": content})


def enter_disclosure(officer: Window) -> None:
    officer.follow("คะแนน OIT")
    for number, figure in OIT_FIGURES.items():
        officer.page.locator(f"[name=figure-{number}]").fill(figure)
    officer.press("บันทึกคะแนน OIT")


def results(officer: Window) -> str:
    officer.follow("ผลคะแนน")
    return officer.words


def check_results(officer: Window) -> None:
    """Read total, grade, gap, instruments and indicators off the page of results."""
    big = officer.page.locator(".stats .stat")
    values = [" ".join(text.split()) for text in big.all_inner_texts()]
    assert [value for value in values if TOTAL in value], values
    assert sorted(word for value in values for word in value.split() if word in {TOTAL, GRADE, GAP}) == sorted(
        [TOTAL, GRADE, GAP]
    )
    assert "ยังขาดจากเป้าหมาย 85.00" in officer.words
    table = officer.page.get_by_role("region", name="ตาราง คะแนนรายแบบวัด").locator("tbody tr")
    rows = {text.split()[0]: text.split("\t") for text in table.all_inner_texts()}
    assert [cell.strip() for cell in rows["IIT"][1:4]] == ["30 %", "5", IIT]
    assert [cell.strip() for cell in rows["EIT"][1:4]] == ["30 %", "5", EIT]
    assert [cell.strip() for cell in rows["OIT"][1:4]] == ["40 %", "–", OIT]
    bars = [" ".join(text.split()) for text in officer.page.locator(".bar").all_inner_texts()]
    scores = {**dict.fromkeys(range(1, 6), IIT), **EIT_INDICATORS, **OIT_FIGURES}
    for number, score in scores.items():
        assert [bar for bar in bars if bar.startswith(f"ตัวชี้วัดที่ {number} ") and score in bar], (number, bars)


def export(officer: Window, folder: Path) -> list[list[str]]:
    """Fetch the staff's responses as a file; return its rows."""
    officer.follow("ภาพรวมของรอบ")
    officer.follow("ส่งออกไฟล์")
    with officer.page.expect_download() as fetched:
        officer.page.get_by_role("link", name="CSV").first.click()
    file = folder / "responses.csv"
    fetched.value.save_as(file)
    content = file.read_bytes()
    assert content.startswith(b"\xef\xbb\xbf")
    return [line.split(",") for line in content.decode("utf-8-sig").splitlines()]
