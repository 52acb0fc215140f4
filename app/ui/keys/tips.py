"""Tooltips that tell a control's key. Pure."""

from collections.abc import Callable

# An action's id to its first key as people of this platform write it, "" for none.
KeyText = Callable[[str], str]


def with_key(text: str, key: str) -> str:
    """Return what a tooltip says: what the control does, and its key where it has one."""
    return f"{text} ({key})" if key else text


def no_keys(_action_id: str) -> str:
    """Take the place of a `KeyText` until the window's is known."""
    return ""
