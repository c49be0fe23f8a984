"""The blueprint with every view hung on it: pages for people, and the interface of the holders' tool."""

from survey.complaints import api, views
from survey.complaints.blueprint import blueprint

__all__ = ["api", "blueprint", "views"]
