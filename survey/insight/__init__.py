"""What officers do with results: plan, compare, judge how carefully forms were answered, and say what could be done."""

from survey.insight import recommending, views
from survey.insight.blueprint import blueprint

__all__ = ["blueprint", "recommending", "views"]
