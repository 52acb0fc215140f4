"""Frames of a clip: numbered, found again exactly, decoded, shown and kept, in memory only.

The one door to PyAV. Every clip is read from a binary stream that the caller opened; nothing here
knows a path, a key or a widget.
"""
