"""Python's cycles are looked for on the window's thread alone.

By itself Python looks for them on whichever thread happens to make many values, and frees there
what it finds. That may be a part of the window, and Qt dies of a part that another thread destroys:
its timers go on without it.

While a worker makes very many values, the window's thread looks more often, so that each time as
little has come together as at any other time.
"""

import gc
import time

from PySide6.QtCore import QObject, QTimer

_USUALLY_EVERY_MS, _IN_A_CROWD_EVERY_MS = 50, 10
AT_ONCE = 5_000
"""To look through so many values takes about a millisecond."""
# To look through all there is takes some ten milliseconds, so it is done a few times an hour only.
_ALL_EVERY_S = 600.0
_OLDER_BEFORE_ALL = 30


def look_through_all() -> None:
    """Free what cycles keep of a project that was closed, also of what was set aside for good.

    Whoever sets aside very many values (`many_values`) sets aside with them what was garbage by
    then, which nobody would look at again: a clip's name must not stay behind a lock for that. It
    takes a tenth of a second, on the window's thread; what is left is set aside again.
    """
    gc.unfreeze()
    gc.collect()
    gc.freeze()


class CycleCollector(QObject):
    """Takes the collector's place for as long as the program runs."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        gc.disable()
        self._looks = Looks()
        self._timer = QTimer(self)
        self._timer.setInterval(_USUALLY_EVERY_MS)
        self._timer.timeout.connect(self._look)
        self._timer.start()

    def _look(self) -> None:
        crowd = self._looks.take()
        every_ms = _IN_A_CROWD_EVERY_MS if crowd else _USUALLY_EVERY_MS
        if every_ms != self._timer.interval():
            self._timer.setInterval(every_ms)


class Looks:
    """Knows what is due: by Python's own thresholds, and by how much has come together.

    What was looked at twice is looked at again with everything only: at most each `all_every_s`,
    and after more than `older_before_all` looks at what was looked at once.
    """

    def __init__(
        self, *, all_every_s: float = _ALL_EVERY_S, older_before_all: int = _OLDER_BEFORE_ALL
    ) -> None:
        self._all_every_s, self._all_at_s = all_every_s, time.monotonic()
        self._older_before_all = older_before_all
        # How many values at most have been looked at once.
        self._once = 0

    def take(self) -> bool:
        """Look at what is due, on the window's thread; return whether very much is being made."""
        made, young, older = gc.get_count()
        made_at_most, young_at_most, _ = gc.get_threshold()
        if made <= made_at_most:
            return False
        all_due_s = self._all_at_s + self._all_every_s
        if older > self._older_before_all and time.monotonic() >= all_due_s:
            gc.collect()
            self._once, self._all_at_s = 0, time.monotonic()
        elif young > young_at_most or self._once + made > AT_ONCE:
            gc.collect(1)
            self._once = 0
        else:
            gc.collect(0)
            self._once += made
        return made > AT_ONCE // 2
