"""The form is made from the definition: what the definition says, and nothing else, is asked."""

from __future__ import annotations

import pytest
from flask import Flask

from tests.builders import a_scene, instrument_of
from tests.reader import Reader

LEVEL4 = {"1": "น้อยที่สุดหรือไม่มีเลย", "2": "น้อย", "3": "มาก", "4": "มากที่สุด"}
YESNO = {"1": "ไม่มี", "2": "มี"}

# How many parts each item has, by its number; every other item is a part of its own.
PARTS = {
    "i": {1: 2, 3: 3, 4: 3, 5: 3, 6: 3, 8: 2, 11: 2, 12: 3, 18: 3, 26: 2, 28: 3, 30: 4},
    "e": {1: 2, 4: 3, 6: 2},
}
ON_YES_AND_NO = {"i4", "i5", "i6", "i26", "e4", "e8", "e10", "e13"}


def codes_of(letter: str, items: int) -> list[str]:
    """The part codes that others rely on, worked out from the numbers of parts."""
    codes = []
    for number in range(1, items + 1):
        parts = PARTS[letter].get(number, 0)
        codes += [f"{letter}{number}.{part}" for part in range(1, parts + 1)] or [f"{letter}{number}"]
    return codes


@pytest.mark.parametrize(("letter", "items", "parts"), [("i", 30, 51), ("e", 15, 19)])
def test_every_part_has_its_radio_group_with_the_promised_names_values_and_words(
    app: Flask, reader: Reader, letter: str, items: int, parts: int
) -> None:
    scene = a_scene(app)
    reader.open(scene.iit if letter == "i" else scene.eit)
    expected = codes_of(letter, items)
    assert len(expected) == parts
    assert list(reader.page.options) == [f"answer-{code}" for code in expected]
    for code in expected:
        words = YESNO if code.split(".")[0] in ON_YES_AND_NO else LEVEL4
        assert reader.page.options[f"answer-{code}"] == words
    assert reader.page.ticked == {}


@pytest.mark.parametrize(("path", "counts"), [("iit", [6, 6, 6, 6, 6]), ("eit", [5, 5, 5])])
def test_the_page_is_grouped_by_indicator_and_says_how_many_items_each_has(
    app: Flask, reader: Reader, path: str, counts: list[int]
) -> None:
    scene = a_scene(app)
    reader.open(getattr(scene, path))
    instrument = instrument_of(app, getattr(scene, path))
    for position, (indicator, count) in enumerate(zip(instrument.indicators, counts, strict=True), start=1):
        assert f"ส่วนที่ {position} จาก {len(counts)} · {count} ข้อ" in reader.page.words
        assert f"ตัวชี้วัดที่ {indicator.number} {indicator.title}" in reader.page.words
    headings = [" ".join(words.split()) for tag, words in reader.page.headings if tag == "h2"]
    assert headings[1:] == [f"ตัวชี้วัดที่ {one.number} {one.title}" for one in instrument.indicators]


@pytest.mark.parametrize("path", ["iit", "eit"])
def test_every_item_has_a_fieldset_with_a_legend_and_its_note(app: Flask, reader: Reader, path: str) -> None:
    scene = a_scene(app)
    reader.open(getattr(scene, path))
    instrument = instrument_of(app, getattr(scene, path))
    assert reader.page.source.count("<fieldset") == reader.page.source.count("<legend") == len(instrument.items)
    for item in instrument.items:
        assert f"{item.number}. {item.text}" in reader.page.words
        assert item.note in reader.page.words
        for part in item.parts:
            assert part.text in reader.page.words


def test_a_part_is_named_by_its_item_and_its_own_sentence(app: Flask, reader: Reader) -> None:
    reader.open(a_scene(app).iit)
    assert reader.page.elements["answer-i11.2"]["role"] == "radiogroup"
    assert reader.page.elements["answer-i11.2"]["aria-labelledby"] == "text-i11 text-i11.2"
    assert reader.page.elements["answer-i2"]["aria-labelledby"] == "text-i2"


def test_the_form_asks_nothing_about_the_person(app: Flask, reader: Reader) -> None:
    scene = a_scene(app)
    # What nobody sees: the key, the wording that is on the page, how long it was open, and a field for programs.
    unseen = {"submission-key", "wording", "elapsed", "extra-website"}
    for path, asked in ((scene.iit, {"code"}), (scene.eit, {"suggestion"})):
        reader.open(path)
        assert unseen <= set(reader.page.fields) <= unseen | asked
        assert {control["name"] for control in reader.page.controls} - set(reader.page.options) == asked | {"extra-website"}


def test_the_promise_of_anonymity_comes_before_the_first_question(app: Flask, reader: Reader) -> None:
    scene = a_scene(app)
    for path in (scene.iit, scene.eit):
        reader.open(path)
        first = instrument_of(app, path).items[0].text
        assert reader.page.words.index("คำมั่นของเราต่อผู้ตอบ") < reader.page.words.index(first)


def test_every_form_carries_a_submission_key_of_its_own(app: Flask, reader: Reader) -> None:
    scene = a_scene(app)
    keys = set()
    for _ in range(3):
        reader.open(scene.eit)
        keys.add(reader.page.fields["submission-key"])
    assert len(keys) == 3
    assert all(len(key) == 32 and int(key, 16) >= 0 for key in keys)


def test_the_form_works_without_script_and_names_its_office_and_round(app: Flask, reader: Reader) -> None:
    reader.open(a_scene(app, office="เทศบาลตำบลริมน้ำ").eit)
    assert "เทศบาลตำบลริมน้ำ" in reader.page.words
    assert "ซ้อมครั้งที่ 1 ปีงบประมาณ 2565" in reader.page.words
    assert '<form method="post"' in reader.page.source
    assert reader.page.source.count("<script") == 1


def test_only_the_staff_are_asked_for_a_code(app: Flask, reader: Reader) -> None:
    scene = a_scene(app)
    reader.open(scene.iit)
    assert "code" in reader.page.fields
    reader.open(scene.eit)
    assert "code" not in reader.page.fields
