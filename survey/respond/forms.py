"""The respondent's form: every part must be answered, staff bring a one-time code, and nothing else is required."""

from __future__ import annotations

from functools import lru_cache
from typing import Any, ClassVar

from werkzeug.datastructures import MultiDict
from wtforms import Form, HiddenField, RadioField, StringField, TextAreaField
from wtforms.validators import StopValidation

from questionnaires.model import Audience, Instrument, ProfileQuestion
from survey import languages, profile, questions, signals, suggestions
from survey.forms import Filled, ThaiMeta
from survey.languages import Words


class _Chosen:
    """Validator: a step was chosen."""

    def __init__(self, message: str) -> None:
        self.message = message

    def __call__(self, _form: Form, field: RadioField) -> None:
        if not field.raw_data:
            raise StopValidation(self.message)


def suggestion_in(instrument: Instrument, sent: MultiDict[str, str]) -> str | None:
    """Return the suggestion that was sent, "" where there is none; None where it is too long."""
    if instrument.audience is not Audience.SERVICE_USERS:
        return ""
    text = suggestions.cleaned(sent.get("suggestion", ""))
    return text if len(text) <= suggestions.LONGEST else None


class ResponseForm(questions.Questions, Form):
    """What every respondent's form has.

    It carries no token against requests forged by another site: it acts for nobody who is signed in, and a token would
    need a cookie on an anonymous page.
    """

    profile: ClassVar[tuple[ProfileQuestion, ...]]

    elapsed = HiddenField(name=signals.ELAPSED)

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
    fields["decoy"] = StringField(words("form.decoy"), name=signals.DECOY)
    if instrument.audience is Audience.SERVICE_USERS:
        fields["suggestion"] = TextAreaField(
            words("suggestion.label"),
            filters=[suggestions.cleaned],
            validators=[suggestions.ShortEnough(words("suggestion.too_long", most=f"{suggestions.LONGEST:,}"))],
        )
    return fields
