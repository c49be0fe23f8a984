"""Checking published figures: whether they agree with one another, and which misprints would explain it where they do not."""
