"""LowEndSwitch: finds out whether this machine keeps up with a clip. Pure; the caller brings time.

On when a tenth of the frames came too late for several seconds, off again when none did for much
longer: each time it goes on anew, it stays on for twice as long.
"""

_ON_AFTER_S, _ON_SHARE = 3.0, 0.1
_FIRST_OFF_AFTER_S, _LONGEST_OFF_AFTER_S = 30.0, 480.0


class LowEndSwitch:
    """Told of every frame that is shown while a clip plays."""

    def __init__(self) -> None:
        """Begin with a machine that keeps up."""
        self.on = False
        self._since_s, self._last_s = 0.0, float("-inf")
        self._shown = self._dropped = 0
        self._off_after_s = _FIRST_OFF_AFTER_S

    def played(self, *, shown: int, dropped: int, now_s: float) -> None:
        """Note so many frames shown, and left out for being late."""
        if now_s - self._last_s > _ON_AFTER_S:
            # A pause, or a stall: that says nothing about the machine.
            self._begin(now_s)
        self._last_s = now_s
        self._shown += shown
        self._dropped += dropped
        lasted_s = now_s - self._since_s
        if not self.on and lasted_s >= _ON_AFTER_S:
            self.on = self._dropped > _ON_SHARE * (self._shown + self._dropped)
            self._begin(now_s)
        elif self.on and dropped:
            self._begin(now_s)
        elif self.on and lasted_s >= self._off_after_s:
            self.on = False
            self._off_after_s = min(2 * self._off_after_s, _LONGEST_OFF_AFTER_S)
            self._begin(now_s)

    def _begin(self, now_s: float) -> None:
        self._since_s = now_s
        self._shown = self._dropped = 0
