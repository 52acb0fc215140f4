"""A list of very many clips grows, changes by steps, and is filtered meanwhile."""

from collections.abc import Sequence
from random import Random

import pytest
from PySide6.QtCore import QLocale, QModelIndex
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QLabel, QListView

from app.session.clip_listing import ClipPart, search_text
from app.ui.clip_list import ClipListPanel
from app.ui.clip_list.filter import ClipFilter
from app.ui.clip_list.model import ClipListModel
from models.records import ClipRecord, ClipState
from tests.support.many_clips import clip_of

STATES = (ClipState.NEW, ClipState.ACCEPTED)


class Watched:
    """A model that Qt's own tester looks at, and how often it began anew."""

    def __init__(self) -> None:
        self.model = ClipListModel()
        mode = QAbstractItemModelTester.FailureReportingMode.Warning
        self.tester = QAbstractItemModelTester(self.model, mode)
        self.resets = 0
        self.rows: list[ClipRecord] = []
        self.model.modelReset.connect(self._on_reset)
        self.model.rowsInserted.connect(self._on_inserted)
        self.model.rowsRemoved.connect(self._on_removed)
        self.model.dataChanged.connect(self._on_changed)

    def _on_reset(self) -> None:
        self.resets += 1
        self.rows = [*self.model.shown]

    def _on_inserted(self, _parent: QModelIndex, first: int, last: int) -> None:
        self.rows[first:first] = self.model.shown[first : last + 1]

    def _on_removed(self, _parent: QModelIndex, first: int, last: int) -> None:
        del self.rows[first : last + 1]

    def _on_changed(self, first: QModelIndex, last: QModelIndex) -> None:
        shown = self.model.shown
        self.rows[first.row() : last.row() + 1] = shown[first.row() : last.row() + 1]

    def is_right(self, clips: Sequence[ClipRecord], wanted: ClipFilter) -> None:
        """Whoever follows the rows' signals sees what the filter leaves of these clips."""
        assert self.model.shown == wanted.apply(clips)
        assert self.rows == [*self.model.shown]


def part_of(clips: Sequence[ClipRecord], total: int) -> ClipPart:
    return ClipPart(tuple(clips), tuple(map(search_text, clips)), total)


def clips_of(numbers: Sequence[int]) -> list[ClipRecord]:
    return [clip_of(number, state=STATES[number % 2]) for number in numbers]


@pytest.mark.parametrize("seed", range(6))
def test_rows_follow_from_list_to_list_without_beginning_anew(qapp, seed: int) -> None:
    random, watched = Random(seed), Watched()
    wanted = ClipFilter(state=STATES[0]) if seed % 2 else ClipFilter("cam 1")
    watched.model.set_filter(wanted)
    numbers = sorted(random.sample(range(120), 60))
    watched.model.set_clips(clips_of(numbers))
    resets = watched.resets
    for _ in range(5):
        gone = set(random.sample(numbers, random.randrange(10)))
        numbers = sorted({*numbers, *random.sample(range(120), random.randrange(10))} - gone)
        clips = clips_of(numbers)
        for at in random.sample(range(len(clips)), 4):
            clips[at] = clip_of(numbers[at], state=random.choice(STATES), name=f"cam-{at} 1")
        watched.model.set_clips(clips)
        watched.is_right(clips, wanted)
    assert watched.resets == resets


def test_a_list_grows_part_by_part_and_is_filtered_meanwhile(qapp) -> None:
    watched, clips = Watched(), clips_of(range(400))
    watched.model.set_clips(clips[:100])
    first = watched.resets
    watched.model.add_clips(clips[100:200], [search_text(clip) for clip in clips[100:200]])
    watched.is_right(clips[:200], ClipFilter())
    wanted = ClipFilter(state=STATES[1])
    watched.model.set_filter(wanted)
    watched.model.add_clips(clips[200:], [search_text(clip) for clip in clips[200:]])
    watched.is_right(clips, wanted)
    watched.model.set_clips(clips)
    watched.is_right(clips, wanted)
    assert watched.resets == first + 1
    assert watched.model.row_of(clips[301].id) == 150
    assert watched.model.row_of(clips[300].id) is None


def test_a_clip_in_another_state_comes_into_the_filtered_list(qapp) -> None:
    watched, clips = Watched(), clips_of(range(6))
    wanted = ClipFilter(state=STATES[1])
    watched.model.set_clips(clips)
    watched.model.set_filter(wanted)
    clips[2] = clip_of(2, state=STATES[1])
    watched.model.update_clip(clips[2])
    watched.is_right(clips, wanted)


def test_the_panel_says_how_many_of_how_many_have_come(qtbot) -> None:
    panel, clips = ClipListPanel(), clips_of(range(1500))
    qtbot.addWidget(panel)

    def number(count: int) -> str:
        return QLocale().toString(count)

    def counts() -> list[str]:
        return [one.text() for one in panel.findChildren(QLabel) if one.text()[:1].isdigit()]

    panel.set_clips(clips[:200])
    panel.await_clips(1500)
    assert counts() == [f"200 of {number(1500)}…"]
    panel.resize(280, 500)
    panel.show()
    view = panel.findChild(QListView)
    view.verticalScrollBar().setValue(800)
    panel.add_clips(part_of(clips[200:1200], 1500))
    assert counts() == [f"{number(1200)} of {number(1500)}…"]
    panel.add_clips(part_of(clips[1200:], 1500))
    panel.set_clips(clips)
    assert counts() == [number(1500)]
    # Whoever looked at a place in the list still does.
    assert view.verticalScrollBar().value() == 800
