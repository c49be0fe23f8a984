"""What the page's script says of the time: no more than whether it was enough, as of the press, and nothing it cannot know."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from questionnaires.model import Audience
from survey.models import SignalTally
from tests.builders import Scene, a_scene, how_many, instrument_of, looking
from tests.journeys.answering import THANKS, fill_in
from tests.journeys.arriving import be_a_kiosk
from tests.journeys.devices import WAITING, drafts, go_offline, go_online, outbox, reopened, wait_until_kept
from tests.journeys.serving import Site
from tests.journeys.windows import Window

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

ELAPSED = "[name=elapsed]"
DECOY = "[name=extra-website]"


@pytest.fixture
def scene(site: Site) -> Scene:
    return a_scene(site.app)


def tallies(site: Site) -> dict[str, int]:
    with looking(site.app) as session:
        return {row.signal: row.number for row in session.scalars(select(SignalTally))}


def answer(window: Window, site: Site, scene: Scene) -> None:
    fill_in(window, instrument_of(site.app, scene.eit))
    window.press("ส่งคำตอบ")
    assert window.heading == THANKS


def test_haste_is_told_and_enough_time_is_told_as_no_more_than_enough(site: Site, scene: Scene, window: Window) -> None:
    window.page.clock.install()
    window.open(scene.eit)
    answer(window, site, scene)
    assert tallies(site) == {"quick": 1}
    window.open(scene.eit)
    window.page.clock.fast_forward(20 * 60 * 1000)
    fill_in(window, instrument_of(site.app, scene.eit))
    with window.page.expect_request(lambda request: request.method == "POST") as sent, window.moving():
        window.button("ส่งคำตอบ").click()
    # Nineteen parts, a second each: how many of the twenty minutes it took stays on the page.
    assert "elapsed=19&" in (sent.value.post_data or "")
    assert tallies(site) == {"quick": 1}
    assert how_many(site.app, scene, Audience.SERVICE_USERS) == 2


def test_what_waits_for_the_network_is_timed_to_the_press_and_keeps_its_time_until_it_arrives(
    site: Site, scene: Scene, window: Window
) -> None:
    window.page.clock.install()
    window.open(scene.eit)
    wait_until_kept(window)
    go_offline(window)
    fill_in(window, instrument_of(site.app, scene.eit))
    assert "elapsed" not in str(drafts(window))
    assert "website" not in str(drafts(window))
    window.button("ส่งคำตอบ").click()
    window.page.get_by_text(WAITING).wait_for()
    window.page.clock.fast_forward(60 * 1000)
    assert int(dict(outbox(window)[0]["fields"])["elapsed"]) < 19
    # The clock has set off another try; once it has failed, the next one is the network's coming back.
    window.page.wait_for_timeout(500)
    with window.moving():
        go_online(window)
    assert tallies(site) == {"quick": 1}
    assert outbox(window) == []


def test_of_answers_older_than_their_page_nobody_knows_the_time(site: Site, scene: Scene, window: Window) -> None:
    window.open(scene.eit)
    fill_in(window, instrument_of(site.app, scene.eit))
    window = reopened(window, scene.eit)
    window.press("ส่งคำตอบ")
    assert tallies(site) == {"untimed": 1}
    # Those of the next person who answers on this device are timed again.
    window.open(scene.eit)
    answer(window, site, scene)
    assert tallies(site) == {"untimed": 1, "quick": 1}


def test_a_kiosk_times_each_person_from_when_they_come(site: Site, scene: Scene, window: Window) -> None:
    tablet = window
    tablet.page.clock.install()
    be_a_kiosk(tablet, site, scene)
    # Nobody there for a while, then somebody in haste.
    tablet.page.clock.run_for(30 * 1000)
    answer(tablet, site, scene)
    assert tallies(site) == {"quick": 1}


def test_the_field_for_programs_is_met_neither_by_the_eye_nor_by_the_keyboard_nor_aloud(scene: Scene, window: Window) -> None:
    window.open(scene.eit)
    assert not window.page.locator(DECOY).is_visible()
    assert window.page.get_by_role("textbox").count() == 1
    window.page.locator(DECOY).evaluate("field => field.focus()")
    assert window.page.evaluate("document.activeElement === document.body")
    assert window.page.locator(ELAPSED).input_value() == ""
