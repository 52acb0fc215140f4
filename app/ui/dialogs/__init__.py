"""Dialogs: each asks one thing and returns a value. None of them does what it asks about."""
