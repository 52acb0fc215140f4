"""What a clip's row is marked with: how much of it is here, and what does not protect it.

Pure but for `tr`. Of a clip that is sealed and authentic, in a store on this computer, nothing has
to be said.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QLocale

from app.ui.controls.labels import Tone
from models.records import ClipRecord

if TYPE_CHECKING:
    # Its package brings the stores with it, which the window must not wait for.
    from storage.offline import CopyState

# The translators' tool knows this name.
translate = QCoreApplication.translate


@dataclass(frozen=True, slots=True)
class Mark:
    """A sign on a row. share: painted as a filling ring in place of the icon."""

    icon: str
    tone: Tone
    text: str
    tip: str
    share: float | None = None


def marks_of(clip: ClipRecord, copy: "CopyState | None") -> tuple[Mark, ...]:
    """Return a clip's marks, the weightiest first; `copy` None: it lies on this computer."""
    protection = protection_mark(clip)
    warned = (protection,) if protection is not None and protection.tone != "dim" else ()
    return warned if copy is None else (*warned, copy_mark(copy))


def protection_mark(clip: ClipRecord) -> Mark | None:
    """Return what is to be said of a clip's protection, None for an authentic one."""
    formats = {entry.get("format") for entry in clip.objects} or {clip.origin}
    if "plain" in formats:
        return Mark(
            "lock-open",
            "bad",
            translate("ClipList", "Not encrypted"),
            translate("ClipList", "This clip lies in its store without any encryption."),
        )
    if formats != {"container"}:
        return Mark(
            "shield-alert",
            "warn",
            translate("ClipList", "Not authenticated"),
            translate(
                "ClipList",
                "Encrypted as the older system did it: nobody would notice if it was changed.",
            ),
        )
    if clip.authentic_since is None:
        return None
    since = clip.authentic_since.astimezone()
    month = QLocale().monthName(since.month, QLocale.FormatType.ShortFormat)
    day = f"{since.day} {month} {since.year}"
    return Mark(
        "check",
        "dim",
        translate("ClipList", "Authentic since {0}").format(day),
        translate(
            "ClipList",
            "Sealed on {0}. What was done to it before that day cannot be told.",
        ).format(day),
    )


def copy_mark(copy: "CopyState") -> Mark:
    """Return how much of a clip in a distant store is here."""
    share = copy.kept_bytes / copy.size if copy.size else 0.0
    if copy.pinned:
        tip = translate("ClipList", "Kept offline: all of it is here, checked and encrypted.")
        return Mark("pin", "accent", translate("ClipList", "kept offline"), tip)
    percent = f"{min(int(100 * share), 99)} %"
    if copy.pinning:
        text = translate("ClipList", "to be kept offline, {0} here").format(percent)
        tip = translate("ClipList", "To be kept offline; {0} of it is here.").format(percent)
        return Mark("pin", "accent", text, tip, share)
    if not copy.kept_bytes:
        tip = translate("ClipList", "Nothing of it is on this computer yet.")
        return Mark("cloud", "faint", translate("ClipList", "not here"), tip)
    if copy.kept_bytes >= copy.size:
        tip = translate("ClipList", "All of it is here for now; it may be dropped for others.")
        return Mark("hard-drive", "dim", translate("ClipList", "here"), tip)
    tip = translate("ClipList", "{0} of it is on this computer.").format(percent)
    return Mark("cloud", "dim", translate("ClipList", "partly here"), tip, share)


def is_kept(copy: "CopyState | None") -> bool:
    """Tell whether a clip is kept offline, or on its way to be."""
    return copy is not None and (copy.pinned or copy.pinning)
