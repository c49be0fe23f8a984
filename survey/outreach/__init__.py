"""What an office tells the public: its declaration of honest intent, how to reach it, and papers that make both known."""

from survey.outreach import declarations, papers, public
from survey.outreach.blueprint import blueprint

__all__ = ["blueprint", "declarations", "papers", "public"]
