"""Python's cycles are looked for on the window's thread alone.

By itself Python looks for them on whichever thread happens to make many values, and frees there
what it finds. That may be a part of the window, and Qt dies of a part that another thread destroys:
its timers go on without it.
"""

import gc

from PySide6.QtCore import QObject, QTimer

# Often, so that each time little has come together.
_EVERY_MS = 100
# To look through all there is takes some ten milliseconds, so it is done a few times an hour only.
_YOUNG_BEFORE_ALL = 300


class CycleCollector(QObject):
    """Takes the collector's place for as long as the program runs."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        gc.disable()
        timer = QTimer(self)
        timer.setInterval(_EVERY_MS)
        timer.timeout.connect(collect_due)
        timer.start()


def collect_due(young_before_all: int = _YOUNG_BEFORE_ALL) -> None:
    """Look for cycles among what is due by Python's own thresholds; for the window's thread.

    Through everything only after so many times through the young.
    """
    made, young, all_of_them = gc.get_count()
    made_at_most, young_at_most, _ = gc.get_threshold()
    if all_of_them > young_before_all:
        gc.collect()
    elif young > young_at_most:
        gc.collect(1)
    elif made > made_at_most:
        gc.collect(0)
