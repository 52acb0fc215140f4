"""What people are called: as their computer has it, and as it is kept."""

import getpass

_LONGEST_NAME = 80
# Persian and Indic names are written with them.
_JOINERS = "\u200c\u200d"


def own_name() -> str:
    """Return what this computer calls the person who works at it; they can change it."""
    try:
        return told_name(getpass.getuser()) or "?"
    except (OSError, KeyError):
        # No such variable, and no entry of this user either, as in some containers.
        return "?"


def told_name(text: str) -> str:
    """Return a name as it is kept: on one line, and without what is not seen but turns a line.

    With control or direction signs it could look like somebody else's. "" where nothing is left.
    """
    seen = "".join(one for one in text if one.isprintable() or one.isspace() or one in _JOINERS)
    name = " ".join(seen.split())[:_LONGEST_NAME]
    return name if any(one.isalnum() for one in name) else ""
