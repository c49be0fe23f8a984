"""Many at once: one code, one key or the close of a round let nothing in twice and nothing get lost."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import numpy as np
from flask import Flask

from questionnaires.model import Audience
from survey.answers import new_key
from survey.exchange.writing import response_chunks
from survey.models import Code, Collection
from tests.builders import a_scene, filled, how_many, instrument_of, looking
from tests.reader import Reader

# Of its small forms each is read in no time, and what is raced for is the same.
YEAR = 2599


def at_once(acts: Iterable[Callable[[], int]]) -> list[int]:
    """Do everything at the same moment, each in a thread of its own; return the statuses."""
    listed = list(acts)
    start = Barrier(len(listed))

    def act(one: Callable[[], int]) -> int:
        start.wait()
        return one()

    with ThreadPoolExecutor(len(listed)) as threads:
        return list(threads.map(act, listed))


def sending(app: Flask, path: str, fields: dict[str, Any]) -> Callable[[], int]:
    return lambda: app.test_client().post(path, data=fields).status_code


def test_fifty_forms_with_the_same_code_store_exactly_one(app: Flask) -> None:
    scene = a_scene(app, fiscal_year=YEAR)
    answers = filled(instrument_of(app, scene.iit, YEAR), 3)
    fields = [{"submission-key": new_key(), "code": scene.codes[0], **answers} for _ in range(50)]
    statuses = at_once(sending(app, scene.iit, each) for each in fields)
    assert Counter(statuses) == {303: 1, 403: 49}
    assert how_many(app, scene, Audience.STAFF) == 1
    with looking(app) as session:
        assert session.query(Code).count() == 2


def test_the_same_form_pressed_many_times_at_once_is_one_response(app: Flask) -> None:
    scene = a_scene(app, fiscal_year=YEAR)
    for path, audience, code in ((scene.iit, Audience.STAFF, scene.codes[0]), (scene.eit, Audience.SERVICE_USERS, "")):
        fields = {"submission-key": new_key(), "code": code, **filled(instrument_of(app, path, YEAR), 3)}
        assert set(at_once(sending(app, path, fields) for _ in range(12))) == {303}
        assert how_many(app, scene, audience) == 1


def test_many_different_forms_at_once_are_all_stored(app: Flask) -> None:
    scene = a_scene(app, fiscal_year=YEAR, cards=12)
    staff = [
        sending(app, scene.iit, {"submission-key": new_key(), "code": code, **filled(instrument_of(app, scene.iit, YEAR), 2)})
        for code in scene.codes
    ]
    users = [
        sending(app, scene.eit, {"submission-key": new_key(), **filled(instrument_of(app, scene.eit, YEAR), 2)})
        for _ in range(12)
    ]
    assert set(at_once([*staff, *users])) == {303}
    assert how_many(app, scene, Audience.STAFF) == how_many(app, scene, Audience.SERVICE_USERS) == 12


def test_closing_a_round_while_answers_arrive_loses_none_of_those_that_were_thanked(app: Flask, reader: Reader) -> None:
    scene = a_scene(app)
    eit = instrument_of(app, scene.eit)
    reader.be("malee")
    reader.open(f"{scene.page}/paper/eit")
    token = {"csrf_token": reader.page.fields["csrf_token"]}
    cookie = reader.client.get_cookie("sutcharit")
    assert cookie is not None

    def as_officer(path: str, fields: dict[str, Any]) -> Callable[[], int]:
        client = app.test_client()
        client.set_cookie("sutcharit", cookie.value)
        return lambda: client.post(f"{scene.page}/{path}", data={**token, **fields}).status_code

    def file(step: int) -> tuple[Any, str]:
        import io

        rows = np.full((7, len(eit.parts)), step, dtype=np.uint8)
        return io.BytesIO(b"".join(response_chunks(eit, rows))), "eit.csv"

    online = [sending(app, scene.eit, {"submission-key": new_key(), **filled(eit, 2)}) for _ in range(10)]
    paper = [as_officer("paper/eit", {"submission-key": new_key(), **filled(eit, 1)}) for _ in range(8)]
    files = [as_officer("import/eit", {"file": file(step)}) for step in (1, 2)]
    statuses = at_once([*online[:5], *paper[:4], *files, as_officer("close", {}), *paper[4:], *online[5:]])
    assert statuses[11] == 302
    stored = (statuses[:5] + statuses[12 + 4 :]).count(303) + (statuses[5:9] + statuses[12:16]).count(302)
    stored += 7 * statuses[9:11].count(302)
    assert set(statuses) <= {302, 303, 409, 410}
    assert how_many(app, scene, Audience.SERVICE_USERS) == stored
    with looking(app) as session:
        card = session.get_one(Collection, (scene.office.id, scene.round.id, "eit")).scorecard
    assert card is not None
    assert card["n"] == stored
