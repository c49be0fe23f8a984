"""Questionnaire definitions of the Integrity and Transparency Assessment: data with a source."""
