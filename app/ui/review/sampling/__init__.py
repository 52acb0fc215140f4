"""Reviewing samples of a clip, and how much of it was on the screen."""
