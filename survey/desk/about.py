"""What a case may be about: the indicators and items of the assessment, as an officer chooses among them."""

from __future__ import annotations

from flask import current_app
from wtforms.fields.choices import SelectChoice

from questionnaires.loader import Definitions
from questionnaires.model import Assessment
from survey.cases.hints import Hint, hint
from survey.models import Case

NOTHING = ""


def assessment_for(case: Case) -> Assessment:
    """Return the assessment of the year in which a case arrived, or of the latest year before that is known."""
    definitions: Definitions = current_app.extensions["definitions"]
    known = [year for year in definitions.years if year <= case.fiscal_year]
    return definitions.assessment(max(known) if known else min(definitions.years))


def choices(assessment: Assessment) -> list[SelectChoice]:
    """Return the choices by indicator: the indicator as a whole (``8``), and each of its items (``8 e12``)."""
    found = [SelectChoice(value=NOTHING, label="ไม่เกี่ยวกับตัวชี้วัดใด")]
    for instrument in assessment.instruments:
        for indicator in instrument.indicators:
            group = f"ตัวชี้วัดที่ {indicator.number} {indicator.title}"
            whole = SelectChoice(value=str(indicator.number), label=f"ทั้งตัวชี้วัดที่ {indicator.number}", optgroup=group)
            items = [
                SelectChoice(value=f"{indicator.number} {item.code}", label=f"{item.code} {item.text}", optgroup=group)
                for item in indicator.items
            ]
            found += [whole, *items]
    return found


def chosen(indicator: int | None, item: str | None) -> str:
    """Return the choice for what a case is said to be about."""
    return NOTHING if indicator is None else " ".join(part for part in (str(indicator), item or "") if part)


def words_of(assessment: Assessment, indicator: int | None, item: str | None) -> str:
    """Return an indicator and item in words; "" for none."""
    for instrument in assessment.instruments:
        for one in instrument.indicators:
            if one.number == indicator:
                texts = [f"ข้อ {each.code} {each.text}" for each in one.items if each.code == item]
                return " ".join([f"ตัวชี้วัดที่ {one.number} {one.title}", *texts])
    return ""


def hint_for(case: Case, assessment: Assessment) -> Hint | None:
    """Return what the words of a case speak for; None where they say nothing clear."""
    return hint(assessment, case.subject, case.text)
