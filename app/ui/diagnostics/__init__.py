"""F12: how the player does, in figures that tell nothing of what a clip shows."""
