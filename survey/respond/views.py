"""The pages a respondent sees: the form, the thanks."""

from __future__ import annotations

from flask import Blueprint, Response, current_app, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from questionnaires.model import Audience, ProfileQuestion
from survey import answers, codes, profile, signals, suggestions, thai, words
from survey.access import public
from survey.compressed import encoding_for
from survey.extensions import csrf, db, limiter
from survey.presentation import Presentation
from survey.questions import complete_steps, is_key
from survey.respond import places
from survey.respond.doorway import page_headers, written_on
from survey.respond.forms import ResponseForm, response_form, suggestion_in
from survey.respond.operations import Outcome, Submission, check_open, record_response
from survey.respond.queries import Survey, Surveys
from survey.respond.shell import PLACE, Shell, Shells

blueprint = Blueprint("respond", __name__)
csrf.exempt(blueprint)


@blueprint.get("/<any(iit, eit):key>/<link>")
@public
def form(key: str, link: str) -> Response:
    """Show the form with a submission key of its own."""
    shell = shell_of(survey_here(key, link))
    encoding = encoding_for(request.headers.get("Accept-Encoding", ""))
    return Response(shell.page(answers.new_key(), encoding), headers=page_headers(shell, encoding))


def shell_of(survey: Survey) -> Shell:
    """Return the form page but for its submission key; RoundClosed or RoundNotOpen where it takes no answers."""
    _check_open(survey)
    written = written_on(survey, _presentation())
    if places.here() is not places.ANYWHERE:
        written = (places.here(), *written)
    return _shells().get(written, lambda: _page(survey, _form(survey)(submission_key=PLACE)))


def pace() -> str:
    """Return how many answers one address may send."""
    return f"{current_app.config['SETTINGS'].answers_per_minute} per minute"


def _is_refused(response: AnyResponse) -> bool:
    return response.status_code == 403


@blueprint.post("/<any(iit, eit):key>/<link>")
@public
# A whole village may share one address: the pace stops a flood, and the second limit only counts codes that were refused.
@limiter.limit(pace)
@limiter.limit("120 per minute", deduct_when=_is_refused)
def submit(key: str, link: str) -> AnyResponse | tuple[str, int]:
    """Store the answers, or show the form again with everything that was filled in."""
    return receive(survey_here(key, link))


def receive(survey: Survey) -> AnyResponse | tuple[str, int]:
    """Do what `submit` says, wherever the form is answered."""
    steps = complete_steps(survey.instrument, request.form)
    typed = request.form.get("code", "")
    submission_key = request.form.get("submission-key", "")
    about = profile.chosen(survey.instrument, survey.divisions, request.form)
    suggestion = suggestion_in(survey.instrument, request.form)
    if steps is None or not is_key(submission_key) or not _has_code(survey, typed) or suggestion is None:
        return _again(survey)
    submission = Submission(
        key=submission_key,
        steps=steps,
        code=typed,
        day=thai.today(),
        wording=_wording_given(survey),
        profile=about if survey.collection.asks_profile else {},
        suggestion=suggestion,
        channel=places.here().channel,
        signals=signals.found(survey.instrument, request.form),
    )
    code_key = current_app.config["SETTINGS"].key("codes")
    outcome = db.turns.write(lambda connection: record_response(connection, survey, submission, code_key=code_key))
    if outcome is Outcome.REFUSED:
        filled = _form(survey)(request.form)
        # Taken out again, so that the page for a used code is the page for any other.
        filled.code.data = ""
        filled.code.errors = [_presentation().words("code.refused")]
        return _page(survey, filled), 403
    # With a fragment of its own: a browser would carry over the one of the form, and that may be a code.
    address = url_for(places.here().thanks, key=survey.collection.instrument, link=survey.collection.link)
    return redirect(f"{address}{_presentation().query}#main", code=303)


def _again(survey: Survey) -> tuple[str, int]:
    """Show a form that cannot be stored once more, and say what is to be done."""
    filled = _form(survey)(request.form)
    filled.refuse_forgery(request.form)
    _check_open(survey)
    if not filled.has_key:
        # A key that is not ours cannot tell a repetition, so a fresh one goes out and the respondent presses once more.
        filled.submission_key.data = answers.new_key()
        filled.submission_key.errors = [_presentation().words("problems.key")]
        return _page(survey, filled), 400
    filled.validate()
    return _page(survey, filled), 422


@blueprint.get("/<any(iit, eit):key>/<link>/thanks")
@public
def thanks(key: str, link: str) -> str:
    """Thank the respondent; the page says nothing of what was answered."""
    survey = survey_here(key, link)
    shown = survey.wordings.by_language[_presentation().language].shown
    return render_template("respond/thanks.html", office=survey.office, instrument=shown, presentation=_presentation())


def survey_here(key: str, link: str) -> Survey:
    """Return the survey at a link, kept for a moment; NotFound where there is none."""
    surveys: Surveys = current_app.extensions["surveys"]
    return surveys.at(current_app.extensions["definitions"], key, link)


def _presentation() -> Presentation:
    return Presentation.of(request.query_string.decode("ascii", "replace"))


def _shells() -> Shells:
    shells: Shells = current_app.extensions["shells"]
    return shells


def _check_open(survey: Survey) -> None:
    found = survey.round
    check_open(found.state, opens_on=found.opens_on, closes_on=found.closes_on, today=thai.today())


def _has_code(survey: Survey, typed: str) -> bool:
    return survey.instrument.audience is not Audience.STAFF or bool(typed.strip())


def _about(survey: Survey) -> tuple[ProfileQuestion, ...]:
    if not survey.collection.asks_profile:
        return ()
    shown = _presentation()
    return profile.questions(survey.wordings.by_language[shown.language].shown, survey.divisions, shown.words)


def _form(survey: Survey) -> type[ResponseForm]:
    shown = _presentation()
    return response_form(survey.wordings.by_language[shown.language].shown, shown.words, _about(survey))


def _recorded(survey: Survey) -> str:
    """Return the digest that a response to the page as it is now records."""
    return survey.wordings.recorded(survey.instrument.audience, _presentation().language)


def _wording_given(survey: Survey) -> str:
    """Return the digest of the wording that was on the page that was sent, or of the present one where it says nothing."""
    sent = words.digest_in(request.form.get("wording", ""), link=survey.collection.link, key=_wording_key())
    return sent or _recorded(survey)


def _wording_key() -> bytes:
    key: bytes = current_app.config["SETTINGS"].key("wording")
    return key


def _page(survey: Survey, form: ResponseForm) -> str:
    if "code" in form:
        form.code.data = codes.repeatable(form.code.data or "")
    return render_template(
        places.here().form,
        instrument=form.instrument,
        office=survey.office,
        round=survey.round,
        is_sealed=answers.is_sealed(survey.collection),
        form=form,
        presentation=_presentation(),
        wording=words.token(_recorded(survey), link=survey.collection.link, key=_wording_key()),
        longest_suggestion=suggestions.LONGEST,
        fewest_seconds=signals.fewest_seconds(form.instrument),
    )
