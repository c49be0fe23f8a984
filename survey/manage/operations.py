"""What the officers' side changes. Operations flush; the views commit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from questionnaires.loader import Definitions
from questionnaires.model import Audience, Instrument, digest
from survey import answers, codes, releases
from survey.errors import WrongState
from survey.manage.queries import collected_from, collected_in
from survey.models import Case, Collection, Division, OfficerPost, Round, RoundState, new_link


class NameTaken(Exception):
    """The office already has a division of that name."""


class ProfileFixed(WrongState):
    """Whether respondents are asked about themselves cannot change any more: somebody has answered."""

    title = "เปลี่ยนการถามเรื่องทั่วไปไม่ได้แล้ว"
    message = "มีผู้ตอบแบบวัดนี้แล้ว ผู้ที่ตอบไปจึงได้รับคำมั่นตามแบบสำรวจที่เห็น"
    what_next = "กรุณากลับไปหน้ารอบการประเมิน หากต้องการถามเรื่องทั่วไป ให้ทำในรอบถัดไป"


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundFacts:
    """What an office declares about a round."""

    title: str
    fiscal_year: int
    head_count: int
    visitor_count: int
    opens_on: date
    closes_on: date
    asks_profile: frozenset[Audience] = frozenset()

    def population(self, audience: Audience) -> int:
        """How many people there are in an audience."""
        return self.head_count if audience is Audience.STAFF else self.visitor_count


def create_round(session: Session, definitions: Definitions, office_id: str, facts: RoundFacts) -> Round:
    """Prepare a round of a fiscal year with all its instruments; it takes no answers until it is opened."""
    made = Round(
        office_id=office_id,
        title=facts.title,
        fiscal_year=facts.fiscal_year,
        state=RoundState.DRAFT,
        opens_on=facts.opens_on,
        closes_on=facts.closes_on,
    )
    session.add(made)
    session.flush()
    for instrument in definitions.assessment(facts.fiscal_year).instruments:
        session.add(
            Collection(
                office_id=office_id,
                round_id=made.id,
                instrument=instrument.key,
                link=new_link(office_id),
                population=facts.population(instrument.audience),
                asks_profile=instrument.audience in facts.asks_profile,
            )
        )
    session.flush()
    return made


def change_round(session: Session, definitions: Definitions, found: Round, facts: RoundFacts) -> None:
    """Change what was declared. The year is fixed once instruments have been drawn up, and nothing changes after the close.

    Raises ProfileFixed where respondents would be asked otherwise than those were who have answered already.
    """
    # Held against answers too: the first of them fixes what follows.
    session.refresh(found, with_for_update=True)
    if found.state not in (RoundState.DRAFT, RoundState.OPEN):
        raise WrongState
    found.title, found.opens_on, found.closes_on = facts.title, facts.opens_on, facts.closes_on
    for collection, instrument in collected_in(session, definitions, found):
        asks = instrument.audience in facts.asks_profile
        if asks != collection.asks_profile and has_answers(session, collection, instrument):
            raise ProfileFixed
        collection.population, collection.asks_profile = facts.population(instrument.audience), asks
    session.flush()


def has_answers(session: Session, collection: Collection, instrument: Instrument) -> bool:
    """Return whether anybody has answered: from then on nothing changes that bears on what was promised."""
    return answers.count(session, collection, instrument) > 0


def open_round(session: Session, definitions: Definitions, found: Round, *, seal_to: Sequence[str] = ()) -> None:
    """Let a prepared round take answers, and fix the layout and the digest of what it asks.

    The staff's answers are sealed to the public keys in `seal_to`, if there are any. That is fixed too: it is promised on the
    form from now on.
    """
    _lock(session, found, RoundState.DRAFT)
    for collection, instrument in collected_in(session, definitions, found):
        collection.layout = " ".join(instrument.part_codes)
        collection.digest = digest(instrument)
        if seal_to and instrument.audience is Audience.STAFF:
            collection.seal_to = list(seal_to)
    found.state = RoundState.OPEN
    session.flush()


def close_round(session: Session, definitions: Definitions, found: Round) -> None:
    """End a round for good: keep the scorecards as they are now, and erase the codes that were not used.

    Sealed answers have no scorecard until whoever holds the key has opened them. Every row gets a fresh key; once this is
    committed the database is to be mixed (`survey.mixing`), which cannot be done within a transaction.
    """
    _lock(session, found, RoundState.OPEN)
    for collection, instrument in collected_in(session, definitions, found):
        if not answers.is_sealed(collection):
            releases.keep_final(session, collection, instrument)
        collection.digest = digest(instrument)
        codes.erase(session, collection)
        answers.rekey(session, collection, instrument)
    found.state = RoundState.CLOSED
    session.flush()


def hold_open(session: Session, found: Round) -> None:
    """Keep a round from closing until commit, so that what is stored now is in its scorecard; WrongState unless it is open."""
    _hold(session, found, RoundState.OPEN)


def make_codes(session: Session, definitions: Definitions, found: Round, *, number: int, key: bytes) -> list[str]:
    """Make one-time codes for the staff of a round that has not closed; they are returned once and cannot be had again."""
    _hold(session, found, RoundState.DRAFT, RoundState.OPEN)
    collection, _instrument = collected_from(session, definitions, found, Audience.STAFF)
    return codes.new_codes(session, collection, number=number, key=key)


def add_division(session: Session, office_id: str, *, name: str, head_count: int | None) -> Division:
    """Add a division after the others; raises NameTaken."""
    positions = session.scalars(select(Division.position).where(Division.office_id == office_id)).all()
    division = Division(office_id=office_id, name=name, head_count=head_count, position=max(positions, default=0) + 1)
    return _saved(session, division)


def change_division(session: Session, division: Division, *, name: str, head_count: int | None) -> Division:
    """Change a division; raises NameTaken."""
    division.name, division.head_count = name, head_count
    return _saved(session, division)


def remove_division(session: Session, division: Division) -> None:
    """Remove a division. Cases and officers that belonged to it belong to none then; what they signed keeps its name."""
    held = {"office_id": division.office_id, "division_id": division.id}
    for statement in (update(Case).filter_by(**held), update(OfficerPost).filter_by(**held)):
        session.execute(statement.values(division_id=None))
    session.delete(division)
    session.flush()


def _saved(session: Session, division: Division) -> Division:
    session.add(division)
    try:
        session.flush()
    except IntegrityError as error:
        session.rollback()
        raise NameTaken from error
    return division


def _lock(session: Session, found: Round, expected: RoundState) -> None:
    # Until commit, so that no answer slips in while the round changes its state.
    session.refresh(found, with_for_update=True)
    if found.state != expected:
        raise WrongState


def _hold(session: Session, found: Round, *expected: RoundState) -> None:
    # Until commit, so that the round does not change its state; others may hold it too.
    session.refresh(found, with_for_update={"read": True})
    if found.state not in expected:
        raise WrongState
