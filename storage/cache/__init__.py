"""Copies of stored ciphertext in front of a distant store: for speed, and for work offline."""

from storage.cache.cached_objects import CachedObjects
from storage.cache.page_cache import PageCache

__all__ = ["CachedObjects", "PageCache"]
