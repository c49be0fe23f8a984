"""Optional questions about the respondent: a definition's own, and which division it is about.

The staff's answers to them are only counted; a service user's go with the response.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict

from questionnaires.checks import DIVISION
from questionnaires.model import Audience, Instrument, ProfileAnswer, ProfileQuestion
from survey.errors import ForgedForm
from survey.languages import Words
from survey.models.office import Division

# On every generated name, as for the questions of the instrument.
PREFIX = "profile-"
# Fewer people than this in a division would make "one of its answers" almost a name.
FEWEST_IN_A_DIVISION = 10
_DIVISION_ID = re.compile(r"[0-9a-z]{8}")


def divisions(session: Session, office_id: str, audience: Audience) -> tuple[tuple[str, str], ...]:
    """Return the divisions that may be asked about, id and name each; the staff only about those of many people."""
    query = select(Division.id, Division.name).where(Division.office_id == office_id)
    if audience is Audience.STAFF:
        query = query.where(Division.head_count >= FEWEST_IN_A_DIVISION)
    return tuple((one, name) for one, name in session.execute(query.order_by(Division.position, Division.name, Division.id)))


def questions(instrument: Instrument, among: Iterable[tuple[str, str]], words: Words) -> tuple[ProfileQuestion, ...]:
    """Return the questions about the respondent: the instrument's, then which of the divisions, where there are any.

    `among` are divisions, id and name each; `instrument` is as it is shown in the language of `words`.
    """
    answers = tuple(ProfileAnswer(one, name if words.code == "th" else words.data(name)) for one, name in among)
    if not answers:
        return instrument.profile
    return (*instrument.profile, ProfileQuestion(DIVISION, words(f"profile.{DIVISION}.{instrument.audience}"), answers))


def chosen(instrument: Instrument, among: Iterable[tuple[str, str]], sent: MultiDict[str, str]) -> dict[str, str]:
    """Return the answers about the respondent by question; questions left blank are not in it.

    Raises ForgedForm where `sent` holds a question or an answer that is not in the definition.
    """
    found = {}
    for name in sent:
        if name.startswith(PREFIX):
            code = name.removeprefix(PREFIX)
            values = sent.getlist(name)
            if len(values) != 1 or not _is_possible(instrument, code, values[0]):
                raise ForgedForm
            # A division that has been removed, or is no longer large enough, since the page was made: it counts as none.
            if values[0] and (code != DIVISION or values[0] in dict(among)):
                found[code] = values[0]
    return found


def _is_possible(instrument: Instrument, code: str, value: str) -> bool:
    if not value:
        return code == DIVISION or any(code == question.code for question in instrument.profile)
    if code == DIVISION:
        return _DIVISION_ID.fullmatch(value) is not None
    return any(code == question.code and value == answer.code for question in instrument.profile for answer in question.answers)
