"""The measures an office takes in a fiscal year to raise its integrity and transparency, from the score that calls for them."""

from survey.measures import chain_page, documents, measure_page, public, views
from survey.measures.blueprint import blueprint

__all__ = ["blueprint", "chain_page", "documents", "measure_page", "public", "views"]
