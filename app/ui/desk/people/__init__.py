"""Desks of who works here: people, assigning, the queue, progress, time."""
