"""E-services: what a citizen can ask of the office without going there.

A service is a data file; the engine is `survey.cases`.
"""

from survey.services import catalogue, figures_page, following, open311, reading, sending, sheet, signs, taking
from survey.services.blueprint import blueprint, officers

__all__ = [
    "blueprint",
    "catalogue",
    "figures_page",
    "following",
    "officers",
    "open311",
    "reading",
    "sending",
    "sheet",
    "signs",
    "taking",
]
