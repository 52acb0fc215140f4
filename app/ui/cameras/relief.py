"""When companions have to show less, so that the main clip can be seen whole. Pure.

A main clip that loses frames is relieved: its companions show their key pictures only. What made
it lose them is most often still there, so that relief ends late, and later each time.
"""

from collections import deque

from app.media.player.state import PlayerState

_OVER_S = 3.0
_LOSES, _KEEPS = 0.10, 0.02
_ENDS_AFTER_S = 10.0


class Relief:
    """Watches a main clip play."""

    def __init__(self) -> None:
        self.is_on = False
        # When, on which frame, and how many were lost by then.
        self._seen: deque[tuple[float, int, int]] = deque()
        self._since_s = 0.0
        self._ends_after_s = _ENDS_AFTER_S

    def forget(self) -> None:
        """Begin with another clip, or in other company."""
        self.is_on, self._ends_after_s = False, _ENDS_AFTER_S
        self._seen.clear()

    def look(self, state: PlayerState, *, now_s: float) -> None:
        """Take what the main clip's player tells."""
        seen = self._seen
        turned = bool(seen) and (state.frame_index < seen[-1][1]) != (state.rate < 0)
        if not state.playing or turned or (seen and state.dropped < seen[-1][2]):
            # It rests, jumps, or begins to count anew.
            seen.clear()
        if not state.playing:
            return
        seen.append((now_s, state.frame_index, state.dropped))
        while len(seen) > 2 and now_s - seen[1][0] >= _OVER_S:
            seen.popleft()
        if now_s - seen[0][0] >= _OVER_S:
            self._judge(now_s)

    def _judge(self, now_s: float) -> None:
        (_, first, lost_before), (_, last, lost) = self._seen[0], self._seen[-1]
        share = (lost - lost_before) / max(abs(last - first), 1)
        if share > _LOSES or (self.is_on and share > _KEEPS):
            self.is_on, self._since_s = True, now_s
        elif self.is_on and now_s - self._since_s >= self._ends_after_s:
            self.is_on = False
            self._ends_after_s *= 2
