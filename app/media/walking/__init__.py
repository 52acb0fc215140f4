"""Decoded frames one after another, as arrays, for whoever works on their pixels."""

from app.media.walking.frames import walk_frames
from app.media.walking.walk import Walk, WalkedFrame

__all__ = ["Walk", "WalkedFrame", "walk_frames"]
