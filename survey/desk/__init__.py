"""The officers' side of cases: the queue, reading before publishing, answering, and how the office wants it done."""

from survey.desk import calendar_pages, case_page, entry, queue_page, settings, templates
from survey.desk.blueprint import blueprint

__all__ = ["blueprint", "calendar_pages", "case_page", "entry", "queue_page", "settings", "templates"]
