"""Desks of the open clip: picture, playing, timeline, times."""
