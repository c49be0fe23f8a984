"""The front page, the promise to respondents, and the health check."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby

from flask import Blueprint, current_app, jsonify, render_template, url_for
from sqlalchemy import func, select
from werkzeug.wrappers import Response

from questionnaires.model import Instrument
from survey import migrations, presentation, thai, words
from survey.access import public
from survey.errors import DatabaseAway
from survey.extensions import db
from survey.models import Collection, Declaration, Measure, Office, Publication, Round, RoundState

blueprint = Blueprint("front", __name__)


@dataclass(frozen=True, slots=True)
class OpenSurvey:
    """A survey that takes answers today; `instrument` as it is shown in the language of the page."""

    instrument: Instrument
    round: Round
    url: str


@dataclass(frozen=True, slots=True)
class OfficeAtFront:
    """An office, its open surveys, the closed rounds whose results it has made public, and the declaration that stands.

    `measures` is the latest fiscal year in which it has measures, None where there is none.
    """

    office: Office
    surveys: tuple[OpenSurvey, ...]
    published: tuple[Round, ...]
    declaration: Declaration | None
    measures: int | None


@blueprint.get("/")
@public
def index() -> str:
    """Show the offices here and the surveys open today."""
    today = thai.today()
    language = presentation.asked().language
    definitions = current_app.extensions["definitions"]
    rows = db.session.execute(
        select(Round, Collection)
        .join(Collection, (Collection.office_id == Round.office_id) & (Collection.round_id == Round.id))
        .where(Round.state == RoundState.OPEN, Round.opens_on <= today, Round.closes_on >= today)
        .order_by(Round.office_id, Round.fiscal_year.desc(), Round.id, Collection.instrument)
    )
    surveys = {
        office_id: tuple(
            OpenSurvey(
                words.wordings(db.session, office_id, definitions.instrument(f"{found.fiscal_year}/{collection.instrument}"))
                .by_language[language]
                .shown,
                found,
                url_for("respond.form", key=collection.instrument, link=collection.link),
            )
            for found, collection in group
        )
        for office_id, group in groupby(rows, key=lambda row: row[0].office_id)
    }
    offices = db.session.scalars(select(Office).order_by(Office.name))
    published = _published()
    declarations = _declarations()
    measures = _measures()
    return render_template(
        "front/index.html",
        offices=[
            OfficeAtFront(
                office,
                surveys.get(office.id, ()),
                published.get(office.id, ()),
                declarations.get(office.id),
                measures.get(office.id),
            )
            for office in offices
        ],
    )


def _published() -> dict[str, tuple[Round, ...]]:
    """Return the rounds whose results are public, newest first, by office."""
    rounds = db.session.scalars(
        select(Round)
        .join(Publication, (Publication.office_id == Round.office_id) & (Publication.round_id == Round.id))
        .where(Round.state == RoundState.CLOSED)
        .order_by(Round.office_id, Round.closes_on.desc(), Round.id)
    )
    return {office_id: tuple(group) for office_id, group in groupby(rounds, key=lambda found: found.office_id)}


def _declarations() -> dict[str, Declaration]:
    """Return the declaration of honest intent that stands, by office."""
    published = select(Declaration).where(Declaration.published_on.is_not(None))
    return {one.office_id: one for one in db.session.scalars(published.order_by(Declaration.signed_on, Declaration.id.desc()))}


def _measures() -> dict[str, int]:
    """Return the latest fiscal year in which there are measures, by office."""
    latest = select(Measure.office_id, func.max(Measure.fiscal_year).label("year")).where(~Measure.removed)
    return {row.office_id: row.year for row in db.session.execute(latest.group_by(Measure.office_id))}


@blueprint.get("/promise")
@public
def promise() -> str:
    """Say all that respondents are promised, and where the promise ends."""
    return render_template("front/promise.html")


@blueprint.get("/healthz")
@public
def health() -> Response:
    """Answer 200 with the schema version when the database answers, 503 when it does not or holds no tables."""
    schema = migrations.current(db.session.connection())
    if schema is None:
        raise DatabaseAway
    return jsonify(status="ok", schema=schema)
