import uuid
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.session.side_by_side import (
    Offsets,
    candidates,
    load_offsets,
    save_offsets,
    share_time,
    shares_of_cache,
)
from app.settings.errors import SettingsFileError
from models.records import ClipRecord
from tests.support.window import make_clip

A, B, C = (uuid.UUID(int=n) for n in (1, 2, 3))
MAIN = make_clip("main")


def later(name: str, seconds: float) -> ClipRecord:
    """Return a clip that begins so many seconds after the main one; each lasts 79 seconds."""
    assert MAIN.recorded_at is not None
    return make_clip(name, recorded_at=MAIN.recorded_at + timedelta(seconds=seconds))


def test_clips_of_the_same_time_come_first_then_the_nearest_then_those_without_a_clock() -> None:
    clips = [
        make_clip("no clock", recorded_at=None),
        later("an hour later", 3600),
        later("mostly", 10),
        later("a minute before", -140),
        later("hardly", 70),
        MAIN,
    ]
    found = candidates(clips, MAIN)
    assert [one.clip.name for one in found] == [
        "mostly",
        "hardly",
        "a minute before",
        "an hour later",
        "no clock",
    ]
    assert [one.shared_s for one in found] == [69.0, 9.0, 0.0, 0.0, None]
    assert [one.away_s for one in found] == [0.0, 0.0, -61.0, 3521.0, None]


def test_clips_that_are_shown_already_are_not_offered() -> None:
    beside = later("beside", 5)
    assert candidates([MAIN, beside], MAIN, [beside.id]) == ()


def test_clips_that_touch_share_no_time() -> None:
    assert share_time(MAIN, later("overlapping", 78))
    assert not share_time(MAIN, later("next", 79))
    assert not share_time(MAIN, make_clip("no clock", recorded_at=None))


def test_an_offset_belongs_to_a_pair_whichever_is_the_main_clip() -> None:
    offsets = Offsets().with_offset(B, A, 120.0)
    assert offsets.offset_ms(B, A) == 120.0
    assert offsets.offset_ms(A, B) == -120.0
    assert offsets.offset_ms(A, C) == 0.0
    assert offsets.with_offset(A, B, 0.0) == Offsets()


@given(
    given=st.lists(
        st.tuples(
            st.sampled_from([(A, B), (B, A), (A, C), (C, B)]),
            st.floats(-1e9, 1e9, allow_nan=False).map(lambda value: round(value, 3)),
        )
    )
)
def test_offsets_are_what_was_given_last_also_after_a_restart(given, tmp_path_factory) -> None:
    folder = tmp_path_factory.mktemp("state")
    offsets, last = Offsets(), {}
    for (master, companion), value in given:
        offsets = offsets.with_offset(master, companion, value)
        last[frozenset((master, companion))] = (master, companion, value)
    save_offsets(folder, offsets)
    again = load_offsets(folder)
    assert again == offsets
    for master, companion, value in last.values():
        assert again.offset_ms(master, companion) == value


def test_nothing_is_remembered_at_first(tmp_path: Path) -> None:
    assert load_offsets(tmp_path) == Offsets()


@pytest.mark.parametrize(
    "line",
    ['"x y" = 1.0', f'"{A}" = 1.0', f'"{A} {B}" = "1"', f'"{A} {B}" = nan', f'"{A} {B}" = true'],
    ids=["no ids", "one id", "a text", "no number", "a truth"],
)
def test_lines_that_make_no_sense_are_left_out(line: str, tmp_path: Path) -> None:
    (tmp_path / "side-by-side.toml").write_text(f'{line}\n"{A} {C}" = 40.0\n')
    assert load_offsets(tmp_path) == Offsets().with_offset(A, C, 40.0)


def test_a_file_that_is_no_toml_is_said(tmp_path: Path) -> None:
    (tmp_path / "side-by-side.toml").write_text("[")
    with pytest.raises(SettingsFileError):
        load_offsets(tmp_path)


def test_what_is_remembered_says_nothing_but_ids_and_numbers(tmp_path: Path) -> None:
    save_offsets(tmp_path, Offsets().with_offset(A, B, 12.5))
    (line,) = (tmp_path / "side-by-side.toml").read_text().split("\n")[:-1]
    ids, value = line.split(" = ")
    assert [UUID(part) for part in ids.strip('"').split()] == [A, B]
    assert float(value) == 12.5


@pytest.mark.parametrize("companions", [0, 1, 2, 3])
def test_the_cache_is_shared_and_never_more_than_there_was(companions: int) -> None:
    main, each = shares_of_cache(256 << 20, companions)
    assert main + companions * each <= 256 << 20
    assert main >= each
