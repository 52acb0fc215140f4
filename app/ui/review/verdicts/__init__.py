"""Verdicts in the window: what is known of them, how they are given, and how they are shown."""
