"""The public board of an office: suggestions that anybody may make, read, support and follow, without an account."""

from survey.board import done, feeds, files, following, reading, sending, supporting
from survey.board.blueprint import blueprint

__all__ = ["blueprint", "done", "feeds", "files", "following", "reading", "sending", "supporting"]
