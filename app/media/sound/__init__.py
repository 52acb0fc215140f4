"""The sound of a clip, and how it keeps in step with the pictures."""
