"""Decoded pictures made ready to be seen: colours, crop, size, rotation, fields."""
