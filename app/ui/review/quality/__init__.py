"""The window of quality: figures of many clips, each leading to its frames."""
