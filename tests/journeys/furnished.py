"""An installation with a bit of everything in it, and every page there is to look at."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from flask import Flask
from sqlalchemy.orm import Session

from questionnaires.loader import Definitions
from questionnaires.model import Audience
from survey import answers, thai
from survey.access import public
from survey.cases.history import Actor, actor_of
from survey.manage.operations import RoundFacts, add_division, close_round, create_round, open_round
from survey.measures.evidence import add_file, checked
from survey.measures.operations import add_measure, tell_progress
from survey.models import Channel, Declaration, Measure, Office, Role, Round
from survey.outreach.operations import compose, set_links
from survey.outreach.operations import publish as publish_declaration
from survey.outreach.words import DECLARATION, DECLARATION_EN
from survey.reports.operations import publish
from survey.results.operations import enter_disclosure, enter_official
from survey.sealing import new_identity
from tests.builders import PASSWORD, an_office, an_officer, arranging, collected, link, some_codes
from tests.journeys.cases import put_cases
from tests.journeys.serving import Site, serving
from tests.journeys.windows import Window

# Long, as such names are, and hard to break into lines.
LONG_NAME = "องค์การบริหารส่วนตำบลศรีสว่างวัฒนาพัฒนาราษฎร์สามัคคีธรรม อำเภอโพธิ์ไทรงามพระเกียรติ"
LONG_TITLE = "การซ้อมประเมินคุณธรรมและความโปร่งใสครั้งที่สองก่อนส่งเข้าระบบจริงประจำปีงบประมาณ 2565"
LONG_MEASURE = "ให้บริการโดยใช้ระบบสารสนเทศที่มีช่องทางให้ประชาชนมีส่วนร่วมในการเสนอแนะการปฏิบัติงานของเจ้าหน้าที่ (e-service)"
DIVISIONS = ("สำนักปลัดองค์การบริหารส่วนตำบล", "กองคลัง", "กองช่าง", "กองการศึกษา ศาสนา และวัฒนธรรม", "กองสาธารณสุขและสิ่งแวดล้อม")


@dataclass(frozen=True, slots=True)
class Furnished:
    """Two installations: `site` has two offices, one at work and one that has just begun; `bare` has nothing yet.

    The fields after them are paths on `site`: the surveys of the round that is open, the officers' pages of rounds in every
    state and of two cases, and the board of either office with what is on it. `code` makes an unused code of the round that is
    open.
    """

    site: Site
    bare: Site
    iit: str
    eit: str
    eit_of_draft: str
    eit_of_closed: str
    open: str
    draft: str
    closed: str
    overdue: str
    unanswered: str
    sealed: str
    published: str
    measure: str
    measures: str
    division: str
    declaration: str
    declared: str
    handbook: str
    unread: str
    answered: str
    board: str
    board_case: str
    asked: str
    refused: str
    empty_board: str
    services: str
    service_request: str
    service_done: str
    service_asked: str
    code: Callable[[], str]


@contextmanager
def furnished_sites(app: Flask, bare: Flask) -> Iterator[Furnished]:
    """Furnish an application, and serve it and a bare one."""
    app.add_url_rule("/fault", "fault", public(_fault))
    definitions: Definitions = app.extensions["definitions"]
    with arranging(app) as session:
        office = an_office(session, LONG_NAME)
        malee = an_officer(session, office)
        an_officer(session, office, username="somsak", role=Role.OFFICER)
        beginning = an_office(session, "เทศบาลตำบลเพิ่งเริ่ม")
        an_officer(session, beginning, username="wandee")
        divisions = [
            add_division(session, office.id, name=name, head_count=people)
            for name, people in zip(DIVISIONS, (12, 7, None, 5, 1_204), strict=True)
        ]
        rounds = {
            state: _round(session, definitions, office, title, days=days)
            for state, title, days in (
                ("draft", "ซ้อมครั้งที่ 3", 30),
                ("open", LONG_TITLE, 30),
                ("closed", "ซ้อมครั้งที่ 1", 30),
                ("overdue", "ซ้อมย่อยของสำนักปลัด", -1),
                ("unanswered", "ซ้อมย่อยของกองคลัง", 30),
                ("sealed", "ซ้อมแบบปิดผนึก", 30),
            )
        }
        for state, made in rounds.items():
            if state != "draft":
                open_round(session, definitions, made, seal_to=[new_identity()[1]] if state == "sealed" else ())
            if state in {"open", "closed", "sealed"}:
                _answers(session, definitions, made, channel=Channel.IMPORT if state == "open" else Channel.SIMULATED)
                enter_disclosure(session, made, level="indicators", figures={"9": 97.14, "10": 87.5})
        close_round(session, definitions, rounds["closed"])
        publish(session, rounds["closed"], today=thai.today())
        measure = _measures(session, office, actor_of(session, malee))
        declaration = _declaration(session, office)
        close_round(session, definitions, rounds["sealed"])
        some_codes(session, rounds["open"], 6)
        figures = {"indicators": {"1": 83.05, "8": 66.55}, "instruments": {"iit": 82.1}, "total": 81.44, "grade": "B"}
        enter_official(session, office.id, 2565, figures)
        cases = put_cases(session, office, malee, divisions[0]) | {"empty_board": f"/board/{beginning.id}/"}
        surveys = {
            name: link(session, rounds[state], key, definitions=definitions)
            for name, state, key in (
                ("iit", "open", "iit"),
                ("eit", "open", "eit"),
                ("eit_of_draft", "draft", "eit"),
                ("eit_of_closed", "closed", "eit"),
            )
        }
    pages = {state: f"/office/rounds/{made.id}" for state, made in rounds.items()}

    def code() -> str:
        with arranging(app) as session:
            return some_codes(session, rounds["open"], 1)[0]

    with serving(app) as site, serving(bare) as empty:
        division = f"/office/divisions/{divisions[0].id}"
        published = f"/results/{office.id}/{rounds['closed'].id}"
        measured = {"measure": f"/office/measures/2565/{measure.id}/work", "measures": f"/measures/{office.id}/2565"}
        told = {
            "declaration": f"/office/outreach/declarations/{declaration.id}",
            "declared": f"/about/{office.id}/declaration",
            "handbook": f"/about/{office.id}/handbook",
        }
        places = {**told, **measured, **surveys, **pages, **cases}
        yield Furnished(site=site, bare=empty, division=division, published=published, code=code, **places)


def _declaration(session: Session, office: Office) -> Declaration:
    """Publish last year's declaration and this year's, and return the later; say where the office can be reached."""
    signer = {"name": "นายบุญส่ง ตั้งใจทำงานเพื่อประชาชน", "name_en": "Boonsong Tangjai", "position_en": "Mayor"}
    signer["position"] = f"นายก{LONG_NAME}"
    words = {"text": DECLARATION, "text_en": DECLARATION_EN}
    for year in (2024, 2025):
        made = compose(session, office.id, {**signer, **words, "signed_on": date(year, 10, 1)})
        publish_declaration(session, made, today=thai.today())
    site = "https://www.example.go.th/a-very-long-address-of-an-office"
    set_links(session, office.id, {"telephone": "0 4251 1234 ต่อ 12", "website": site})
    return made


def _measures(session: Session, office: Office, by: Actor) -> Measure:
    """Put measures into the year's table, and return the one that has a bit of everything."""
    titles = ((5, LONG_MEASURE), (None, "ประกาศเจตจำนงสุจริต"))
    told = {"result": "1. ประกาศแล้ว\n2. ติดบอร์ด", "budget": 1_250_000, "ends_on": date(2022, 3, 31)}
    made = [
        add_measure(session, office.id, 2565, {"title": title, "indicator": indicator, **told}, actor=by)
        for indicator, title in titles
    ]
    tell_progress(session, made[0], 2, "สำรวจขั้นตอนแล้ว 12 ขั้นตอน", actor=by)
    kept = checked("รายงานการประชุมคณะทำงานส่งเสริมคุณธรรมและความโปร่งใสครั้งที่หนึ่ง.pdf", b"%PDF-1.7 %%EOF")
    add_file(session, made[0], kept, quarter=2, is_public=True, actor=by)
    return made[0]


