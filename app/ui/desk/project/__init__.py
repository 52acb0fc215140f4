"""Desks of the project as a whole: opening, locking, settings, store, keys."""
