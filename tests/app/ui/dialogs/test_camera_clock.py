"""The dialog by itself, the judgement behind it, and the words that it uses."""

from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from app.media.clip_clock import ClipClock
from app.session.clocks import clock_of
from app.ui.dialogs.camera_clock import CameraClockDialog
from app.ui.dialogs.camera_clock_reading import Flaw, ReadingFields, Verdict, judged
from app.ui.dialogs.camera_clock_texts import drift_text, flaw_text, source_text
from app.ui.dialogs.camera_clock_zone import ZoneField
from app.ui.timeline.times import ClipTimes
from models.records import ClipRecord, ClockSource
from tests.support.window import make_clip

NOW = datetime(2026, 11, 28, 4, 0, tzinfo=UTC)
FACE = datetime(2026, 11, 22, 8, 14, 35)  # noqa: DTZ001 - a clock's face
BERLIN = "Europe/Berlin"
SECONDS = np.arange(36_000) * 0.1


def judge(
    first: ReadingFields,
    second: ReadingFields | None = None,
    *,
    zone: str = BERLIN,
    drift_ppm: float = 0.0,
) -> Verdict:
    return judged(first, second, zone_name=zone, known_drift_ppm=drift_ppm, now=NOW)


def test_one_reading_sets_the_start_and_keeps_the_drift_that_is_known() -> None:
    verdict = judge(ReadingFields(1000.0, FACE), drift_ppm=100.0)
    assert verdict.clock is not None
    assert verdict.clock.drift_ppm == 100.0
    assert verdict.clock.at(1000.0).strftime("%Y-%m-%d %H:%M:%S %z") == "2026-11-22 08:14:35 +0100"
    assert verdict.clock.started_at == datetime(2026, 11, 22, 6, 57, 54, 900_000, tzinfo=UTC)


def test_two_readings_measure_the_drift_anew() -> None:
    second = ReadingFields(2800.0, FACE + timedelta(seconds=1800.9))
    verdict = judge(ReadingFields(1000.0, FACE), second, drift_ppm=9.0)
    assert verdict.clock is not None
    assert verdict.clock.drift_ppm == pytest.approx(500.0, abs=0.01)
    assert verdict.apart_s == 1800.0
    assert verdict.clock.at(2800.0).strftime("%H:%M:%S.%f") == "08:44:35.900000"
    assert drift_text(verdict).startswith("The clock gains 43.2 s a day (+500.0 ppm).")


def test_a_drift_smaller_than_the_readings_can_tell_is_none() -> None:
    second = ReadingFields(2800.0, FACE + timedelta(seconds=1800))
    verdict = judge(ReadingFields(1000.5, FACE), second, drift_ppm=9.0)
    assert verdict.clock is not None
    assert verdict.clock.drift_ppm == 0.0
    assert verdict.unsure_ppm == pytest.approx(555.7, abs=0.1)
    assert drift_text(verdict).startswith("No drift to be seen")


@pytest.mark.parametrize(
    ("first", "second", "zone", "flaw"),
    [
        (FACE, None, "Mars/Olympus", Flaw.ZONE),
        (datetime(2026, 3, 29, 2, 30), None, BERLIN, Flaw.NEVER_SHOWN),  # noqa: DTZ001
        (datetime(2027, 1, 1), None, BERLIN, Flaw.FUTURE),  # noqa: DTZ001
        (datetime(1904, 1, 1), None, BERLIN, Flaw.LONG_AGO),  # noqa: DTZ001
        (FACE, ReadingFields(0.5, FACE), BERLIN, Flaw.SAME_FRAME),
        (FACE, ReadingFields(60.0, FACE + timedelta(hours=1)), BERLIN, Flaw.NO_CLOCK),
        (FACE, ReadingFields(60.0, FACE - timedelta(minutes=1)), BERLIN, Flaw.NO_CLOCK),
    ],
    ids=str,
)
def test_nonsense_is_refused_with_what_to_do(
    first: datetime, second: ReadingFields | None, zone: str, flaw: Flaw
) -> None:
    verdict = judge(ReadingFields(0.0, first), second, zone=zone)
    assert (verdict.clock, verdict.flaw) == (None, flaw)
    assert flaw_text(verdict)


def test_readings_that_disagree_are_told_in_time() -> None:
    verdict = judge(ReadingFields(0.0, FACE), ReadingFields(60.0, FACE + timedelta(hours=1)))
    assert "60.0 s" not in flaw_text(verdict)
    assert "1 min 00 s of the clip pass, but 1 h 00 min on the clock" in flaw_text(verdict)
    back = judge(ReadingFields(0.0, FACE), ReadingFields(60.0, FACE - timedelta(minutes=1)))
    assert "-1 min 00 s on the clock" in flaw_text(back)


def test_a_face_that_was_shown_twice_means_the_first_and_a_second_reading_fits_to_it() -> None:
    twice = datetime(2026, 10, 25, 2, 30)  # noqa: DTZ001
    verdict = judge(ReadingFields(0.0, twice))
    assert verdict.twice
    assert verdict.clock is not None
    # Compared in UTC: a moment that a zone shows twice equals none of another zone.
    started_at = verdict.clock.started_at.astimezone(UTC)
    assert started_at == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    over = judge(ReadingFields(0.0, twice), ReadingFields(3600.0, twice))
    assert over.clock is not None
    assert over.clock.drift_ppm == 0.0


