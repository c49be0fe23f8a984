"""What the answers say: scorecards, the total, and the figures officers enter."""

from survey.results import entry, views
from survey.results.blueprint import blueprint

__all__ = ["blueprint", "entry", "views"]
