"""Responses in and out as CSV: pure functions over bytes, a matrix of steps and an instrument."""
