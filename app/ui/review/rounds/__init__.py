"""What a correction changed, in the picture."""
