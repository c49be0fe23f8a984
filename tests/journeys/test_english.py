"""Somebody who reads no Thai goes the whole way, from the front page to the thanks; and an office lays its own words."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import select

from questionnaires.model import Audience, Instrument
from questionnaires.texts import translation
from survey.models import Collection, Division, EitResponse, Office, ProfileTally, Round, Suggestion
from tests.builders import Scene, a_scene, arranging, how_many, instrument_of, looking
from tests.foreign import Stranger
from tests.journeys.answering import LEVEL4, YESNO, best, fill_in, labels, part_id, steps
from tests.journeys.arriving import be
from tests.journeys.conftest import OpenWindow
from tests.journeys.looks import ALL, ONCE, Look, findings
from tests.journeys.serving import Site
from tests.journeys.windows import Window

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

PHONE = {"width": 360, "height": 740}
# As the English wording has them, low to high.
IN_ENGLISH = dict(
    zip((*LEVEL4, *YESNO), ("Very little or not at all", "A little", "Much", "Very much", "No", "Yes"), strict=True)
)
THANKS = "Your answers have arrived"


def a_scene_in_english(site: Site) -> Scene:
    """An office and a round with names that are not Thai, which asks everybody about themselves."""
    scene = a_scene(site.app)
    with arranging(site.app) as session:
        session.get_one(Office, scene.office.id).name = "Test Office"
        session.get_one(Round, (scene.office.id, scene.round.id)).title = "Rehearsal 1"
        for collection in session.scalars(select(Collection)):
            collection.asks_profile = True
        session.add(Division(office_id=scene.office.id, name="Works", position=1, head_count=12))
    return scene


@contextmanager
def read_by_a_stranger(window: Window) -> Iterator[None]:
    """What is read in the block is English throughout, for the eye and for the ear."""
    yield
    stranger = Stranger(window.page.content())
    assert stranger.language == "en"
    assert stranger.unmarked == []


def answer(window: Window, instrument: Instrument) -> None:
    """Choose the best answer to every part by its English words, as a finger does."""
    for code in instrument.part_codes:
        words = [one.strip() for one in window.page.locator(part_id(code)).locator("label").all_inner_texts()]
        assert words == [IN_ENGLISH[label] for label in labels(code)]
        window.page.locator(part_id(code)).get_by_label(IN_ENGLISH[best(code)], exact=True).check()


def test_a_resident_answers_in_english_from_the_front_page_to_the_thanks(site: Site, open_window: OpenWindow) -> None:
    scene = a_scene_in_english(site)
    eit = instrument_of(site.app, scene.eit)
    window = open_window(viewport=PHONE, locale="en-GB")
    window.open("/")
    window.follow("English")
    with read_by_a_stranger(window):
        assert window.heading == "Surveys that are open"
    window.follow("Perceptions of the people who deal with the office")
    with read_by_a_stranger(window):
        assert window.heading == "Perceptions of the people who deal with the office (EIT)"
        assert translation(eit, "en")["e4.note"] in window.words
    answer(window, eit)
    window.field("You came as").select_option(label="A private person")
    window.field("The division that served you").select_option(label="Works")
    window.field("A suggestion for the office (optional)").fill("More signs in English, please.")
    window.press("Send answers")
    with read_by_a_stranger(window):
        assert window.heading == THANKS
    with looking(site.app) as session:
        stored = session.scalars(select(EitResponse)).one()
        left = session.scalars(select(Suggestion.text)).all()
    chosen = steps(eit)
    assert stored.steps == "".join(chosen[code] for code in eit.part_codes)
    assert stored.profile is not None
    assert stored.profile["kind"] == "person"
    assert left == ["More signs in English, please."]
    window.follow("ไทย")
    assert window.heading == "ได้รับคำตอบของท่านแล้ว"


def test_the_code_from_a_card_and_what_was_chosen_go_along_to_the_other_language(site: Site, open_window: OpenWindow) -> None:
    scene = a_scene_in_english(site)
    window = open_window(viewport=PHONE)
    window.open(f"{scene.iit}#{scene.codes[0]}")
    window.page.locator(part_id("i2")).get_by_label("มาก", exact=True).check()
    window.follow("English")
    assert window.path == f"{scene.iit}?language=en"
    assert window.field("Your code").input_value() == scene.codes[0]
    assert window.page.locator(part_id("i2")).get_by_label("Much", exact=True).is_checked()
    assert not [request.url for request in window.asked if scene.codes[0] in request.url.split("#")[0]]


def test_what_is_missing_is_told_in_english_without_script_too(site: Site, open_window: OpenWindow) -> None:
    scene = a_scene_in_english(site)
    iit = instrument_of(site.app, scene.iit)
    window = open_window(java_script_enabled=False, viewport=PHONE)
    window.open(f"{scene.iit}?language=en")
    fill_in(window, iit, leave_out=["i4.2"])
    window.field("Age").select_option(label="31–40")
    window.press("Send answers", status=422)
    with read_by_a_stranger(window):
        assert "Not sent yet. Still to be done: 2" in window.words
    links = window.page.locator(".problems a").all_inner_texts()
    assert links == ["Please type the 12 characters of the code on your card", "No answer chosen for question 4.2"]
    window.field("Your code").fill("2222-2222-2222")
    window.page.locator(part_id("i4.2")).get_by_label("No", exact=True).check()
    window.press("Send answers", status=403)
    with read_by_a_stranger(window):
        assert "This code cannot be used." in window.words
    window.field("Your code").fill(scene.codes[0])
    window.press("Send answers")
    assert window.heading == THANKS
    assert how_many(site.app, scene, Audience.STAFF) == 1
    with looking(site.app) as session:
        tallies = session.execute(select(ProfileTally.question, ProfileTally.answer, ProfileTally.number)).all()
    assert [tuple(one) for one in tallies] == [("age", "31to40", 1)]


# What is asked about oneself has the same colours in both.
@pytest.mark.parametrize(("key", "ways"), [("iit", ONCE), ("eit", ALL)])
def test_axe_finds_nothing_on_the_english_form_with_all_that_can_be_asked(
    site: Site, open_window: OpenWindow, key: str, ways: tuple[Look, ...]
) -> None:
    scene = a_scene_in_english(site)
    window = open_window(viewport=PHONE)
    window.open(f"{getattr(scene, key)}?language=en")
    found = findings(window, ways)
    assert not found, "\n".join(found)


def test_axe_finds_nothing_on_the_other_pages_in_english(site: Site, open_window: OpenWindow) -> None:
    scene = a_scene_in_english(site)
    window = open_window(viewport=PHONE)
    for path, status in (("/", 200), (f"{scene.eit}/thanks", 200), ("/eit/nothing", 404)):
        window.open(f"{path}?language=en", status=status)
        # In another language, and in the colours that the same pages have in Thai.
        found = findings(window, ONCE)
        assert not found, (path, "\n".join(found))


def test_an_office_lays_its_own_words_and_they_are_read_at_once(site: Site, open_window: OpenWindow) -> None:
    scene = a_scene(site.app)
    officer, visitor = open_window(), open_window(viewport=PHONE)
    be(officer, site)
    officer.open("/office/")
    officer.follow("ถ้อยคำ")
    officer.page.get_by_role("link", name="ดูและเปลี่ยน EIT ปี 2565 ภาษา ไทย").click()
    with officer.page.expect_download() as downloaded:
        officer.page.get_by_role("link", name="ไฟล์ข้อความ YAML").click()
    own = instrument_of(site.app, scene.eit).items[1].text
    text = downloaded.value.path().read_text("utf-8")
    assert text.count(f'e2: "{own}"') == 1
    changed = text.replace(f'e2: "{own}"', 'e2: "ท่านได้รับบริการอย่างเท่าเทียมเพียงใด"').encode()
    officer.page.set_input_files("[name=file]", {"name": "eit.yaml", "mimeType": "text/yaml", "buffer": changed})
    officer.press("ตรวจและเทียบถ้อยคำ")
    assert own in officer.words
    assert "ท่านได้รับบริการอย่างเท่าเทียมเพียงใด" in officer.words
    visitor.open(scene.eit)
    assert own in visitor.words
    officer.press("ใช้ถ้อยคำนี้ 1 ข้อความ")
    visitor.open(scene.eit)
    assert "2. ท่านได้รับบริการอย่างเท่าเทียมเพียงใด" in visitor.words
    assert own not in visitor.words
    officer.press("กลับไปใช้ถ้อยคำของระบบ")
    visitor.open(scene.eit)
    assert own in visitor.words
