"""The web application around the questionnaires and the scoring engine."""