@pytest.mark.parametrize(
    ("fields", "text"),
    [
        ({"recorded_at": None}, "Neither the file nor anybody here has told it."),
        (
            {"clock_source": ClockSource.FILE, "clock_zone": BERLIN},
            "From the file · Europe/Berlin · no drift measured",
        ),
        (
            {"clock_source": ClockSource.PERSON, "clock_drift_ppm": -1e6 / 86_400},
            "Set by a person · loses 1.0 s a day (-11.6 ppm)",
        ),
        ({}, "Known from an earlier version · no drift measured"),
    ],
    ids=["none", "file", "person", "older"],
)
def test_it_says_where_the_clock_is_from(fields: dict[str, object], text: str) -> None:
    assert source_text(make_clip(**fields)) == text


def dialog_for(
    qtbot: QtBot, clip: ClipRecord, *, frame: int = 320, can_restore: bool = False
) -> CameraClockDialog:
    times = ClipTimes(SECONDS, clock=clock_of(clip))
    dialog = CameraClockDialog(clip, times, frame=frame, can_restore=can_restore, now=NOW)
    qtbot.addWidget(dialog)
    dialog.show()
    return dialog


def type_face(field: object, face: datetime) -> None:
    field.set_face(face)  # type: ignore[attr-defined]


def test_it_shows_the_clock_of_the_frame_on_screen_and_follows_it(qtbot: QtBot) -> None:
    clip = make_clip(clock_zone=BERLIN, recorded_at=datetime(2026, 11, 22, 7, 14, 3, tzinfo=UTC))
    dialog = dialog_for(qtbot, clip)
    assert dialog._first.text() == "2026-11-22  08:14:35.000"
    assert dialog._now_shown.text() == "22 Nov 2026 · 08:14:35 +01:00"
    dialog.show_frame(330)
    assert dialog._first.text() == "2026-11-22  08:14:36.000"
    assert "frame 330" in dialog._first_title.text()
    dialog._zone.setEditText("Asia/Tokyo")
    assert dialog._first.text() == "2026-11-22  16:14:36.000"


def test_what_was_typed_stays_and_belongs_to_the_frame_that_is_stepped_to(qtbot: QtBot) -> None:
    dialog = dialog_for(qtbot, make_clip(recorded_at=None))
    dialog._zone.setEditText(BERLIN)
    type_face(dialog._first, FACE)
    dialog.show_frame(340)
    heard: list[tuple[ClipClock, str]] = []
    dialog.clock_chosen.connect(lambda clock, zone: heard.append((clock, zone)))
    dialog._go.click()
    ((clock, zone),) = heard
    assert zone == BERLIN
    assert clock.at(34.0).strftime("%H:%M:%S.%f %z") == "08:14:35.000000 +0100"


def test_a_second_reading_keeps_the_first_where_it_was_read(qtbot: QtBot) -> None:
    dialog = dialog_for(qtbot, make_clip(recorded_at=None), frame=100)
    dialog._zone.setEditText("UTC")
    type_face(dialog._first, FACE)
    dialog._measures.setChecked(True)
    assert not dialog._go.isEnabled()
    dialog.show_frame(35_100)
    assert "frame 100" in dialog._first_title.text()
    assert "frame 35100" in dialog._second_title.text()
    type_face(dialog._second, FACE + timedelta(seconds=3507))
    clock = dialog.verdict.clock
    assert clock is not None
    assert clock.drift_ppm == pytest.approx(2000, abs=0.01)
    assert clock.at(10.0) == FACE.replace(tzinfo=UTC)
    assert dialog._go.isEnabled()
    type_face(dialog._second, FACE + timedelta(hours=9))
    assert not dialog._go.isEnabled()
    assert "Check both readings" in dialog._judgement.text()


def test_a_clock_can_be_cleared_or_its_last_change_be_taken_back(qtbot: QtBot) -> None:
    dialog = dialog_for(qtbot, make_clip(), can_restore=True)
    buttons = {button.text().strip(): button for button in dialog.findChildren(type(dialog._go))}
    heard: list[str] = []
    dialog.clear_requested.connect(lambda: heard.append("clear"))
    dialog.restore_requested.connect(lambda: heard.append("restore"))
    buttons["Clear"].click()
    buttons["Undo last change"].click()
    assert heard == ["clear", "restore"]
    without = dialog_for(qtbot, make_clip(recorded_at=None))
    texts = {button.text().strip() for button in without.findChildren(type(dialog._go))}
    assert texts == {"Cancel", "Set clock"}


@pytest.mark.parametrize(
    ("typed", "zone"),
    [
        ("Europe/Berlin", "Europe/Berlin"),
        ("berlin", "Europe/Berlin"),
        ("new york", "America/New_York"),
        ("+01:00", "+01:00"),
        ("utc+2", ""),
        ("UTC+2", "UTC+2"),
        ("nowhere", ""),
        ("", ""),
    ],
)
def test_a_zone_is_found_by_its_city_or_offset(qtbot: QtBot, typed: str, zone: str) -> None:
    field = ZoneField()
    qtbot.addWidget(field)
    field.setEditText(typed)
    assert field.zone_name == zone
