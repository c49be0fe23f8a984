"""A year that never was, unlike 2565 wherever a year may differ, is opened, answered and scored through the web: data only."""

from __future__ import annotations

import re

from flask import Flask

from survey import thai
from survey.answers import new_key
from tests.builders import PASSWORD, an_office, an_officer, arranging
from tests.reader import Reader

A_CODE = re.compile(r"[2-9A-Z]{4}-[2-9A-Z]{4}-[2-9A-Z]{4}")

# Three of each kind, since nothing is shown of fewer than five.
# Points: i1 100, 33; i2 (67 + 67)/2, (100 + 100)/2 because i2.2 is reversed; i3 80, 40 of six steps; i4 100, 0 reversed.
STAFF = [
    {"i1": 4, "i2.1": 3, "i2.2": 2, "i3": 5, "i4": 1},
    {"i1": 2, "i2.1": 4, "i2.2": 1, "i3": 3, "i4": 2},
] * 3
# Points: e1 100, 60, 20; e2 100, 0, 100.
VISITORS = [{"e1": 6, "e2": 2}, {"e1": 4, "e2": 1}, {"e1": 2, "e2": 2}] * 3


def answer(reader: Reader, path: str, steps: dict[str, int], code: str = "") -> None:
    reader.open(path)
    ticks = {f"answer-{part}": str(step) for part, step in steps.items()}
    assert set(ticks) == set(reader.page.options)
    assert all(step in reader.page.options[name] for name, step in ticks.items())
    fields = {"submission-key": new_key(), **ticks, **({"code": code} if code else {})}
    answered = reader.send(path, fields, status=303)
    reader.open(answered.headers["Location"])


def test_a_year_of_data_alone_is_answered_and_scored_through_the_web(app: Flask, reader: Reader) -> None:
    with arranging(app) as session:
        an_officer(session, an_office(session, "ท่าเรือสมมติ"))
    reader.sign_in("malee", PASSWORD)

    reader.open("/office/rounds/new")
    today = thai.today().isoformat()
    facts = {"title": "รอบสมมติ", "head_count": "10", "visitor_count": "30", "opens_on": today, "closes_on": today}
    made = reader.send("/office/rounds/new", {**facts, "fiscal_year": "2599"})
    page = made.headers["Location"]
    reader.open(page)
    reader.send(f"{page}/open", {})
    reader.open(page)
    # Half of 10 is 5, more than the 4 that are always needed; a fifth of 30 is 6.
    assert "ตอบแล้ว 0 จากอย่างน้อย 5" in reader.page.words
    assert "ตอบแล้ว 0 จากอย่างน้อย 6" in reader.page.words
    iit, eit = (re.search(rf"/{key}/\w+", reader.page.source) for key in ("iit", "eit"))
    assert iit
    assert eit

    reader.open(f"{page}/codes")
    reader.send(f"{page}/codes", {"number": "6"}, status=200)
    codes = A_CODE.findall(reader.page.words)

    for steps, code in zip(STAFF, codes, strict=True):
        answer(reader, iit[0], steps, code)
    for steps in VISITORS:
        answer(reader, eit[0], steps)

    reader.open(f"{page}/disclosure?level=items")
    reader.send(f"{page}/disclosure?level=items", {"figure-o1": "y", "figure-o3": "y"})
    reader.open(f"{page}/close")
    reader.send(f"{page}/close", {})
    reader.open(f"{page}/results")

    # Indicator 1: ((100 + 33)/2 + (67 + 100)/2)/2 = (66.5 + 83.5)/2 = 75. Indicator 2: (60 + 50)/2 = 55. IIT 65.
    assert reader.page.row("IIT")[3] == "65.00"
    assert "ตัวชี้วัดที่ 2 การดูแลท่าเรือ (55.00)" in reader.page.row("IIT")[5]
    # Indicator 3: (180/3 + 200/3)/2 = 63.3333.
    assert reader.page.row("EIT")[3] == "63.33"
    # o1 of o1 and o2 is 50, o3 alone is 100: their mean is 75, the flat mean would be 66.67.
    assert reader.page.row("OIT")[3] == "75.00"
    # 0.25 x 65 + 0.25 x 63.3333 + 0.50 x 75 = 69.5833; the target is 80.
    assert reader.page.row("คะแนนรวม")[3] == "69.58"
    assert reader.page.row("คะแนนรวม")[5] == "ระดับ ต้องปรับปรุงโดยด่วน"
    assert "ยังขาดจากเป้าหมาย 80.00 10.42" in reader.page.words
    for label, printed in (("1", "75.00"), ("2", "55.00"), ("3", "63.33"), ("4", "75.00")):
        assert reader.page.row(f"ตัวชี้วัดที่ {label} ")[1] == printed
