"""The sample's clips have a wall clock in a zone with a name."""

from dataclasses import replace

from app.demo import SAMPLE_CLIPS
from app.session.clocks import clock_of, zone_of
from app.session.project import Project
from app.session.sample import SAMPLE_ZONE, add_sample_clip
from models.records import ClipState, ClockSource
from tests.support.annotations import key, track


def test_the_zone_is_where_the_sample_s_clocks_are_right() -> None:
    zone = zone_of(SAMPLE_ZONE)
    assert zone is not None
    for sample in SAMPLE_CLIPS:
        there = sample.recorded_at.astimezone(zone)
        assert there.utcoffset() == sample.recorded_at.utcoffset()


def test_a_sample_clip_is_stored_with_its_zone_and_left(project: Project) -> None:
    label = project.labels()[0]
    boxes = (track(key(0), label_id=label.id),)
    sample = replace(SAMPLE_CLIPS[-1], frame_count=3, story=lambda *_: boxes)
    add_sample_clip(project, sample)
    (clip,) = project.clips()
    assert (clip.event_id, clip.frame_count) == (sample.event_id, 3)
    assert (clip.clock_zone, clip.clock_source) == (SAMPLE_ZONE, ClockSource.PERSON)
    clock = clock_of(clip)
    assert clock is not None
    assert (clock.started_at, str(clock.started_at.tzinfo)) == (sample.recorded_at, SAMPLE_ZONE)
    # The first edit of a clip makes it theirs who made it.
    me = project.store.access.author
    assert (clip.state, clip.assigned_to) == (ClipState.IN_PROGRESS, me)
    # Left open, it would be asked for its boxes, which it has let go of.
    people = project.people
    people.settle(replace(people.rules, private_labels=frozenset({label.id})), seen=people.rules)
    assert project.thumbnail(clip) is not None
