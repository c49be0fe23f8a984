"""While one types, the page of planning says what the server says of the same numbers."""

from __future__ import annotations

import itertools

import pytest

from questionnaires.loader import PACKAGED, load_all
from questionnaires.model import Instrument
from tests.builders import PASSWORD, a_scene
from tests.journeys.arriving import be
from tests.journeys.conftest import OpenWindow
from tests.journeys.serving import Site
from tests.journeys.windows import Window
from tests.survey.insight.arranged import a_round

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

IIT, EIT = load_all(PACKAGED).assessment(2565).instruments
TOLD = ("[data-total]", "[data-grade]", "[data-change]", "[data-gap]")


def spread(instrument: Instrument, number: int) -> list[list[int]]:
    """Responses over all steps, so that scores have endless decimals."""
    steps = itertools.cycle((4, 3, 1, 4, 2, 4, 3, 4, 4, 2, 1))
    return [[min(next(steps), len(part.scale)) for part in instrument.parts] for _ in range(number)]


@pytest.fixture
def planning(site: Site, window: Window) -> Window:
    """A window on the planning page of a round whose scores do not come out even."""
    scene = a_scene(site.app)
    disclosed = {"9": 83.06, "10": 93.75}
    path = a_round(site.app, scene, staff=spread(IIT, 13), users=spread(EIT, 17), disclosed=disclosed)
    be(window, site)
    window.open(f"{path}/plan")
    return window


def fields(window: Window, **gains: str) -> None:
    window.page.locator("#what-if details").evaluate_all("all => all.forEach(one => { one.open = true })")
    for name, points in gains.items():
        window.page.locator(f"[name='gain-{name.replace('__', '.')}']").fill(points)


def told(window: Window) -> list[str]:
    return [window.page.locator(place).inner_text() for place in TOLD]


def test_the_total_follows_what_is_typed_and_is_the_servers(planning: Window) -> None:
    assert not planning.page.locator("[data-outcome]").is_visible()
    for gains in (
        {"indicators__8": "10"},
        {"indicators__8": "12.345", "e12": "3.333", "i4": "-7.77"},
        {"indicators__9": "๑๖.๙๔", "indicators__1": "−0.01", "e1": "0.005"},
    ):
        planning.page.locator("#what-if [data-lever]").evaluate_all("all => all.forEach(one => { one.value = '' })")
        fields(planning, **gains)
        live = told(planning)
        planning.press("คำนวณคะแนนรวม")
        assert told(planning) == live
    # All the room as it is printed is all the room: 100 for the OIT's first indicator, of which 16.94 are missing.
    fields(planning, indicators__1="", e1="", indicators__9="16.94")
    assert planning.page.locator("[data-change]").inner_text() == "+3.39"


def test_what_cannot_be_is_said_at_once_and_no_total_is_shown(planning: Window) -> None:
    problem = planning.page.locator("[data-beyond]")
    fields(planning, indicators__9="20")
    assert problem.inner_text() == "คะแนนจะไม่อยู่ในช่วง 0 ถึง 100 กรุณาแก้ตัวเลขของ ตัวชี้วัดที่ 9"
    assert not planning.page.locator("[data-outcome]").is_visible()
    fields(planning, indicators__9="", e12="ห้า")
    assert problem.inner_text() == "อ่านตัวเลขไม่ได้ กรุณาแก้ตัวเลขของ EIT ข้อ 12"
    fields(planning, e12="5")
    assert not problem.is_visible()
    assert planning.page.locator("[data-outcome]").is_visible()


def test_without_script_the_server_says_it(site: Site, open_window: OpenWindow) -> None:
    scene = a_scene(site.app)
    path = a_round(site.app, scene, staff=spread(IIT, 13), users=spread(EIT, 17))
    window = open_window(java_script_enabled=False)
    window.open(f"{path}/plan")
    window.fill(username="malee", password=PASSWORD)
    window.press("เข้าสู่ระบบ")
    fields(window, indicators__8="10")
    window.press("คำนวณคะแนนรวม")
    assert window.page.locator("[data-change]").inner_text() == "+1.00"
