"""Streams that look at what goes through them."""
