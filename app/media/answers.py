"""Answers: shows the frame that was asked for, and makes ready what will be asked for next.

- The newest request wins: it stops the decoding that an older one began, between two packets.
- While a hand drags, the best picture that can be had at once comes first, then the frame itself.
- While nothing is asked, frames before the play head are decoded for the next steps back, and
  after a drag the proxies around it.
"""

import logging

from app.media.backwards import Backfill
from app.media.course import Course
from app.media.decoder import DecodedFrame
from app.media.errors import DecodingCancelledError
from app.media.frame_reader import Cancelled
from app.media.frame_source import FrameSource
from app.media.player_commands import FrameRequest, Orders
from app.media.player_screen import PlayerScreen
from app.media.player_watch import PlayerWatch
from app.media.trouble import KNOWN_TROUBLE

_log = logging.getLogger(__name__)


class Answers:
    """Everything that a turn does while nothing plays. Thread-confined."""

    def __init__(
        self, source: FrameSource, screen: PlayerScreen, *, watch: PlayerWatch, backfill: Backfill
    ) -> None:
        """Take the parts; nothing is asked yet."""
        self._source, self._screen, self._watch = source, screen, watch
        self._backfill = backfill
        self._prepares = False
        self._course: Course | None = None

    @property
    def prepares(self) -> bool:
        """Whether there may be something to prepare while nothing is asked."""
        return self._prepares

    def begin_to_prepare(self) -> None:
        """Prepare steps back from where the play head is now."""
        self._prepares = True
        self._course = None
        self._backfill.begin(as_proxies=False)

    def stop_preparing(self) -> None:
        """Prepare nothing until the next answer."""
        self._prepares = False

    def answer(self, request: FrameRequest, orders: Orders) -> None:
        """Show the frame that was asked for.

        Raises: DecodingCancelledError, what reading and decoding raise.
        """
        target, cancelled = request.frame_index, self._watch.unless_newer(orders)
        stepped_back = 0 < request.came_from - target <= self._source.capacity_frames // 2
        self._course = self._way_back() if stepped_back and not request.scrubs else None
        self._source.cache.move_to(target, self._course)
        self._backfill.begin(as_proxies=False)
        if request.scrubs and target not in self._source.cache:
            self._show_key_picture(target, orders)
        frame = self._watch.patiently(lambda: self._asked(target, cancelled), cancelled)
        self._screen.show(frame, asked=target, course=self._course)
        self._prepares = True

    def settle(self, orders: Orders) -> None:
        """Put the whole frame in the place of a picture with fewer pixels.

        Raises: as `answer`.
        """
        shown = self._screen.frame_index
        if shown is None:
            return
        self._screen.is_reduced = False
        cancelled = self._watch.unless_disturbed(orders)
        try:
            frame = self._watch.patiently(lambda: self._source.frame(shown, cancelled), cancelled)
        except DecodingCancelledError:
            self._screen.is_reduced = True
            raise
        self._screen.show(frame, asked=shown)

    def prepare(self, orders: Orders) -> None:
        """Decode one more of the frames that will be wanted soon.

        Raises: DecodingCancelledError.
        """
        disturbed = self._watch.unless_disturbed(orders)
        course = self._course
        room = self._source.capacity_frames // 2 if course is None else self._backfill.room()
        try:
            self._prepares = self._backfill.step(
                course or self._way_back(),
                orders.target,
                room=room,
                cancelled=disturbed,
                paused=disturbed,
            )
        except DecodingCancelledError:
            raise
        except KNOWN_TROUBLE as error:
            # Nobody asked for these frames. Who does will be told.
            _log.info("Frames before the play head can't be prepared: %s", type(error).__name__)
            self._source.drop_decoder()
            self._prepares = False

    def _way_back(self) -> Course:
        return Course(0, self._source.index.frame_count - 1, -1, loops=False)

    def _asked(self, target: int, cancelled: Cancelled) -> DecodedFrame:
        """Give a frame; of who steps back, with the stretch before it, decoded in one go."""
        course, fill = self._course, self._backfill
        while (
            course is not None
            and not fill.has(target)
            and fill.step(
                course, target + 1, room=fill.room(), cancelled=cancelled, paused=cancelled
            )
        ):
            pass
        return self._source.frame(target, cancelled)

    def _show_key_picture(self, target: int, orders: Orders) -> None:
        key_frame, shown = self._source.key_frame_before(target), self._screen.frame_index
        if key_frame is None:
            return
        if shown is not None and abs(target - shown) <= target - key_frame:
            # What is shown is nearer already: a slow drag must not jump back and forth.
            return
        # Its decoding is not to be cancelled: while a hand drags, this is all that is seen.
        key = self._source.key_picture(target, self._watch.unless_newer(orders))
        if key is not None:
            self._screen.show(key, asked=target, moves=True)
