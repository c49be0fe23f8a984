"""The officers' side: rounds, codes, divisions, officers, paper forms and files."""

from survey.manage import codes, divisions, entry, exports, imports, kiosk, paper, rounds, sealed
from survey.manage.blueprint import blueprint

__all__ = [
    "blueprint", "codes", "divisions", "entry", "exports", "imports", "kiosk", "paper", "rounds", "sealed",
]  # fmt: skip
