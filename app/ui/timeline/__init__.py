"""The timeline of a clip, and the transport above it."""
