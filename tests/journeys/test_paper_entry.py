"""A clerk types in a stack of paper forms by the digits alone."""

from __future__ import annotations

import itertools

import pytest
from sqlalchemy import select

from questionnaires.model import Instrument
from survey.models import EitResponse
from tests.builders import Scene, a_scene, instrument_of, looking
from tests.journeys.answering import chosen, labels
from tests.journeys.arriving import be
from tests.journeys.serving import Site
from tests.journeys.windows import Window

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

# Each part that is marked as the next: what has the focus in it, where it lies, and what is told above.
NEXT = """() => Array.from(document.querySelectorAll(".typed-part.current"), one => ({
  part: one.dataset.part,
  focused: one.querySelectorAll("input:focus").length,
  top: one.getBoundingClientRect().top,
  height: one.getBoundingClientRect().height,
  told: document.querySelector(".tally").innerText.replace(/\\s+/g, " "),
}))"""


def signed_in(site: Site, window: Window) -> Scene:
    scene = a_scene(site.app)
    be(window, site)
    return scene


def some_digits(instrument: Instrument) -> str:
    """A digit for every part: all steps in turn, as far as the part's own go."""
    turns = itertools.cycle((1, 2, 4, 3))
    return "".join(str(min(next(turns), len(labels(code)))) for code in instrument.part_codes)


def stored(site: Site) -> list[str]:
    with looking(site.app) as session:
        return sorted(session.scalars(select(EitResponse.steps)))


def current(window: Window) -> list[str]:
    """The parts that are marked as the current one: one, or none."""
    found: list[str] = window.page.locator(".typed-part.current").evaluate_all("all => all.map(one => one.dataset.part)")
    return found


def test_one_digit_a_part_and_enter_store_a_form_as_it_was_typed(site: Site, window: Window) -> None:
    scene = signed_in(site, window)
    instrument = instrument_of(site.app, scene.eit)
    digits = some_digits(instrument)
    assert len(digits) == 19
    for number in (1, 2):
        window.open(f"{scene.page}/paper/eit") if number == 1 else None
        window.page.keyboard.type(digits)
        assert "กรอกแล้ว 19 จาก 19" in window.words
        with window.moving():
            window.page.keyboard.press("Enter")
        assert "บันทึกแบบกระดาษแล้ว" in window.words
        assert f"กองนี้ {number} ชุด ทั้งรอบป้อนแล้ว {number} ชุด" in window.words
        assert chosen(window) == {}
    assert stored(site) == [digits, digits]


def test_the_part_that_is_next_is_marked_focused_and_in_sight_all_the_way(site: Site, window: Window) -> None:
    scene = signed_in(site, window)
    window.page.set_viewport_size({"width": 1366, "height": 768})
    window.open(f"{scene.page}/paper/iit")
    bar = window.page.locator(".tally").bounding_box()
    assert bar is not None
    for code in instrument_of(site.app, scene.iit).part_codes:
        (place,) = window.page.evaluate(NEXT)
        assert (place["part"], place["focused"]) == (code[1:], 1)
        assert bar["height"] <= place["top"] <= 768 - place["height"] - 100, place
        assert f"ข้อ {code[1:]} · กรอกแล้ว" in place["told"]
        window.page.keyboard.press("1")
    assert window.button("บันทึกชุดนี้").evaluate("button => button === document.activeElement")


def test_blanks_corrections_and_digits_that_are_no_step(site: Site, window: Window) -> None:
    scene = signed_in(site, window)
    window.open(f"{scene.page}/paper/eit")
    press = window.page.keyboard.press
    press("4")
    press("0")
    assert current(window) == ["2"]
    press("Space")
    press("Enter")
    assert current(window) == ["4.1"]
    # Yes and no have no third step: said, and nothing moves.
    press("3")
    assert current(window) == ["4.1"]
    assert "ข้อ 4.1 ตอบได้เพียง 1 ถึง 2" in window.words
    press("2")
    assert "ตอบได้เพียง" not in window.words
    assert chosen(window) == {"e1.1": "4", "e4.1": "2"}
    press("Backspace")
    press("ArrowUp")
    assert current(window) == ["3"]
    press("3")
    # Over what is there: Enter leaves it, a digit replaces it, 0 takes it away.
    press("Enter")
    assert current(window) == ["4.2"]
    press("Backspace")
    press("1")
    for _ in range(5):
        press("Backspace")
    assert current(window) == ["1.1"]
    press("0")
    assert chosen(window) == {"e3": "3", "e4.1": "1"}
    window.button("บันทึกชุดนี้").focus()
    press("Backspace")
    assert current(window) == ["15"]
    press("2")
    with window.moving():
        press("Enter")
    assert stored(site) == ["00031" + "0" * 13 + "2"]


