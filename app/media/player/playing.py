"""Playing: shows frames when they are due, forwards or backwards, once or in a loop.

- A frame is shown when its pts is due by the monotonic clock. Late frames are left out; some are
  decoded ahead. After a stall playing goes on from where it was.
- Playing with an anchor never begins anew: to stay in step, what a stall ran over is left out.
"""

import time
from dataclasses import replace

from app.media.decoding.decoder import DecodedFrame
from app.media.decoding.frame_reader import Cancelled
from app.media.decoding.frame_source import FrameSource
from app.media.index.frame_index import FrameIndex
from app.media.player.ahead import FASTEST_RATE_WITH_ALL_FRAMES, Ahead
from app.media.player.backfill import Backfill
from app.media.player.commands import Orders, PlayerCommands
from app.media.player.course import Course
from app.media.player.gait import Gait, gait_for
from app.media.player.low_end import LowEndSwitch
from app.media.player.play_clock import PlayClock
from app.media.player.report import PlayerReport
from app.media.player.screen import PlayerScreen
from app.media.player.watch import PlayerWatch

# No screen shows more frames a second; a faster clip has some left out on purpose. A little less
# than a sixtieth, so that a clip of 60 a second is not one of these.
_SHORTEST_SHOW_S = 0.8 / 60
# Decoding on for longer than this, to a frame that is due now, is worse than a key picture.
_LONGEST_WALK_S = 0.08
# So long after playing has begun, what lies before it need not be there yet.
_COLD_START_S = 1.5
# So often it may be tried to go backwards with less: twice with each way to do so.
_SLOWEST = 9


