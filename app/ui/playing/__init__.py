"""The player as the window sees it."""
