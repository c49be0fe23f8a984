"""What a screen reader is told: of every part its item, its own sentence and each step; of the page where things are."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, expect

from questionnaires.model import Item, Part
from tests.builders import a_scene, instrument_of
from tests.journeys.answering import labels, touch
from tests.journeys.serving import Site
from tests.journeys.windows import Window

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def called(item: Item, part: Part) -> str:
    """What the group of radio buttons of a part is called."""
    said = f"{item.number}. {item.text}"
    if item.is_divided:
        said += f" {part.code.lstrip('abcdefghijklmnopqrstuvwxyz')} {part.text}"
    return said


def told(window: Window) -> list[tuple[str, list[str]]]:
    """The name of every group of radio buttons, and of every button in it, in the order they are read in."""
    found: list[tuple[str, list[str]]] = []
    for line in window.page.locator("main").aria_snapshot().splitlines():
        said = re.fullmatch(r'\s*- \'?(radiogroup|radio) "(.*)"\'?:?', line)
        if said and said[1] == "radiogroup":
            found.append((said[2], []))
        elif said:
            found[-1][1].append(said[2])
    return found


def group(window: Window, item: Item, part: Part) -> Locator:
    """The group of radio buttons of a part, found by what is said of it."""
    return window.page.get_by_role("radiogroup", name=called(item, part), exact=True)


@pytest.mark.parametrize("key", ["iit", "eit"])
def test_every_part_is_called_by_its_item_and_its_sentence_and_every_step_by_its_word(
    site: Site, window: Window, key: str
) -> None:
    path = getattr(a_scene(site.app), key)
    window.open(path)
    said = told(window)
    assert said == [
        (called(item, part), list(labels(part.code))) for item in instrument_of(site.app, path).items for part in item.parts
    ]
    assert len(said) == {"iit": 51, "eit": 19}[key]


def test_the_note_of_an_item_is_its_description(site: Site, window: Window) -> None:
    path = a_scene(site.app).iit
    window.open(path)
    for item in instrument_of(site.app, path).items:
        one = window.page.get_by_role("group", name=f"{item.number}. {item.text}", exact=True)
        expect(one).to_have_accessible_description(item.note)


def test_the_sections_are_landmarks_called_by_their_indicators(site: Site, window: Window) -> None:
    path = a_scene(site.app).eit
    window.open(path)
    for indicator in instrument_of(site.app, path).indicators:
        name = f"ตัวชี้วัดที่ {indicator.number} {indicator.title}"
        assert window.page.get_by_role("region", name=name, exact=True).count() == 1


def test_a_part_that_was_left_out_says_so_where_it_is_and_on_top(site: Site, window: Window) -> None:
    path = a_scene(site.app).eit
    instrument = instrument_of(site.app, path)
    window.open(path)
    for part in instrument.part_codes[1:]:
        touch(window, part, labels(part)[0])
    window.press("ส่งคำตอบ", status=422)
    summary = window.page.get_by_role("alert")
    expect(summary).to_be_focused()
    expect(summary).to_contain_text("ยังไม่ได้เลือกคำตอบข้อ 1.1")
    item = instrument.items[0]
    one = group(window, item, item.parts[0])
    expect(one).to_have_accessible_description("ยังไม่ได้เลือกคำตอบข้อ 1.1")
    assert one.get_attribute("aria-invalid") == "true"
    assert re.match("ยังไม่ได้ส่งคำตอบ", window.page.title())
