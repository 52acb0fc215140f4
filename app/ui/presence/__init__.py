"""Whether anybody is at the computer."""
