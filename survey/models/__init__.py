"""The tables, one module a noun."""

from survey.models.base import Base, OfOffice, new_id
from survey.models.office import Division, Office
from survey.models.officer import Officer, Role
from survey.models.response import (
    Channel,
    Code,
    EitResponse,
    IitResponse,
    ProfileTally,
    SealedResponse,
    Signal,
    SignalTally,
    ThankedKey,
)
from survey.models.result import Measure, Publication, Recommendation, Release
from survey.models.round import Collection, DisclosureEntry, OfficialResult, Round, RoundState, new_link
from survey.models.suggestion import Suggestion
from survey.models.wording import WordingOverlay

__all__ = [
    "Base",
    "Channel",
    "Code",
    "Collection",
    "DisclosureEntry",
    "Division",
    "EitResponse",
    "IitResponse",
    "Measure",
    "OfOffice",
    "Office",
    "Officer",
    "OfficialResult",
    "ProfileTally",
    "Publication",
    "Recommendation",
    "Release",
    "Role",
    "Round",
    "RoundState",
    "SealedResponse",
    "Signal",
    "SignalTally",
    "Suggestion",
    "ThankedKey",
    "WordingOverlay",
    "new_id",
    "new_link",
]