def strike(window: Window, key: str, code: str = "", *, shift: bool = False, repeat: bool = False) -> None:
    """What a browser tells of a key, whatever keyboard the test runs on."""
    window.page.evaluate(
        """([key, code, shiftKey, repeat]) => document.activeElement.dispatchEvent(
          new KeyboardEvent("keydown", {key, code, shiftKey, repeat, bubbles: true, cancelable: true}))""",
        [key, code, shift, repeat],
    )


def test_a_thai_keyboard_types_digits_too(site: Site, window: Window) -> None:
    scene = signed_in(site, window)
    window.open(f"{scene.page}/paper/eit")
    # The row of digits types letters there, and Thai digits with Shift, each one key further on; an old browser tells no code.
    strike(window, "ภ", "Digit4")
    strike(window, "-", "Digit3")
    strike(window, "๑", "Digit2", shift=True)
    strike(window, "4")
    # No digit.
    strike(window, "!", "Digit1", shift=True)
    strike(window, "ก", "KeyD")
    assert chosen(window) == {"e1.1": "4", "e1.2": "3", "e2": "1", "e3": "4"}
    assert current(window) == ["4.1"]


def test_a_key_that_is_held_down_is_one_answer(site: Site, window: Window) -> None:
    scene = signed_in(site, window)
    window.open(f"{scene.page}/paper/eit")
    for repeat in (False, True, True):
        strike(window, "2", "Digit2", repeat=repeat)
    # Held down since the page before.
    strike(window, "Enter", "Enter", repeat=True)
    assert chosen(window) == {"e1.1": "2"}
    assert current(window) == ["1.2"]


def test_what_is_typed_differently_the_second_time_is_settled_by_looking_at_the_paper(site: Site, window: Window) -> None:
    scene = signed_in(site, window)
    instrument = instrument_of(site.app, scene.eit)
    once = some_digits(instrument)
    # The second part otherwise, and the third left blank.
    again = once[0] + "3" + "0" + once[3:]
    assert once[:3] == "124"
    window.open(f"{scene.page}/paper/eit")
    window.field("ตรวจด้วยการป้อนซ้ำ").check()
    window.page.locator("[data-part] input").first.focus()
    window.page.keyboard.type(once)
    with window.moving():
        window.page.keyboard.press("Enter")
    assert window.heading == "ป้อนชุดเดิมอีกครั้ง EIT"
    window.page.keyboard.type(again)
    with window.moving(status=422):
        window.page.keyboard.press("Enter")
    assert window.heading == "ป้อนสองครั้งไม่ตรงกัน 2 ช่อง"
    assert "ครั้งแรก น้อย ครั้งที่สอง มาก" in window.words
    assert "ครั้งแรก มากที่สุด ครั้งที่สอง เว้นว่าง" in window.words
    # Whoever types on without looking changes nothing here.
    window.page.keyboard.type("11")
    assert window.page.locator("input:checked").count() == 0
    assert stored(site) == []
    window.page.locator("[data-part] input").first.focus()
    window.page.keyboard.type("20")
    with window.moving():
        window.page.keyboard.press("Enter")
    assert "กองนี้ 1 ชุด" in window.words
    assert stored(site) == [once[0] + "20" + once[3:]]
    assert window.field("ตรวจด้วยการป้อนซ้ำ").is_checked()
    window.press("เริ่มนับกองใหม่")
    assert "กองนี้ 0 ชุด ทั้งรอบป้อนแล้ว 1 ชุด" in window.words


def test_a_refused_form_comes_back_as_it_was_and_waits_to_be_read(site: Site, window: Window) -> None:
    scene = signed_in(site, window)
    window.open(f"{scene.page}/paper/eit")
    window.button("บันทึกชุดนี้").focus()
    with window.moving(status=422):
        window.page.keyboard.press("Enter")
    assert window.page.locator("[data-problems]").evaluate("one => one === document.activeElement")
    # Digits go nowhere while the message has the focus.
    window.page.keyboard.type("1")
    assert chosen(window) == {}


def test_the_rounds_page_hands_out_the_forms_as_pdf(site: Site, window: Window) -> None:
    scene = signed_in(site, window)
    window.open(scene.page)
    for key in ("iit", "eit"):
        link = window.page.locator(f'a[href="{scene.page}/paper/{key}.pdf"]')
        assert "พิมพ์แบบกระดาษ" in link.inner_text()
        answered = window.context.request.get(f"{site.base}{scene.page}/paper/{key}.pdf")
        assert answered.status == 200
        assert answered.body().startswith(b"%PDF-1.7")
