"""Files that ship with the program: fonts, icons, styles.

This module knows where they lie and nothing else; what they mean is the caller's business.
"""

from pathlib import Path

_ROOT = Path(__file__).resolve().parent


def resource_path(*parts: str) -> Path:
    """Return the path of a shipped file, e.g. `resource_path("icons", "lock.svg")`."""
    return _ROOT.joinpath(*parts)
