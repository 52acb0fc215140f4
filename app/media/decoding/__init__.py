"""From a frame's number to that very picture, and what damage makes of it."""
