"""How a clip's wall clock is told on the command line."""

from typing import Any

from app.media.clip_clock import drift_s_a_day
from models.records import ClipRecord, ClockSource

_TOLD = {
    ClockSource.FILE: "from the file",
    ClockSource.PERSON: "set by a person",
    ClockSource.COMPANION: "from a companion file, not vouched for",
    ClockSource.UNKNOWN: "known from an earlier version",
}
# What is nearer to no drift is shown as none: the same as in the window.
_LEAST_DRIFT_PPM = 0.05


def clock_text(clip: ClipRecord) -> str:
    """Say where a clip's clock is from, its zone and its drift; a dash where it has none."""
    if clip.recorded_at is None:
        return "-"
    parts = [_TOLD[clip.clock_source], clip.clock_zone, _drift_text(clip.clock_drift_ppm)]
    return ", ".join(part for part in parts if part)


def clock_facts(clip: ClipRecord) -> dict[str, Any]:
    """Return what a clip's row says of its times; null where nobody has told."""
    return {
        "recorded_at": None if clip.recorded_at is None else clip.recorded_at.isoformat(),
        "clock_source": str(clip.clock_source) or None,
        "clock_zone": clip.clock_zone or None,
        "clock_drift_ppm": clip.clock_drift_ppm,
        "start_timecode": clip.start_timecode or None,
    }


def _drift_text(drift_ppm: float) -> str:
    if abs(drift_ppm) < _LEAST_DRIFT_PPM:
        return "no drift measured"
    verb = "gains" if drift_ppm > 0 else "loses"
    return f"{verb} {abs(drift_s_a_day(drift_ppm)):.1f} s a day ({drift_ppm:+.1f} ppm)"
