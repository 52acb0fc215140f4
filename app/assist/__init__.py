"""Assistance on this machine: trackers and finders on arrays. No Qt, no decoder, no disk."""
