"""Typing in what people ticked on paper: once, or twice and compared."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from questionnaires.model import Audience, Instrument, ProfileQuestion
from survey import answers, languages, suggestions, tallies, thai, words
from survey.access import Permission, requires
from survey.errors import ForgedForm, WrongState
from survey.extensions import db
from survey.manage import operations, queries
from survey.manage.blueprint import blueprint
from survey.manage.forms import PaperForm, SettlingForm, paper_form, settling_form
from survey.manage.rounds import definitions, own_round
from survey.manage.sitting import Sitting, keep, sitting
from survey.manage.twice import ItemDifferences, as_digits, as_steps, differences
from survey.manage.typed import split, typed
from survey.models import Channel, Collection, Round, RoundState
from survey.questions import is_key

ABOUT_RESPONDENT = "เกี่ยวกับผู้ตอบ (ไม่บังคับ)"
BLANK = "ยังไม่ได้กรอกคำตอบข้อใดเลย กรุณากรอกอย่างน้อยหนึ่งข้อ"
KEY_RENEWED = "หน้านี้เปิดไม่สมบูรณ์ ระบบเตรียมหน้าใหม่ให้แล้ว คำตอบที่กรอกยังอยู่ครบ กรุณากดบันทึกอีกครั้ง"
STORED = "บันทึกแบบกระดาษแล้ว กรอกชุดถัดไปได้เลย"
STORED_TWICE = "ป้อนซ้ำแล้วตรงกันทุกข้อ บันทึกแบบกระดาษแล้ว กรอกชุดถัดไปได้เลย"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Desk:
    """What is being typed in.

    `about` are the questions about the respondent; `typed` has all that is typed in, in the texts that stand on the paper.
    """

    round: Round
    collection: Collection
    instrument: Instrument
    about: tuple[ProfileQuestion, ...]
    typed: Instrument

    @property
    def address(self) -> str:
        """Where the next form is typed in."""
        return url_for("manage.paper", round_id=self.round.id, key=self.instrument.key)

    @property
    def sitting(self) -> Sitting:
        """What this clerk has typed in so far."""
        return sitting(self.round.id, self.instrument.key)

    def keep(self, now: Sitting) -> None:
        """Remember what this clerk has typed in."""
        keep(self.round.id, self.instrument.key, now)

    def page(self, template: str, **more: Any) -> str:
        """Return a page with what both have."""
        entered = answers.count(db.session, self.collection, self.instrument, channel=Channel.PAPER)
        return render_template(
            template,
            round=self.round,
            instrument=self.typed,
            sitting=self.sitting,
            # Sealed answers do not tell how they came.
            entered=None if answers.is_sealed(self.collection) else entered,
            **more,
        )


@blueprint.route("/rounds/<round_id>/paper/<key>", methods=["GET", "POST"])
@requires(Permission.ENTER_ANSWERS)
def paper(round_id: str, key: str) -> Response | str | tuple[str, int]:
    """Enter one paper form; parts left blank on paper stay blank."""
    desk = _desk(round_id, key)
    if request.method == "GET":
        return _form_page(desk, _fresh_form(desk, key=answers.new_key(), twice=desk.sitting.twice))
    return _settled(desk) if "second" in request.form else _typed(desk)


def _typed(desk: _Desk) -> Response | str | tuple[str, int]:
    """Store what was typed in, or ask for it again, or show where it differs from the first time."""
    form: PaperForm = paper_form(desk.typed)()
    form.refuse_forgery(request.form)
    first = as_steps(desk.typed, form.first.data) if form.first.data else {}
    if not form.has_key:
        # A key that is not ours cannot tell a repetition, so a fresh one goes out and the officer presses once more.
        form.submission_key.data = answers.new_key()
        form.submission_key.errors = [KEY_RENEWED]
        return _form_page(desk, form), 400
    if not form.validate():
        return _form_page(desk, form), 422
    if "next-stack" in request.form:
        desk.keep(replace(desk.sitting, typed=0))
        return _form_page(desk, form)
    steps, submission_key = form.answers(), form.submission_key.data
    suggestion = form.suggestion.data if "suggestion" in form else ""
    if not split(desk.instrument, desk.about, steps).steps:
        form.submission_key.errors = [BLANK]
        return _form_page(desk, form), 422
    if first:
        return _compared(desk, submission_key, first, steps, suggestion)
    desk.keep(replace(desk.sitting, twice=form.twice.data))
    if form.twice.data:
        again = _fresh_form(desk, key=submission_key, first=as_digits(desk.typed, steps), suggestion=suggestion)
        return _form_page(desk, again)
    return _stored(desk, submission_key, steps, suggestion, STORED)


def _compared(
    desk: _Desk, submission_key: str, first: Mapping[str, int], second: Mapping[str, int], suggestion: str
) -> Response | tuple[str, int]:
    differing = differences(desk.typed, first, second)
    if not differing:
        return _stored(desk, submission_key, second, suggestion, STORED_TWICE)
    form = _settling(differing, formdata=None)
    form.submission_key.data, form.suggestion.data = submission_key, suggestion
    form.first.data, form.second.data = (as_digits(desk.typed, steps) for steps in (first, second))
    return _differences_page(desk, form, differing)


def _settled(desk: _Desk) -> Response | tuple[str, int]:
    """Store what was typed in twice, with what was chosen where the two differ."""
    first, second = (as_steps(desk.typed, request.form.get(name, "")) for name in ("first", "second"))
    differing = differences(desk.typed, first, second)
    submission_key = request.form.get("submission-key", "")
    if not is_key(submission_key) or not differing:
        raise ForgedForm
    form = _settling(differing)
    if not form.validate():
        return _differences_page(desk, form, differing)
    steps = {code: step for code, step in {**second, **form.settled}.items() if step}
    if not split(desk.instrument, desk.about, steps).steps:
        form.submission_key.errors = [BLANK]
        return _differences_page(desk, form, differing)
    suggestion = form.suggestion.data if desk.instrument.audience is Audience.SERVICE_USERS else ""
    return _stored(desk, submission_key, steps, suggestion, STORED)


def _desk(round_id: str, key: str) -> _Desk:
    found = own_round(round_id)
    collection = queries.collection_of(db.session, found, key)
    instrument = definitions().instrument(f"{found.fiscal_year}/{key}")
    if found.state != RoundState.OPEN:
        raise WrongState
    wording = words.wordings(db.session, found.office_id, instrument).by_language[languages.OWN]
    about = queries.asked_about_respondent(db.session, collection, wording.instrument, languages.words(languages.OWN))
    return _Desk(
        round=found,
        collection=collection,
        instrument=instrument,
        about=about,
        typed=typed(wording.instrument, about, ABOUT_RESPONDENT),
    )


def _fresh_form(desk: _Desk, *, key: str, first: str = "", twice: bool = False, suggestion: str = "") -> PaperForm:
    form: PaperForm = paper_form(desk.typed)(formdata=None)
    form.submission_key.data, form.first.data, form.twice.data = key, first, twice
    if "suggestion" in form:
        form.suggestion.data = suggestion
    return form


def _settling(differing: tuple[ItemDifferences, ...], **options: Any) -> SettlingForm:
    return settling_form(one for item in differing for one in item.parts)(**options)


def _form_page(desk: _Desk, form: PaperForm) -> str:
    return desk.page("manage/paper.html", form=form)


def _differences_page(desk: _Desk, form: SettlingForm, differing: tuple[ItemDifferences, ...]) -> tuple[str, int]:
    return desk.page("manage/paper_differences.html", form=form, differing=differing), 422


def _stored(desk: _Desk, submission_key: str, chosen: Mapping[str, int], suggestion: str, said: str) -> Response:
    form = split(desk.instrument, desk.about, chosen)
    is_staff = desk.instrument.audience is Audience.STAFF
    connection = db.session.connection()
    if is_staff and form.profile:
        tallies.take_turns(connection)
    operations.hold_open(db.session, desk.round)
    is_new = answers.add(
        connection,
        desk.collection,
        desk.instrument,
        steps=form.steps,
        channel=Channel.PAPER,
        today=thai.today(),
        key=submission_key,
        profile=form.profile,
    )
    if is_new and is_staff:
        tallies.count_profile(connection, desk.collection, form.profile)
    if is_new:
        suggestions.leave(connection, desk.collection.office_id, suggestion)
    db.session.commit()
    if is_new:
        desk.keep(replace(desk.sitting, typed=desk.sitting.typed + 1))
    flash(said)
    return redirect(desk.address)
