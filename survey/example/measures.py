"""The measures of the example office: those of the report the platform grew out of, made through the operations people use."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from questionnaires.loader import Definitions
from survey.cases.history import actor_of
from survey.documents.report import Paragraph, Report, Section, Tone
from survey.documents.report_pdf import report_pdf
from survey.measures.evidence import add_file, checked
from survey.measures.operations import add_measure, link_cases, tell_progress
from survey.measures.scores import called_by, sources_of
from survey.models import Case, Measure, Office, Officer

_EXAMPLE = "เอกสารตัวอย่างที่ระบบสร้างขึ้น ไม่ใช่เอกสารของหน่วยงานใด"


def add_measures(
    session: Session,
    definitions: Definitions,
    office: Office,
    officer: Officer,
    plan: Sequence[Mapping[str, Any]],
    *,
    fiscal_year: int,
) -> None:
    """Give the example office its measures, where it has none yet; after its suggestions, which some of them answer."""
    if session.scalars(select(Measure.id).where(Measure.office_id == office.id).limit(1)).first() is not None:
        return
    actor = actor_of(session, officer)
    sources = sources_of(session, definitions, office.id)
    assessment = definitions.assessment(fiscal_year)
    for told in plan:
        facts = {"item": None, **told}
        known = called_by(sources, assessment, fiscal_year, indicator=facts["indicator"], item=facts["item"])
        made = add_measure(session, office.id, fiscal_year, facts, actor=actor, called_by=known)
        for quarter, text in told.get("progress", {}).items():
            tell_progress(session, made, quarter, text, actor=actor)
        subjects = told.get("suggestions", [])
        cases = session.scalars(select(Case).where(Case.office_id == office.id, Case.subject.in_(subjects)))
        link_cases(session, made, cases, actor=actor)
        if "evidence" in told:
            kept = checked(f"{told['evidence']['name']}.pdf", _paper(office, fiscal_year, told["evidence"]))
            quarter = told["evidence"]["quarter"]
            add_file(session, made, kept, quarter=quarter, is_public=True, actor=actor)


def _paper(office: Office, fiscal_year: int, told: Mapping[str, Any]) -> bytes:
    """Return a made-up document that says it is one."""
    blocks = (Paragraph(_EXAMPLE, Tone.WARNING), Paragraph(told["text"]))
    title, day = told["name"], date.fromisoformat(told["day"])
    return report_pdf(
        Report(title=title, office=office.name, fiscal_year=fiscal_year, made_on=day, sections=(Section("", blocks),))
    )
