"""The example office, made on the first start and kept on every other."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from questionnaires.loader import Definitions
from questionnaires.model import Audience
from survey import answers, codes
from survey.account import passwords
from survey.account.operations import create_office, create_officer, set_password
from survey.config import Settings
from survey.example import plans
from survey.example.cases import add_cases
from survey.example.declaration import add_declaration
from survey.example.measures import add_measures
from survey.example.simulation import simulated_steps
from survey.manage.operations import RoundFacts, add_division, create_round, open_round
from survey.manage.queries import collected_in
from survey.models import Channel, Office, Officer, Role, Round, RoundState
from survey.results.operations import enter_disclosure, enter_official

CODES_AT_START = 3
SEED = 2565


class NotTheExample(Exception):
    """The database holds a real office: the example stays out of it."""


@dataclass(frozen=True, slots=True)
class Welcome:
    """What to print at the start. `password` is None once the officer has chosen one; `codes` are fresh and work once."""

    office: str
    round_id: str
    links: dict[str, str]
    board: str
    codes: tuple[str, ...]
    username: str
    password: str | None


def prepare(session: Session, definitions: Definitions, settings: Settings, *, today: date) -> Welcome:
    """Make the example office if it is not there, and return what to print. The caller commits."""
    plan = plans.plan("office.yaml")
    office = session.scalar(select(Office).where(Office.is_example))
    if office is None:
        if session.scalar(select(Office).limit(1)) is not None:
            raise NotTheExample
        office = _make(session, definitions, plan, today=today)
    officer = session.scalars(
        select(Officer).where(Officer.office_id == office.id, Officer.username == plan["officer"]["username"])
    ).one()
    add_cases(session, office, officer, key=settings.key("cases"), today=today)
    add_measures(session, definitions, office, officer, plan["measures"], fiscal_year=plan["round"]["fiscal_year"])
    add_declaration(session, office, plan["declaration"])
    password = None
    if officer.password_is_temporary:
        password = passwords.generated()
        set_password(session, officer, password, is_temporary=True)
    found = session.scalars(select(Round).where(Round.office_id == office.id).order_by(Round.opens_on, Round.id)).first()
    assert found is not None  # noqa: S101 (made with the office, and rounds are never deleted)
    if found.state == RoundState.OPEN and found.closes_on < today:
        found.closes_on = today + timedelta(days=plan["round"]["days_open"])
    links = {}
    fresh: list[str] = []
    for collection, instrument in collected_in(session, definitions, found):
        links[instrument.key] = f"/{instrument.key}/{collection.link}"
        if instrument.audience is Audience.STAFF and found.state == RoundState.OPEN:
            fresh = codes.new_codes(session, collection, number=CODES_AT_START, key=settings.key("codes"))
    board = f"/board/{office.id}/"
    return Welcome(office.name, found.id, links, board, tuple(fresh), officer.username, password)


def _make(session: Session, definitions: Definitions, plan: dict[str, Any], *, today: date) -> Office:
    office = create_office(session, name=plan["name"], is_example=True)
    create_officer(
        session, office, **plan["officer"], role=Role.ADMINISTRATOR, password=passwords.generated(), is_temporary=True
    )
    for name in plan["divisions"]:
        add_division(session, office.id, name=name, head_count=None)
    terms = dict(plan["round"])
    closes_on = today + timedelta(days=terms.pop("days_open"))
    made = create_round(session, definitions, office.id, RoundFacts(**terms, opens_on=today, closes_on=closes_on))
    open_round(session, definitions, made)
    official = plan["official"]
    figures = {int(number): figure for number, figure in official["indicators"].items()}
    for collection, instrument in collected_in(session, definitions, made):
        answers.add_matrix(
            session,
            collection,
            instrument,
            matrix=simulated_steps(instrument, figures, respondents=plan["answers"][instrument.key], seed=SEED),
            channel=Channel.SIMULATED,
            today=today,
            batch=f"example {instrument.identifier}".encode(),
        )
    disclosed = definitions.assessment(made.fiscal_year).disclosure.indicators
    enter_disclosure(session, made, level="indicators", figures={str(one.number): figures[one.number] for one in disclosed})
    enter_official(session, office.id, made.fiscal_year, official)
    return office
