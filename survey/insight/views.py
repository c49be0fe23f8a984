"""The pages of planning, comparing and answer quality. Nothing is stored here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import current_app, render_template, request

from questionnaires.loader import Definitions
from scoring.planning import Objective
from survey import access, signals, thai
from survey.access import Permission, requires
from survey.errors import NotFound
from survey.extensions import db
from survey.insight import comparing, planning, quality, queries, samples
from survey.insight.blueprint import blueprint
from survey.insight.forms import EFFORT, GAIN, GRADE, ROOM, WITHIN, AskingForm, WithinForm, gain_form, path_form
from survey.insight.planning import Outcome, Unusable
from survey.insight.ways import Way, Wish, way
from survey.models import Round, RoundState
from survey.recommendations import Recommended, recommendations_for
from survey.results.queries import RoundResult

# Which of the forms of the planning page was sent.
ASKED, WHAT_IF, PATH = "ask", "what-if", "path"


@dataclass(frozen=True, slots=True)
class Planned:
    """The two forms of the planning page and what they come to. `problem` says what is wrong with what was sent."""

    gains: AskingForm
    path: AskingForm
    data: str
    outcome: Outcome | None
    way: Way | None
    problem: str

    @property
    def is_wrong(self) -> bool:
        """Whether something has to be put right."""
        return bool(self.problem or self.gains.errors or self.path.errors)


@blueprint.get("/rounds/<round_id>/plan")
@requires(Permission.READ_RESULTS)
def plan(round_id: str) -> tuple[str, int]:
    """Show what everything weighs, what would be if, the cheapest way to the target, and how many answers are still needed."""
    found, result = _result(round_id)
    within = WithinForm(request.args if "within" in request.args else None)
    sampled = _samples(found, result, within)
    planned = _planned(result) if result.total else None
    page = render_template(
        "insight/plan.html",
        round=found,
        result=result,
        weights=planning.weight_words(result.assessment),
        rows=planning.rows(result, planning.standing_of(result)),
        gap=planning.gap_words(result.assessment, result.total.gap) if result.total else "",
        planned=planned,
        recommended=_recommended(result),
        samples=sampled,
        within=within,
    )
    return page, 422 if within.errors or (planned and planned.is_wrong) else 200


@blueprint.get("/rounds/<round_id>/compare")
@requires(Permission.READ_RESULTS)
def compare(round_id: str) -> str:
    """Compare a round with an earlier one and with an official result, and groups of those who answered it."""
    found, result = _result(round_id)
    session, definitions = db.session, _definitions()
    others = queries.other_rounds(session, definitions, found) if found.state == RoundState.CLOSED else []
    other = _chosen("with", {one.id: one for one in others})
    years = queries.published_years(session, definitions, result)
    year = _chosen("year", {str(one.fiscal_year): one for one in years})
    ways = {
        (one.instrument.key, by.code): (one, by)
        for one in result.instruments
        for by in queries.groupings(session, found, one.instrument)
    }
    by = _chosen("by", {f"{key}-{code}": pair for (key, code), pair in ways.items()})
    return render_template(
        "insight/compare.html",
        round=found,
        result=result,
        others=others,
        other=other,
        with_round=comparing.with_round(session, definitions, result, other) if other else [],
        years=years,
        year=year,
        with_published=comparing.with_published(session, result, year) if year else [],
        ways=[(f"{key}-{code}", one.instrument.abbreviation, by.title) for (key, code), (one, by) in ways.items()],
        by=by,
        groups=comparing.groups_of(session, found, *by) if by and found.state == RoundState.CLOSED else None,
        profiles=comparing.profiles(session, result),
    )


@blueprint.get("/rounds/<round_id>/quality")
@requires(Permission.READ_RESULTS)
def answer_quality(round_id: str) -> str:
    """Show how carefully the forms of a round were answered, and whether their items belong together."""
    found, result = _result(round_id)
    looked_at = []
    for one in result.instruments:
        known = one.released
        told = None
        if known and known.quality and known.reliability:
            seen = signals.shown(db.session, one.collection, one.instrument, answered=one.answered, is_closed=known.is_final)
            told = quality.careful(one.instrument, known.quality, known.reliability, seen)
        looked_at.append((one, told))
    return render_template("insight/quality.html", round=found, result=result, looked_at=looked_at)


def _result(round_id: str) -> tuple[Round, RoundResult]:
    found = queries.round_of(db.session, access.officer().office_id, round_id)
    return found, queries.result_of(db.session, _definitions(), found)


def _definitions() -> Definitions:
    found: Definitions = current_app.extensions["definitions"]
    return found


def _chosen(name: str, choices: Mapping[str, Any]) -> Any:
    """Return what was chosen in the address, the first of the choices where nothing was; None where there are none."""
    asked = request.args.get(name)
    if asked is None:
        return next(iter(choices.values()), None)
    if asked not in choices:
        raise NotFound
    return choices[asked]


def _samples(found: Round, result: RoundResult, within: WithinForm) -> list[samples.SampleRow]:
    today = thai.today()
    is_usable = not within.is_asked or (within.validate() and within.within.data is not None)
    points = float(within.within.data) if is_usable else float(WITHIN)
    return [
        samples.sample_row(
            result.assessment,
            found,
            one,
            within=points,
            by_day=queries.answers_by_day(db.session, found, one, today=today),
            today=today,
        )
        for one in result.instruments
    ]


def _recommended(result: RoundResult) -> Mapping[str, Recommended]:
    return recommendations_for(db.session, _definitions(), result.round.office_id, result.round.fiscal_year)


def _planned(result: RoundResult) -> Planned:
    assessment, now = result.assessment, planning.standing_of(result)
    above = planning.grade_above(assessment, result.total) if result.total else None
    asked = request.args.get(ASKED)
    gains = gain_form(assessment)(request.args if asked == WHAT_IF else None)
    path = path_form(assessment, next_grade=above)(request.args if asked == PATH else None)
    outcome = proposed = None
    problem = ""
    try:
        if asked == WHAT_IF and gains.validate():
            outcome = planning.outcome(assessment, now, gains.given(GAIN))
        if asked == PATH and path.validate():
            wish = Wish(
                grade=above if path.aim.data == GRADE else None,
                objective=Objective(path.objective.data),
                sureness=float(path.sureness.data) if path.sureness.data else None,
            )
            error = planning.standard_error(result)
            proposed = way(assessment, now, path.given(ROOM), path.given(EFFORT), wish, error=error)
    except Unusable as unusable:
        problem = str(unusable)
    return Planned(
        gains=gains,
        path=path,
        data=planning.script_data(assessment, now),
        outcome=outcome,
        way=proposed,
        problem=problem,
    )
