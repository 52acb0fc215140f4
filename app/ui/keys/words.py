"""Sentences that tell a person's own keys. Where an action has no key, they do without it.

A hint is a sentence or a part of one with "{key}" where the key belongs.
"""

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QWidget

from app.ui.action_specs.form import QT_TRANSLATE_NOOP
from app.ui.editing.model_words import refusal_sentence
from app.ui.keys.tips import KeyText, with_key
from models.annotation.errors import GestureRefusedError

# What to press, by the id of the action that helps.
_REMEDIES = {
    "track.lock": QT_TRANSLATE_NOOP("Keys", "Press {key} to unlock it."),
    "track.pin": QT_TRANSLATE_NOOP("Keys", "Press {key} to unpin it."),
    "track.outside": QT_TRANSLATE_NOOP("Keys", "Press {key} to bring it back."),
    "track.merge": QT_TRANSLATE_NOOP("Keys", "Press {key} to merge them."),
}
_TOLD, _PLAIN = "toldTip", "plainTip"
_ARROWS = ("left", "right", "up", "down")


def told(hint: str, key: str) -> str:
    """Return the hint with the key in its place; "" without a key."""
    return hint.replace("{key}", key) if key else ""


def sentences(*parts: str) -> str:
    """Join sentences by blanks; empty ones are left out."""
    return " ".join(part for part in parts if part)


def with_remedy(text: str, action_id: str | None, key_text: KeyText) -> str:
    """Return a refusal, and the key of the action that helps where there is one."""
    hint = _REMEDIES.get(action_id or "")
    if action_id is None or hint is None:
        return text
    return sentences(text, told(_tr(hint), key_text(action_id)))


def refusal_words(error: GestureRefusedError, key_text: KeyText) -> str:
    """Say why a gesture was refused, and which of the person's keys helps."""
    return with_remedy(refusal_sentence(error), error.remedy, key_text)


def tell_key(widget: QWidget, key: str) -> None:
    """Let the tooltip tell this key, and no longer the one that it told before."""
    if widget.toolTip() != widget.property(_TOLD):
        widget.setProperty(_PLAIN, widget.toolTip())
    widget.setToolTip(with_key(widget.property(_PLAIN), key))
    widget.setProperty(_TOLD, widget.toolTip())


def nudge_keys(key_text: KeyText, *, suffix: str = "") -> str:
    """Name the four keys that nudge: "Ctrl+arrows" where they are arrows, "" where one is missing.

    suffix: "_10" for those that nudge by ten pixels.
    """
    keys = [key_text(f"nudge.{way}{suffix}") for way in _ARROWS]
    if not all(keys):
        return ""
    held = {key.removesuffix(way.title()) for key, way in zip(keys, _ARROWS, strict=True)}
    if len(held) == 1 and held.isdisjoint(keys):
        return _tr("{0}arrows").format(held.pop())
    return ", ".join(keys)


def _tr(text: str) -> str:
    return QCoreApplication.translate("Keys", text)
