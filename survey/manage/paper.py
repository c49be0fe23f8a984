"""The questionnaire on paper, to be printed."""

from __future__ import annotations

from flask import Response

from survey import access, languages, presentation, words
from survey.access import Permission, requires
from survey.documents.paper import PaperForm, paper_form
from survey.errors import WrongState
from survey.extensions import db
from survey.manage import queries, typed
from survey.manage.blueprint import blueprint
from survey.manage.rounds import definitions, own_round, survey_url
from survey.models import Office, RoundState


@blueprint.get("/rounds/<round_id>/paper/<key>.pdf")
@requires(Permission.READ_RESULTS)
def paper_document(round_id: str, key: str) -> Response:
    """Show the form of an instrument as a PDF, in the language that the address asks for, in the office's own wording."""
    found = own_round(round_id)
    collection = queries.collection_of(db.session, found, key)
    if found.state == RoundState.CLOSED:
        raise WrongState
    language = presentation.asked().language
    instrument = definitions().instrument(f"{found.fiscal_year}/{key}")
    wording = words.wordings(db.session, found.office_id, instrument).by_language[language]
    about = queries.asked_about_respondent(db.session, collection, wording.instrument, languages.words(language))
    office = db.session.get_one(Office, access.officer().office_id)
    document = paper_form(
        PaperForm(
            instrument=wording.instrument,
            office=office.name,
            round_title=found.title,
            address=survey_url(collection),
            language=language,
            about=typed.items(wording.instrument, about),
        )
    )
    name = f"{key}-{found.fiscal_year}-{language}.pdf"
    return Response(document, mimetype="application/pdf", headers={"Content-Disposition": f'inline; filename="{name}"'})
