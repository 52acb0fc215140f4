"""The sample's clips have a wall clock in a zone with a name."""

from dataclasses import replace

from app.demo import SAMPLE_CLIPS
from app.session.clocks import clock_of, zone_of
from app.session.project import Project
from app.session.sample import SAMPLE_ZONE, add_sample_clip
from models.records import ClockSource


def test_the_zone_is_where_the_sample_s_clocks_are_right() -> None:
    zone = zone_of(SAMPLE_ZONE)
    assert zone is not None
    for sample in SAMPLE_CLIPS:
        there = sample.recorded_at.astimezone(zone)
        assert there.utcoffset() == sample.recorded_at.utcoffset()


def test_a_sample_clip_is_stored_with_its_zone(project: Project) -> None:
    sample = replace(SAMPLE_CLIPS[-1], frame_count=3)
    add_sample_clip(project, sample)
    (clip,) = project.clips()
    assert (clip.event_id, clip.frame_count) == (sample.event_id, 3)
    assert (clip.clock_zone, clip.clock_source) == (SAMPLE_ZONE, ClockSource.PERSON)
    clock = clock_of(clip)
    assert clock is not None
    assert (clock.started_at, str(clock.started_at.tzinfo)) == (sample.recorded_at, SAMPLE_ZONE)
