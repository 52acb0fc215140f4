"""Verify clips where they lie: every stored byte is read once, hashed, and checked by its tag.

`findings` says what can come out, `check` verifies one clip, `verifier` many at a time.
"""
