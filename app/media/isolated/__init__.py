"""Decoding in a process of its own, without a key: what a hostile clip breaks there stays there.

`start_player` and the tasks stand for `Player` and the functions of the same names in `app.media`;
docs/decisions/0007 says what this guards against, and against what not.
"""

from app.media.isolated.player import IsolatedPlayer
from app.media.isolated.spawning import end_nursery, is_supported, warm_up
from app.media.isolated.starting import AnyPlayer, start_player
from app.media.isolated.task_run import run_task
from app.media.isolated.tasks import (
    build_index,
    damaged_frames,
    dense_thumbnails,
    grow_index,
    has_sound,
    make_thumbnails,
    motion_parts,
    poster,
    read_facts,
    sound_blocks,
    still_png,
    walk_frames,
)

__all__ = [
    "AnyPlayer",
    "IsolatedPlayer",
    "build_index",
    "damaged_frames",
    "dense_thumbnails",
    "end_nursery",
    "grow_index",
    "has_sound",
    "is_supported",
    "make_thumbnails",
    "motion_parts",
    "poster",
    "read_facts",
    "run_task",
    "sound_blocks",
    "start_player",
    "still_png",
    "walk_frames",
    "warm_up",
]
