"""Clips that were chosen elsewhere, such as by a figure of the progress window."""

from pytestqt.qtbot import QtBot

from app.ui.clip_list import ClipListPanel
from models.records import ClipState
from tests.support.many_clips import clip_of


def test_only_chosen_clips_are_shown_until_the_filter_is_changed(qtbot: QtBot) -> None:
    clips = tuple(clip_of(n, state=ClipState.NEW) for n in range(6))
    panel = ClipListPanel()
    qtbot.addWidget(panel)
    panel.set_clips(clips)
    chips = panel._chips
    chips._choose(ClipState.REJECTED)
    assert panel.clips == ()

    panel.show_only(frozenset({clips[1].id, clips[4].id}), "A very long name of a camera · New")
    assert panel.clips == (clips[1], clips[4])
    assert panel._count.text() == "2 of 6"
    assert chips._more.isChecked()
    assert chips._more.text() == "Chosen"
    assert chips._more.toolTip() == "A very long name of a camera · New"
    assert panel._search.placeholderText() == "A very long name of a camera · New"
    panel._search.setText("cam-4")
    assert panel.clips == (clips[4],)
    panel._search.clear()

    # What is new in the list is none of them.
    panel.set_clips((*clips, clip_of(9)))
    assert panel.clips == (clips[1], clips[4])
    chips._chips[None].click()
    assert len(panel.clips) == 7
    assert chips._more.text() == "…"
    assert panel._search.placeholderText() == "Filter"
    panel.show_only(frozenset({clips[1].id}), "x")
    panel.forget()
    assert chips.only is None
