"""The two scope ids that every installation knows.

A scope is the part of a data key's reach that can be handed out alone. Its id is 16 bytes; other
ids are random, one a camera or tenant, and never derived from a name.
"""

NO_SCOPE = bytes(16)
"""For what belongs to no scope."""

PROJECT_SCOPE = bytes(15) + b"\x01"
"""For what the whole project shares: labels, people, settings."""