class Playing:
    """Everything that a turn does while a clip plays. Thread-confined."""

    def __init__(
        self,
        commands: PlayerCommands,
        source: FrameSource,
        screen: PlayerScreen,
        *,
        report: PlayerReport,
        watch: PlayerWatch,
        backfill: Backfill,
    ) -> None:
        """Take the parts; nothing plays yet."""
        self._commands, self._source, self._screen = commands, source, screen
        self._report, self._watch, self._backfill = report, watch, backfill
        self._clock: PlayClock | None = None
        self._play_number = 0
        self._gait = Gait(as_proxies=False)
        self._slower = 0
        self._ahead = Ahead(source, watch, backfill)
        self.low_end = LowEndSwitch()

    def set_index(self, index: FrameIndex) -> None:
        """Go on with a longer index."""
        if self._clock is not None:
            self._clock = replace(self._clock, index=index)

    def turn(self, orders: Orders) -> bool:
        """Do the next thing that playing needs; False when it came to its end."""
        clock = self._clock
        if clock is None or orders.play_number != self._play_number:
            return self._begin(orders)
        course = self._course(orders)
        current = self._current(orders)
        if current not in course:
            self._start_at(course.begin, course, orders)
        elif current == course.end:
            return self._past_end(clock, course, orders)
        else:
            following = course.next(current)
            wait_s = self._wait_s(clock, current, course.end if following is None else following)
            if wait_s <= 0:
                self._show_due(clock, course, current, orders)
            elif not self._prepare(course, current, wait_s, orders):
                self._commands.wait(wait_s)
        return True

    # -- where it goes

    def _course(self, orders: Orders) -> Course:
        first, last = orders.loop or (0, self._source.index.frame_count - 1)
        if orders.rate > 0:
            return Course(first, last, 1, loops=orders.loop is not None)
        loops = orders.loop is not None
        return Course(first, last, -1, loops=loops, stops=self._gait.stops)

    def _current(self, orders: Orders) -> int:
        """Say which frame was played last."""
        shown = self._screen.frame_index
        # Past a damaged frame, its neighbour may be on screen already.
        return orders.target if orders.rate < 0 or shown is None else max(orders.target, shown)

    def _begin(self, orders: Orders) -> bool:
        self._play_number, self._clock = orders.play_number, None
        self._slower = 0
        self._ahead.begin()
        self._report.begin_to_play()
        self._choose_gait(orders)
        course = self._course(orders)
        if orders.anchor is None:
            at_end = orders.target not in course or orders.target == course.end
            if at_end and not course.loops and course.step < 0:
                # Nothing comes before the first frame.
                self._start_at(course.end, course, orders)
            else:
                self._start_at(course.begin if at_end else orders.target, course, orders)
        else:
            clock = PlayClock.anchored(self._source.index, orders.anchor, orders.rate)
            due = min(max(clock.due(time.monotonic()), course.first), course.last)
            if self._bring(due, course, orders):
                self._run(clock)
        return True

    def _start_at(self, frame_index: int, course: Course, orders: Orders) -> None:
        """Begin a stretch with this frame."""
        if self._bring(frame_index, course, orders):
            self._run_from(frame_index, orders)

    def _bring(self, frame_index: int, course: Course, orders: Orders) -> bool:
        self._source.cache.move_to(frame_index, course)
        if self._screen.frame_index == frame_index:
            self._commands.played_to(frame_index, orders.generation)
            return True
        return self._show(frame_index, course, orders)

    def _run_from(self, frame_index: int, orders: Orders) -> PlayClock:
        index, now_s = self._source.index, time.monotonic()
        clock = PlayClock.begun(index, frame_index, now_s=now_s, rate=orders.rate)
        self._run(clock)
        return clock

    def _run(self, clock: PlayClock) -> None:
        self._clock = clock
        self._report.anchor = clock.anchor
        self._report.tell()

    def _past_end(self, clock: PlayClock, course: Course, orders: Orders) -> bool:
        wait_s = clock.wait_for_end_of(course.end, time.monotonic())
        if wait_s > 0:
            if not (course.loops and self._prepare(course, course.end, wait_s, orders)):
                self._commands.wait(wait_s)
        elif course.loops:
            self._start_at(course.begin, course, orders)
        elif self._source.index.grows and course.step > 0:
            self._report.tell(buffering=True)
            self._commands.wait(None)
        else:
            self._commands.pause()
            return False
        return True

    # -- showing

    def _wait_s(self, clock: PlayClock, current: int, following: int) -> float:
        now_s = time.monotonic()
        until_due_s = clock.wait_s(following, now_s)
        shown_s = self._screen.pace.last_s
        if shown_s is None or until_due_s - clock.wait_s(current, now_s) >= _SHORTEST_SHOW_S:
            # Each frame has time enough: one that is late is shown at once.
            return until_due_s
        return max(until_due_s, shown_s + _SHORTEST_SHOW_S - now_s)

    def _show_due(self, clock: PlayClock, course: Course, current: int, orders: Orders) -> None:
        following, now_s = course.next(current), time.monotonic()
        assert following is not None  # noqa: S101 - the end is no frame that something follows
        if orders.anchor is None and clock.is_hopeless(following, now_s):
            clock = self._run_from(following, orders)
        due = course.stop_for(clock.due(now_s), current)
        low, high = sorted((following, course.end))
        due = self._within_reach(min(max(due, low), high), current, orders)
        goes_back_freely = course.step < 0 and orders.anchor is None
        if goes_back_freely and not self._backfill.has(due):
            # The whole stretch is decoded now: nothing of it is to be missed for that.
            due = following
        stalls = goes_back_freely and not self._backfill.has(due)
        self._count_left_out(current, due, course, orders)
        if self._show(due, course, orders):
            self._report.tell()
            if stalls:
                self._run_from(due, orders)

    def _within_reach(self, due: int, current: int, orders: Orders) -> int:
        """Give a key picture before the frame that is due, where that takes too long to decode."""
        hurries = orders.rate > FASTEST_RATE_WITH_ALL_FRAMES or (
            orders.rate > 0 and self._is_low_end(orders)
        )
        if not hurries or due in self._source.cache:
            return due
        key = self._source.key_frame_before(due)
        if key is None or key <= current:
            return due
        return key if (due - key) * self._source.meter.frame_s > _LONGEST_WALK_S else due

    def _count_left_out(self, current: int, due: int, course: Course, orders: Orders) -> None:
        left_out = abs(due - current) - 1
        if abs(orders.rate) <= 1 and course.stops is None:
            index = self._source.index
            step_s = abs(index.seconds(due) - index.seconds(current)) / (left_out + 1)
            on_purpose = int(_SHORTEST_SHOW_S * abs(orders.rate) / max(step_s, 1e-9))
            late = max(left_out - on_purpose, 0)
            self._report.dropped += late
            self.low_end.played(shown=1, dropped=late, now_s=time.monotonic())

    def _show(self, frame_index: int, course: Course, orders: Orders) -> bool:
        """Show a frame, and say so; not if playing was stopped while it was decoded."""
        stopped = self._watch.while_playing(orders)
        get = self._frame_backwards if course.step < 0 else self._frame
        frame = self._watch.patiently(lambda: get(frame_index, course, orders, stopped), stopped)
        if stopped():
            return False
        shown = self._screen.frame_index
        self._commands.played_to(frame_index, orders.generation)
        if course.step > 0 or frame.frame_index == frame_index or shown is None:
            is_proxy = frame is self._source.cache.proxy(frame_index)
            self._screen.show(
                frame, asked=frame_index, moves=True, is_proxy=is_proxy, course=course
            )
        self._ahead.note_shown()
        return True

    def _frame(
        self, frame_index: int, _course: Course, _orders: Orders, stopped: Cancelled
    ) -> DecodedFrame:
        return self._source.frame(frame_index, stopped)

    def _frame_backwards(
        self, frame_index: int, course: Course, orders: Orders, stopped: Cancelled
    ) -> DecodedFrame:
        """Give a frame or its proxy; where neither is there, decode the whole stretch before it."""
        cache, fill = self._source.cache, self._backfill
        if not fill.has(frame_index):
            self._go_slower(orders)
        while not fill.has(frame_index) and fill.step(
            course,
            frame_index - course.step,
            room=fill.room(plays=True),
            cancelled=stopped,
            paused=stopped,
        ):
            pass
        kept = cache.get(frame_index) or cache.proxy(frame_index)
        return self._source.frame(frame_index, stopped) if kept is None else kept

    def _go_slower(self, orders: Orders) -> None:
        """A frame was not there in time: one is chance, or the cold start of a stretch."""
        clock = self._clock
        if clock is not None and time.monotonic() - clock.anchor.at_s > _COLD_START_S:
            self._slower = min(self._slower + 1, _SLOWEST)
            self._choose_gait(orders)

    def _choose_gait(self, orders: Orders) -> None:
        if orders.rate > 0:
            self._gait = Gait(as_proxies=False)
        else:
            self._gait = gait_for(self._source, orders.rate, level=self._slower // 2)
        self._backfill.begin(as_proxies=self._gait.as_proxies)

    def _is_low_end(self, orders: Orders) -> bool:
        return orders.low_end or self.low_end.on

    def _prepare(self, course: Course, current: int, wait_s: float, orders: Orders) -> bool:
        spares = self._is_low_end(orders)
        return self._ahead.step(course, current, orders, wait_s=wait_s, spares=spares)
