"""The wall clock of a clip: from the file, from a person, in the row, and changed later."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest

from app.media.clip_clock import ClipClock
from app.media.clip_facts import CREATION_TIME, ClipFacts
from app.session import clocks
from app.session.clocks import (
    ClockFields,
    change_clock,
    clock_of,
    first_clock,
    set_by_person,
    wall_times,
    zone_names,
    zone_of,
)
from app.session.importing import ClipDetails, ImportReport
from app.session.project import Project
from app.session.review.workflow import hand_in
from models.errors import StaleRevisionError
from models.records import ClipRecord, ClipState, ClockSource
from models.review.rights import NotAllowedError, Right
from tests.support.databases import a_clip
from tests.support.dated_footage import dated_clip
from tests.support.desk import Desk
from tests.support.people import as_colleague

IN_UTC = datetime(2026, 11, 22, 7, 14, 3, tzinfo=UTC)
NAIVE = datetime(2026, 11, 22, 8, 14, 3)  # noqa: DTZ001 - a camera's face without a zone
BERLIN = "Europe/Berlin"


@pytest.mark.parametrize(
    ("told", "zone", "of_file", "shown", "source"),
    [
        (None, "", IN_UTC, "07:14:03 +0000", ClockSource.FILE),
        (None, BERLIN, IN_UTC, "08:14:03 +0100", ClockSource.FILE),
        (None, BERLIN, NAIVE, "08:14:03 +0100", ClockSource.FILE),
        (IN_UTC + timedelta(hours=2), BERLIN, IN_UTC, "10:14:03 +0100", ClockSource.PERSON),
        (IN_UTC, "Nowhere/Land", None, "07:14:03 +0000", ClockSource.PERSON),
    ],
    ids=["file", "file and zone", "face and zone", "person first", "zone that is none"],
)
def test_the_first_clock_of_a_clip(
    told: datetime | None, zone: str, of_file: datetime | None, shown: str, source: ClockSource
) -> None:
    clip = first_clock(told, zone, ClipFacts(recorded_at=of_file)).put_into(a_clip())
    clock = clock_of(clip)
    assert clock is not None
    assert clock.started_at.strftime("%H:%M:%S %z") == shown
    assert clip.clock_source is source
    assert clip.clock_zone == (zone if zone_of(zone) else "")


def test_a_face_without_a_zone_is_no_clock() -> None:
    assert first_clock(None, "", ClipFacts(recorded_at=NAIVE)) == ClockFields()
    assert clock_of(ClockFields().put_into(a_clip())) is None


def test_a_clip_across_the_end_of_summer_time_shows_the_camera_s_face() -> None:
    start = datetime(2026, 10, 25, 0, 59, 50, tzinfo=UTC)
    clip = replace(a_clip(recorded_at=start), clock_zone=BERLIN, clock_drift_ppm=10.0)
    clock = clock_of(clip)
    assert clock is not None
    assert clock.drift_ppm == 10.0
    shown = [clock.at(at).strftime("%H:%M:%S %z") for at in (0, 20)]
    assert shown == ["02:59:50 +0200", "02:00:10 +0100"]


@pytest.mark.parametrize(
    ("name", "offset"),
    [
        ("Europe/Berlin", timedelta(hours=1)),
        ("America/Argentina/Buenos_Aires", timedelta(hours=-3)),
        ("UTC", timedelta()),
        ("+01:00", timedelta(hours=1)),
        ("UTC-3:30", timedelta(hours=-3, minutes=-30)),
        ("+0545", timedelta(hours=5, minutes=45)),
        ("+25:00", None),
        ("+99999", None),
        ("Europe", None),
        ("../../etc/passwd", None),
        ("/etc/localtime", None),
        ("Europe/../../etc/passwd", None),
        ("Mars/Olympus", None),
        ("", None),
        ("x" * 5000, None),
    ],
)
def test_a_zone_is_a_known_name_or_an_offset(name: str, offset: timedelta | None) -> None:
    zone = zone_of(name)
    assert (None if zone is None else NAIVE.replace(tzinfo=zone).utcoffset()) == offset


def read_list(project: Project, _: ClipRecord) -> None:
    project.clips()


def read_clip(project: Project, clip: ClipRecord) -> None:
    project.close_clip(project.open_clip(clip.id))


@pytest.mark.parametrize("read", [read_list, read_clip], ids=["the list", "opening"])
def test_whoever_asks_for_the_clock_of_a_clip_that_was_read_reads_no_file(
    project: Project,
    imported: ImportReport,
    monkeypatch: pytest.MonkeyPatch,
    read: Callable[[Project, ClipRecord], None],
) -> None:
    fields = ClockFields(NAIVE.replace(tzinfo=UTC), BERLIN, 0.0, ClockSource.PERSON)
    clip = change_clock(project.store, imported.clip, fields, rights=project.rights)
    clocks._named_zone.cache_clear()
    read(project, clip)
    monkeypatch.setattr(clocks, "ZoneInfo", lambda name: pytest.fail(f"{name} is read"))
    clock = clock_of(clip)
    assert clock is not None
    assert str(clock.started_at.tzinfo) == BERLIN


def test_every_listed_zone_is_known() -> None:
    names = zone_names()
    assert {"Europe/Berlin", "Asia/Tokyo", "America/New_York"} <= set(names)
    assert [name for name in names if zone_of(name) is None] == []


@pytest.mark.parametrize(
    ("shown", "offsets"),
    [
        (datetime(2026, 11, 22, 8, 14, 3), [1]),  # noqa: DTZ001
        (datetime(2026, 3, 29, 2, 30), []),  # noqa: DTZ001
        (datetime(2026, 10, 25, 2, 30), [2, 1]),  # noqa: DTZ001
    ],
    ids=["once", "never", "twice"],
)
def test_a_face_is_shown_once_never_or_twice(shown: datetime, offsets: list[int]) -> None:
    zone = zone_of(BERLIN)
    assert zone is not None
    found = wall_times(shown, zone)
    assert [one.utcoffset() for one in found] == [timedelta(hours=hours) for hours in offsets]


@pytest.fixture
def dated_file(plain_clip: bytes, tmp_path: Path) -> Path:
    file = tmp_path / "dated.mov"
    tags = {CREATION_TIME: "2026-11-22T07:14:03Z", "timecode": "10:00:00:00"}
    file.write_bytes(dated_clip(plain_clip, tags))
    return file


def test_an_import_takes_clock_and_timecode_from_the_file(
    project: Project, dated_file: Path
) -> None:
    clip = project.import_clip(dated_file, ClipDetails(zone=BERLIN)).clip
    assert clip.recorded_at == IN_UTC
    assert (clip.clock_source, clip.clock_zone) == (ClockSource.FILE, BERLIN)
    assert clip.start_timecode == "10:00:00:00"
    assert project.clip(clip.id) == clip


def test_what_the_person_tells_on_import_goes_before_the_file(
    project: Project, dated_file: Path
) -> None:
    told = datetime(2026, 11, 22, 9, 0, tzinfo=timezone(timedelta(hours=1)))
    clip = project.import_clip(dated_file, ClipDetails(recorded_at=told)).clip
    assert clip.recorded_at == told
    assert clip.clock_source is ClockSource.PERSON


def test_a_clock_is_changed_in_the_row_and_keeps_what_else_was_changed(
    project: Project, imported: ImportReport
) -> None:
    seen = imported.clip
    project.store.update_clip(replace(seen, state=ClipState.IN_PROGRESS))
    fields = set_by_person(ClipClock(IN_UTC, 12.5), BERLIN)
    stored = change_clock(project.store, seen, fields, rights=project.rights)
    assert project.clip(seen.id) == stored
    assert stored.state is ClipState.IN_PROGRESS
    assert (stored.recorded_at, stored.clock_drift_ppm) == (IN_UTC, 12.5)
    assert (stored.clock_zone, stored.clock_source) == (BERLIN, ClockSource.PERSON)
    cleared = change_clock(
        project.store, stored, set_by_person(None, BERLIN), rights=project.rights
    )
    assert clock_of(cleared) is None


def test_a_clock_that_somebody_else_has_set_meanwhile_is_not_overwritten(
    project: Project, imported: ImportReport
) -> None:
    seen = imported.clip
    theirs = change_clock(
        project.store, seen, set_by_person(ClipClock(IN_UTC), BERLIN), rights=project.rights
    )
    mine = set_by_person(ClipClock(IN_UTC + timedelta(hours=1)), BERLIN)
    with pytest.raises(StaleRevisionError):
        change_clock(project.store, seen, mine, rights=project.rights)
    assert project.clip(seen.id) == theirs


def test_the_clock_of_what_was_handed_in_is_for_those_who_may_reopen_it(
    desk: Desk, project: Project, imported: ImportReport, tmp_path: Path
) -> None:
    fields = set_by_person(ClipClock(IN_UTC), BERLIN)
    with as_colleague(desk, tmp_path, "ana") as ana:
        seen = change_clock(ana.store, imported.clip, fields, rights=ana.rights)
        hand_in(ana, seen.id)
        with pytest.raises(NotAllowedError) as refused:
            change_clock(ana.store, seen, ClockFields(), rights=ana.rights)
        assert refused.value.right is Right.REOPEN
        assert ana.store.clip(seen.id).clock_zone == BERLIN
        change_clock(project.store, seen, ClockFields(), rights=project.rights)
        assert not ana.store.clip(seen.id).clock_zone
