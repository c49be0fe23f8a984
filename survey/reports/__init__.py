"""What an office hands on: the yearly report, the summary for the notice board, and the results it makes public."""

from survey.reports import publishing, views
from survey.reports.blueprint import blueprint

__all__ = ["blueprint", "publishing", "views"]
