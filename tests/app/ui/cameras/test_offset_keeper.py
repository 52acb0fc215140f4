"""The offsets of clips side by side are kept, whatever comes right after."""

import uuid
from pathlib import Path

from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from app.session.side_by_side import load_offsets
from app.ui.cameras.offset_keeper import OffsetKeeper
from app.workers.jobs import Jobs


def test_the_last_of_several_offsets_is_written_though_the_program_ends_at_once(
    qtbot: QtBot, tmp_path: Path
) -> None:
    main, companion = uuid.uuid4(), uuid.uuid4()
    jobs, parent = Jobs(), QObject()
    keeper = OffsetKeeper(jobs, parent)
    keeper.set_folder(tmp_path)
    with qtbot.waitSignal(keeper.loaded):
        pass
    for offset_ms in (40.0, 80.0, 120.0):
        keeper.give(main, companion, offset_ms)
    jobs.stop()
    assert load_offsets(tmp_path).offset_ms(main, companion) == 120.0