def sign_in(window: Window, username: str) -> None:
    """Sign in as an officer of the furnished site; `wandee` is the one of the office that has just begun."""
    window.open("/sign-in")
    office = "เทศบาลตำบลเพิ่งเริ่ม" if username == "wandee" else LONG_NAME
    window.page.locator("[name=office]").select_option(label=office)
    window.fill(username=username, password=PASSWORD)
    window.press("เข้าสู่ระบบ")


def _fault() -> str:
    raise ZeroDivisionError


def _round(session: Session, definitions: Definitions, office: Office, title: str, *, days: int) -> Round:
    today = thai.today()
    return create_round(
        session,
        definitions,
        office.id,
        RoundFacts(
            title=title,
            fiscal_year=2565,
            head_count=45,
            visitor_count=12_420,
            opens_on=today - timedelta(days=7),
            closes_on=today + timedelta(days=days),
        ),
    )


def _answers(session: Session, definitions: Definitions, made: Round, *, channel: Channel) -> None:
    """Store answers that are spread over every step, some parts left blank, and one of each kind from paper."""
    for audience, number in ((Audience.STAFF, 12), (Audience.SERVICE_USERS, 31)):
        collection, instrument = collected(session, made, audience, definitions=definitions)
        steps = itertools.cycle((4, 2, 1, 3, 0, 4, 3))
        rows = [[min(next(steps), len(part.scale)) for part in instrument.parts] for _ in range(number)]
        matrix = np.array(rows, dtype=np.uint8)
        today = thai.today()
        answers.add_matrix(session, collection, instrument, matrix=matrix, channel=channel, today=today, batch=b"")
        one, key = {instrument.part_codes[0]: 1}, answers.new_key()
        answers.add(session.connection(), collection, instrument, steps=one, channel=Channel.PAPER, today=today, key=key)
