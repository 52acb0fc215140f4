"""How a clip is written in the list: its duration, its moment, its state. Pure but for `tr`."""

from datetime import datetime

from PySide6.QtCore import QCoreApplication, QLocale

from models.records import ClipRecord, ClipState

# The translators' tool knows this name.
translate = QCoreApplication.translate

_TONES = {
    ClipState.NEW: "faint",
    ClipState.IN_PROGRESS: "accent",
    ClipState.SUBMITTED: "dim",
    ClipState.ACCEPTED: "ok",
    ClipState.REJECTED: "bad",
}


def state_text(state: ClipState) -> str:
    """Return the state in the person's language."""
    texts = {
        ClipState.NEW: translate("ClipList", "New"),
        ClipState.IN_PROGRESS: translate("ClipList", "In progress"),
        ClipState.SUBMITTED: translate("ClipList", "Submitted"),
        ClipState.ACCEPTED: translate("ClipList", "Accepted"),
        ClipState.REJECTED: translate("ClipList", "Rejected"),
    }
    return texts[state]


def state_tone(state: ClipState) -> str:
    """Return the token that colours the state."""
    return _TONES[state]


def duration_text(clip: ClipRecord) -> str:
    """Write the clip's length: `1:19`, and with hours from one hour on."""
    seconds = round(clip.duration_pts * clip.time_base)
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"


def moment_texts(moment: datetime | None, *, this_year: int | None = None) -> tuple[str, ...]:
    """Write a moment at several lengths, the longest first, in the recording's own time zone.

    The year is left out only where it is this year; `this_year` is by this machine's clock.
    """
    if moment is None:
        return (translate("ClipList", "No recording time"), translate("ClipList", "No time"))
    clock = moment.strftime("%H:%M:%S")
    day = moment.date()
    month = QLocale().monthName(day.month, QLocale.FormatType.ShortFormat)
    whole = f"{day.day} {month} {day.year}"
    # Whoever reads the list asks which day it is by the same clock.
    now = datetime.now().astimezone().year if this_year is None else this_year
    short = f"{day.day} {month}" if day.year == now else whole
    seconds = (f"{short} · {clock}",) if short != whole else ()
    return (f"{whole} · {clock}", *seconds, f"{short} · {clock[:5]}", f"{short} {clock[:5]}")
