"""Optional questions about the respondent: a definition's own, and which division it is about.

The staff's answers to them are only counted; a service user's go with the response.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from werkzeug.datastructures import MultiDict

from questionnaires.checks import DIVISION
from questionnaires.model import Instrument, ProfileAnswer, ProfileQuestion
from survey.errors import ForgedForm
from survey.languages import Words

# On every generated name, as for the questions of the instrument.
PREFIX = "profile-"
# Fewer people than this in a division would make "one of its answers" almost a name.
FEWEST_IN_A_DIVISION = 10
_DIVISION_ID = re.compile(r"[0-9a-z]{8}")


def questions(instrument: Instrument, divisions: Iterable[tuple[str, str]], words: Words) -> tuple[ProfileQuestion, ...]:
    """Return the questions about the respondent: the instrument's, then the division where there are any (id and name each).

    `instrument` is as it is shown in the language of `words`.
    """
    answers = tuple(ProfileAnswer(one, name if words.code == "th" else words.data(name)) for one, name in divisions)
    if not answers:
        return instrument.profile
    return (*instrument.profile, ProfileQuestion(DIVISION, words(f"profile.{DIVISION}.{instrument.audience}"), answers))


def chosen(instrument: Instrument, divisions: Iterable[tuple[str, str]], sent: MultiDict[str, str]) -> dict[str, str]:
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
            if values[0] and (code != DIVISION or values[0] in dict(divisions)):
                found[code] = values[0]
    return found


def _is_possible(instrument: Instrument, code: str, value: str) -> bool:
    if not value:
        return code == DIVISION or any(code == question.code for question in instrument.profile)
    if code == DIVISION:
        return _DIVISION_ID.fullmatch(value) is not None
    return any(code == question.code and value == answer.code for question in instrument.profile for answer in question.answers)
