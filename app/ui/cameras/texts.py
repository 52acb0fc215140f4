"""What a tile says. Pure but for `tr`."""

from datetime import datetime

from PySide6.QtCore import QCoreApplication

from app.media.lockstep import Basis, Lockstep, Presence, Sight
from app.ui.clip_list.texts import moment_texts

# The translators' tool knows this name.
translate = QCoreApplication.translate


def offset_text(offset_ms: float) -> str:
    """Write an offset: `+40 ms`, `−1.250 s`, `+2:05.000`; "" for none."""  # noqa: RUF002
    whole_ms = round(abs(offset_ms))
    if not whole_ms:
        return ""
    sign = "+" if offset_ms > 0 else "\N{MINUS SIGN}"
    if whole_ms < 1000:
        return f"{sign}{whole_ms} ms"
    seconds, rest_ms = divmod(whole_ms, 1000)
    if seconds < 60:
        return f"{sign}{seconds}.{rest_ms:03} s"
    return f"{sign}{span_text(seconds)}.{rest_ms:03}"


def clock_text(moment: datetime) -> str:
    """Write the time of day to the millisecond, in the recording's own time zone."""
    return f"{moment:%H:%M:%S}.{moment.microsecond // 1000:03}"


def span_text(seconds: float) -> str:
    """Write a length of time: `0:42`, `1:02:03`, and from two days on in days."""
    minutes, whole_seconds = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    if hours >= 48:
        return length_text(seconds)
    if hours:
        return f"{hours}:{minutes:02}:{whole_seconds:02}"
    return f"{minutes}:{whole_seconds:02}"


def length_text(seconds: float) -> str:
    """Write a length of time that nobody takes for a time of day: `42 s`, `12 h 26 min`."""
    whole_seconds = round(seconds)
    minutes, rest_seconds = divmod(whole_seconds, 60)
    hours, rest_minutes = divmod(minutes, 60)
    if hours >= 48:
        return translate("Cameras", "{0} days").format(round(seconds / 86_400))
    if hours:
        return translate("Cameras", "{0} h {1} min").format(hours, rest_minutes)
    if minutes:
        return translate("Cameras", "{0} min {1} s").format(minutes, rest_seconds)
    return translate("Cameras", "{0} s").format(whole_seconds)


def apart_text(apart_s: float) -> str:
    """Say that a picture is late: `1.2 s behind`, `1:05 behind`, below 0 `0.4 s ahead`."""
    away_s = abs(apart_s)
    away = f"{away_s:.1f} s" if away_s < 59.95 else span_text(away_s)
    if apart_s < 0:
        return translate("Cameras", "{0} ahead").format(away)
    return translate("Cameras", "{0} behind").format(away)


def badge_text(lock: Lockstep, *, held: bool, shown: bool, apart_s: float = 0.0) -> str:
    """Say how a companion follows; `shown` where there is a picture that could be in step."""
    if held:
        return translate("Cameras", "Held")
    if shown and apart_s:
        return apart_text(apart_s)
    offset = offset_text(lock.offset_ms)
    if not shown and not offset:
        return "\N{EN DASH}"
    if lock.basis is Basis.START:
        return translate("Cameras", "By the start {0}").format(offset).rstrip()
    return offset or translate("Cameras", "In step")


def badge_tip(lock: Lockstep) -> str:
    """Explain the badge."""
    if lock.basis is Basis.START:
        return translate(
            "Cameras",
            "Without a wall clock both clips begin together. The offset puts them right.",
        )
    return translate(
        "Cameras", "In step by the wall clock. The offset makes up for a clock that is wrong."
    )


def absence_texts(sight: Sight, started_at: datetime | None) -> tuple[str, str]:
    """Say in two lines that there is no recording, and where the next one is."""
    title = translate("Cameras", "No recording at this time")
    away = length_text(sight.away_s)
    if sight.presence is Presence.BEFORE:
        line = translate("Cameras", "Begins {0} later").format(away)
    else:
        line = translate("Cameras", "Ended {0} earlier").format(away)
    if started_at is not None:
        line = f"{line} · {moment_texts(started_at)[0]}"
    return title, line


def shared_texts(shared_s: float | None, away_s: float | None) -> tuple[str, bool]:
    """Say how a clip's time lies to another's, and whether they have any in common."""
    if shared_s is None or away_s is None:
        return translate("Cameras", "No wall clock"), False
    if shared_s > 0:
        return translate("Cameras", "Same time for {0}").format(length_text(shared_s)), True
    if away_s >= 0:
        return translate("Cameras", "{0} later").format(length_text(away_s)), False
    return translate("Cameras", "{0} earlier").format(length_text(-away_s)), False
