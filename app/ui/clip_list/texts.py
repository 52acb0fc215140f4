"""How a clip is written in the list: its duration, its moment, its state. Pure but for `tr`."""

from datetime import datetime

from PySide6.QtCore import QCoreApplication, QLocale

from models.records import ClipRecord, ClipState

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
        ClipState.NEW: _tr("New"),
        ClipState.IN_PROGRESS: _tr("In progress"),
        ClipState.SUBMITTED: _tr("Submitted"),
        ClipState.ACCEPTED: _tr("Accepted"),
        ClipState.REJECTED: _tr("Rejected"),
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


def moment_texts(moment: datetime | None) -> tuple[str, ...]:
    """Write a moment at several lengths, the longest first, in the recording's own time zone."""
    if moment is None:
        return (_tr("No recording time"), _tr("No time"))
    locale = QLocale()
    clock = moment.strftime("%H:%M:%S")
    day = moment.date()
    month = locale.monthName(day.month, QLocale.FormatType.ShortFormat)
    return (
        f"{day.day} {month} {day.year} · {clock}",
        f"{day.day} {month} · {clock}",
        f"{day.day} {month} {clock[:5]}",
    )


def _tr(text: str) -> str:
    return QCoreApplication.translate("ClipList", text)
