"""Real rows for tests, made through the operations people use."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta

from argon2 import PasswordHasher
from flask import Flask
from sqlalchemy.orm import Session

from questionnaires.loader import PACKAGED, Definitions, load_all
from questionnaires.model import Audience, Instrument
from survey import answers, codes, thai
from survey.account.operations import create_office
from survey.app import create_app
from survey.config import Settings
from survey.extensions import limiter, open_session
from survey.manage.operations import RoundFacts, close_round, create_round, open_round
from survey.manage.queries import collected_from, collected_in
from survey.models import Collection, Office, Officer, Role, Round, RoundState

SECRET = "a secret of the tests, long enough to pass"
CODE_KEY = Settings(database="", secret=SECRET).key("codes")
PASSWORD = "ten letters or more"
# Any Argon2 hash admits, whatever it cost to make: at the real cost two thousand tests would spend minutes on it.
_CHEAPLY_HASHED = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)


def an_office(session: Session, name: str = "องค์การบริหารส่วนตำบลทดสอบ") -> Office:
    return create_office(session, name=name)


def an_officer(session: Session, office: Office, username: str = "malee", role: Role = Role.ADMINISTRATOR) -> Officer:
    made = Officer(office_id=office.id, username=username, name="มาลี ใจดี", role=role, password_hash=_CHEAPLY_HASHED)
    session.add(made)
    session.flush()
    return made


def facts(*, fiscal_year: int = 2565, head_count: int = 45, visitor_count: int = 420, days: int = 30) -> RoundFacts:
    today = thai.today()
    return RoundFacts(
        title="ซ้อมครั้งที่ 1",
        fiscal_year=fiscal_year,
        head_count=head_count,
        visitor_count=visitor_count,
        opens_on=today,
        closes_on=today + timedelta(days=days),
    )


def a_draft(session: Session, office: Office, *, definitions: Definitions | None = None, fiscal_year: int = 2565) -> Round:
    return create_round(session, definitions or load_all(PACKAGED), office.id, facts(fiscal_year=fiscal_year))


def an_open_round(
    session: Session, office: Office, *, definitions: Definitions | None = None, fiscal_year: int = 2565
) -> Round:
    made = a_draft(session, office, definitions=definitions, fiscal_year=fiscal_year)
    open_round(session, definitions or load_all(PACKAGED), made)
    return made


def collected(
    session: Session, found: Round, audience: Audience, *, definitions: Definitions | None = None
) -> tuple[Collection, Instrument]:
    return collected_from(session, definitions or load_all(PACKAGED), found, audience)


def link(session: Session, found: Round, key: str, *, definitions: Definitions | None = None) -> str:
    """The path of a survey of a round."""
    for collection, instrument in collected_in(session, definitions or load_all(PACKAGED), found):
        if instrument.key == key:
            return f"/{key}/{collection.link}"
    raise KeyError(key)


def some_codes(session: Session, found: Round, number: int = 3) -> list[str]:
    collection, _ = collected(session, found, Audience.STAFF)
    return codes.new_codes(session, collection, number=number, key=CODE_KEY)


def stored(session: Session, found: Round, audience: Audience) -> int:
    """How many responses of an audience a round holds."""
    return answers.count(session, *collected(session, found, audience))


def filled(instrument: Instrument, step: int = 1) -> dict[str, str]:
    """The fields of a complete form, the same step throughout (the highest where a scale is shorter)."""
    return {f"answer-{part.code}": str(min(step, len(part.scale))) for part in instrument.parts}


@contextmanager
def an_application(settings: Settings) -> Iterator[Flask]:
    """An application of its own, for tests that want other settings or other views than everybody's."""
    made = create_app(settings)
    limiter.reset()
    yield made
    made.extensions["engine"].dispose()


@contextmanager
def arranging(app: Flask) -> Iterator[Session]:
    """A session on an application's database that commits at the end, so that requests see what was arranged."""
    with open_session(app.extensions["engine"], writes=True) as session:
        yield session
        session.commit()


@contextmanager
def looking(app: Flask) -> Iterator[Session]:
    """A session for looking at an application's database, which holds up no request."""
    with open_session(app.extensions["engine"], writes=False) as session:
        yield session


@dataclass(frozen=True, slots=True)
class Scene:
    """An office with an administrator (malee) and a round. `iit` and `eit` are the paths of its surveys, `codes` unused."""

    office: Office
    round: Round
    iit: str
    eit: str
    codes: list[str]

    @property
    def page(self) -> str:
        """The path of the officers' page of the round."""
        return f"/office/rounds/{self.round.id}"


def a_scene(
    app: Flask,
    *,
    office: str = "องค์การบริหารส่วนตำบลทดสอบ",
    fiscal_year: int = 2565,
    state: RoundState = RoundState.OPEN,
    cards: int = 3,
) -> Scene:
    """Make an office at work: its administrator, a round in a state, and a few printed codes."""
    definitions: Definitions = app.extensions["definitions"]
    with arranging(app) as session:
        made = an_office(session, office)
        an_officer(session, made)
        found = a_draft(session, made, definitions=definitions, fiscal_year=fiscal_year)
        if state != RoundState.DRAFT:
            open_round(session, definitions, found)
        both = {instrument.key: collection for collection, instrument in collected_in(session, definitions, found)}
        printed = codes.new_codes(session, both["iit"], number=cards, key=CODE_KEY)
        if state == RoundState.CLOSED:
            close_round(session, definitions, found)
    links = {key: f"/{key}/{collection.link}" for key, collection in both.items()}
    return Scene(made, found, links["iit"], links["eit"], printed)


def instrument_of(app: Flask, path: str, fiscal_year: int = 2565) -> Instrument:
    """The instrument that is answered at a survey's path."""
    definitions: Definitions = app.extensions["definitions"]
    return definitions.instrument(f"{fiscal_year}/{path.split('/')[1]}")


def how_many(app: Flask, scene: Scene, audience: Audience) -> int:
    """How many responses of an audience the round of a scene holds."""
    definitions: Definitions = app.extensions["definitions"]
    with looking(app) as session:
        found = session.get_one(Round, (scene.office.id, scene.round.id))
        return answers.count(session, *collected(session, found, audience, definitions=definitions))
