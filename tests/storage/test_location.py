"""Names: one stem for one event id, and no way out of the folder."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crypto.clip_header import Kind
from storage.errors import ClipExistsError, InvalidEventIdError
from storage.location import (
    ParsedName,
    Role,
    clip_name,
    companion_name,
    derived_name,
    parse_name,
    refuse_collision,
    stem_of,
    successor_name,
)

event_ids = st.text(st.characters(codec="utf-8"), min_size=1, max_size=200)


@given(event_ids)
def test_every_name_made_from_an_event_id_leads_back_to_its_stem(event_id):
    stem = stem_of(event_id)
    made = {
        clip_name(event_id): Role.CLIP,
        successor_name(event_id, bytes(range(16))): Role.CLIP,
        derived_name(event_id, Kind.THUMBNAILS): Role.DERIVED,
        companion_name(event_id): Role.COMPANION,
    }
    for name, role in made.items():
        assert parse_name(name) == ParsedName(stem, role)
        assert not {"/", "\0", "\\"} & set(name)
        assert len(name.encode()) <= 255


@given(event_ids)
def test_a_stem_stands_for_itself(event_id):
    assert stem_of(stem_of(event_id)) == stem_of(event_id)


@given(st.text(max_size=60))
def test_a_foreign_name_is_no_name_of_ours(name):
    parsed = parse_name(name)
    assert parsed is None or name.startswith(parsed.stem + ".")


@pytest.mark.parametrize("event_id", ["7", "cam-3_2026", "A" * 128])
def test_a_plain_event_id_is_its_own_stem(event_id):
    assert stem_of(event_id) == event_id


@pytest.mark.parametrize("event_id", ["-7", "a.b", "a/b", "Ä", " ", "A" * 129, "~", "a\n"])
def test_any_other_becomes_a_hash(event_id):
    assert len(stem_of(event_id)) == 65
    assert stem_of(event_id).startswith("~")


@pytest.mark.parametrize("event_id", ["", "\ud800"])
def test_what_cannot_name_anything_is_refused(event_id):
    with pytest.raises(InvalidEventIdError):
        stem_of(event_id)


@pytest.mark.parametrize(
    "name",
    ["a.slc.part", "a.sld", "a.index.slc", "a.clip.sld", "a.json.bak", ".slc", "a.slc\n", "~.slc",
     f"a.{'A' * 32}.slc", f"a.{'a' * 31}.slc"],
)  # fmt: skip
def test_near_misses_are_foreign(name):
    assert parse_name(name) is None


def test_only_the_same_name_or_a_stem_in_other_case_collides():
    refuse_collision("gate.slc", ["gate.json", "gates.slc", "GATE", "gate.index.sld"])
    for taken in ("gate.slc", "Gate.slc", "GATE.json", "gatE.index.sld"):
        with pytest.raises(ClipExistsError):
            refuse_collision("gate.slc", [taken])
