"""The results page of a round."""

from __future__ import annotations

from flask import current_app, render_template

from survey import access
from survey.access import Permission, requires
from survey.extensions import db
from survey.results import charts, queries
from survey.results.blueprint import blueprint


@blueprint.get("/rounds/<round_id>/results")
@requires(Permission.READ_RESULTS)
def scorecard(round_id: str) -> str:
    """Show where a round stands: indicators, instruments, total, grade, distance to the target, items, distributions."""
    found = queries.round_of(db.session, access.officer().office_id, round_id)
    result = queries.result_of(db.session, current_app.extensions["definitions"], found)
    return render_template(
        "results/scorecard.html",
        round=found,
        result=result,
        weights={**{key: _percent(share) for key, share in result.assessment.weights.items()}, "total": _percent(1)},
        chart=charts.indicator_chart(result),
        tables=[charts.item_table(one) for one in result.instruments if one.scorecard],
    )


def _percent(share: float) -> str:
    return f"{100 * share:g} %"
