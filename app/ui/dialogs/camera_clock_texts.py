"""How a clip's clock, its source and its drift are told to people. Pure but for `tr`."""

from datetime import datetime

from PySide6.QtCore import QCoreApplication, QLocale

from app.media.clip_clock import drift_s_a_day
from app.ui.dialogs.camera_clock_reading import Flaw, Verdict
from app.ui.timeline.times import ClipTimes, clip_time_text, span_text, wall_clock_text
from models.records import ClipRecord, ClockSource

# The translators' tool knows this name.
translate = QCoreApplication.translate

_LEAST_DRIFT_PPM = 0.05


def moment_text(moment: datetime) -> str:
    """Write a moment with its day: `22 Nov 2026 · 08:14:35 +01:00`."""
    month = QLocale().monthName(moment.month, QLocale.FormatType.ShortFormat)
    return f"{moment.day} {month} {moment.year} · {wall_clock_text(moment)}"


def frame_text(times: ClipTimes, frame: int) -> str:
    """Write which frame is meant: `frame 320 (00:32.000)`."""
    text = translate("CameraClock", "frame {0} ({1})")
    return text.format(frame, clip_time_text(times.at(frame)))


def source_text(clip: ClipRecord) -> str:
    """Say where the clip's clock is from, its zone and its drift."""
    if clip.recorded_at is None:
        return translate("CameraClock", "Neither the file nor anybody here has told it.")
    told = {
        ClockSource.FILE: translate("CameraClock", "From the file"),
        ClockSource.PERSON: translate("CameraClock", "Set by a person"),
        ClockSource.COMPANION: translate("CameraClock", "From a companion file"),
        ClockSource.UNKNOWN: translate("CameraClock", "Known from an earlier version"),
    }
    parts = [told[clip.clock_source]]
    if clip.clock_zone:
        parts.append(clip.clock_zone)
    if abs(clip.clock_drift_ppm) >= _LEAST_DRIFT_PPM:
        parts.append(_pace_text(clip.clock_drift_ppm))
    else:
        parts.append(translate("CameraClock", "no drift measured"))
    return " · ".join(parts)


def drift_text(verdict: Verdict) -> str:
    """Say what two readings tell of the drift, and how well."""
    if verdict.clock is None:
        return ""
    apart, unsure = (
        # Kept on one line, or a number ends it and its unit begins the next.
        span_text(seconds).replace(" ", "\N{NO-BREAK SPACE}")
        for seconds in (verdict.apart_s, drift_s_a_day(verdict.unsure_ppm))
    )
    if not verdict.clock.drift_ppm:
        text = translate(
            "CameraClock",
            "No drift to be seen: two readings {0} apart tell it to about ±{1} a day. Farther "
            "apart they tell more.",
        )
        return text.format(apart, unsure)
    text = translate(
        "CameraClock", "The clock {0}. Two readings {1} apart tell it to about ±{2} a day."
    )
    return text.format(_pace_text(verdict.clock.drift_ppm), apart, unsure)


def flaw_text(verdict: Verdict) -> str:
    """Say what is wrong with what was typed, and what to do."""
    if verdict.flaw is Flaw.NO_CLOCK:
        text = translate(
            "CameraClock",
            "Between the two frames {0} of the clip pass, but {1} on the clock. Check both "
            "readings.",
        )
        clock = span_text(abs(verdict.clock_s))
        signed = clock if (verdict.clock_s < 0) == (verdict.clip_s < 0) else f"-{clock}"
        return text.format(span_text(abs(verdict.clip_s)), signed)
    texts = {
        Flaw.ZONE: translate("CameraClock", "Choose a zone, or type an offset such as +01:00."),
        Flaw.NEVER_SHOWN: translate(
            "CameraClock", "No clock there showed this time: summer time jumped over it."
        ),
        Flaw.FUTURE: translate("CameraClock", "The clip would begin in the future."),
        Flaw.LONG_AGO: translate("CameraClock", "The clip would begin too long ago."),
        Flaw.SAME_FRAME: translate(
            "CameraClock", "Now go to another frame, the farther away the better, and read again."
        ),
    }
    return texts[verdict.flaw] if verdict.flaw is not None else ""


def _pace_text(drift_ppm: float) -> str:
    seconds = abs(drift_s_a_day(drift_ppm))
    ppm = f"{drift_ppm:+.1f} ppm"
    if drift_ppm < 0:
        return translate("CameraClock", "loses {0} a day ({1})").format(span_text(seconds), ppm)
    return translate("CameraClock", "gains {0} a day ({1})").format(span_text(seconds), ppm)
