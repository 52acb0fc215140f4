"""A player: what it is told, and what its thread does turn by turn."""
