"""Desks of review: verdicts, issues, rounds, comparison, quality."""
