"""The respondent's form: every part must be answered, staff bring a one-time code, and nothing else is required."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any, ClassVar

from werkzeug.datastructures import MultiDict
from wtforms import Form, RadioField, StringField, TextAreaField
from wtforms.validators import StopValidation, ValidationError

from questionnaires.model import Audience, Instrument, ProfileQuestion
from survey import languages, questions
from survey.forms import Filled, ThaiMeta
from survey.languages import Words
from survey.respond import profile

LONGEST_SUGGESTION = 2000
# What no keyboard types: a database refuses some of it, and a reader sees none of it.
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


class _Chosen:
    """Validator: a step was chosen."""

    def __init__(self, message: str) -> None:
        self.message = message

    def __call__(self, _form: Form, field: RadioField) -> None:
        if not field.raw_data:
            raise StopValidation(self.message)


class _ShortEnough:
    """Validator: a suggestion of at most `LONGEST_SUGGESTION` characters."""

    def __init__(self, message: str) -> None:
        self.message = message

    def __call__(self, _form: Form, field: TextAreaField) -> None:
        if len(field.data) > LONGEST_SUGGESTION:
            raise ValidationError(self.message)


def cleaned(text: str | None) -> str:
    """Return a suggestion without invisible characters and the space around it."""
    return _CONTROL.sub("", (text or "").replace("\r\n", "\n").replace("\r", "\n")).strip()


def suggestion_in(instrument: Instrument, sent: MultiDict[str, str]) -> str | None:
    """Return the suggestion that was sent, "" where there is none; None where it is too long."""
    if instrument.audience is not Audience.SERVICE_USERS:
        return ""
    text = cleaned(sent.get("suggestion", ""))
    return text if len(text) <= LONGEST_SUGGESTION else None


class ResponseForm(questions.Questions, Form):
    """What every respondent's form has.

    It carries no token against requests forged by another site: it acts for nobody who is signed in, and a token would
    need a cookie on an anonymous page.
    """

    profile: ClassVar[tuple[ProfileQuestion, ...]]

    class Meta(ThaiMeta, Form.Meta):
        """Thai messages."""

    @property
    def about_respondent(self: Any) -> tuple[tuple[ProfileQuestion, StringField], ...]:
        """The questions about the respondent, each with its field."""
        return tuple((question, self[profile.PREFIX + question.code]) for question in self.profile)


@lru_cache(maxsize=64)
def response_form(
    instrument: Instrument, words: Words | None = None, about: tuple[ProfileQuestion, ...] = ()
) -> type[ResponseForm]:
    """Return the form class of an instrument as it is shown in a language, Thai unless said otherwise; made once, then shared.

    `about` are the questions about the respondent.
    """
    said = words or languages.words(languages.OWN)
    # Fields are in the order in which they are made, and that is the order of the page.
    first = type("FormWithCode", (ResponseForm,), _code(instrument, said))
    asking = questions.form_class(
        "FormOfInstrument",
        instrument,
        first,
        validators=lambda part: [_Chosen(said("problems.part", number=questions.part_number(part)))],
    )
    return type("ResponseFormOfInstrument", (asking,), {"profile": about, **_last(instrument, said, about)})


def _code(instrument: Instrument, words: Words) -> dict[str, StringField]:
    if instrument.audience is not Audience.STAFF:
        return {}
    return {"code": StringField(words("code.label"), validators=[Filled(words("code.missing"))])}


def _last(instrument: Instrument, words: Words, about: tuple[ProfileQuestion, ...]) -> dict[str, StringField]:
    fields = {profile.PREFIX + question.code: StringField(question.text) for question in about}
    if instrument.audience is Audience.SERVICE_USERS:
        too_long = words("suggestion.too_long", most=f"{LONGEST_SUGGESTION:,}")
        fields["suggestion"] = TextAreaField(words("suggestion.label"), filters=[cleaned], validators=[_ShortEnough(too_long)])
    return fields
