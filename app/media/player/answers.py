"""Answers: shows the frame that was asked for, and makes ready what will be asked for next.

- The newest request wins: it stops the decoding that an older one began, between two packets.
- While nothing is asked, a few frames after the play head are decoded, and then those before it:
  the next steps want them. Who steps back gets longer stretches before it, who drags gets proxies.
"""

import logging
import time

from app.media.decoding.decoder import DecodedFrame
from app.media.decoding.frame_reader import Cancelled
from app.media.decoding.frame_source import FrameSource
from app.media.errors import DecodingCancelledError
from app.media.player.backfill import Backfill
from app.media.player.commands import FrameRequest, Orders, PlayerCommands
from app.media.player.course import Course
from app.media.player.gait import MOST_FRAMES
from app.media.player.screen import PlayerScreen
from app.media.player.scrubbing import Scrubbing
from app.media.player.trouble import KNOWN_TROUBLE
from app.media.player.watch import PlayerWatch

_log = logging.getLogger(__name__)

_FRAMES_AFTER = 16
# No request makes more than this be prepared, whatever sizes a clip's frames change to.
_MOST_PREPARED = 4 * MOST_FRAMES
# Keys that are held down repeat faster: as long as they do, the decoder is not sent back.
_RESTS_AFTER_S = 0.2


class Answers:
    """Everything that a turn does while nothing plays. Thread-confined."""

    def __init__(
        self,
        commands: PlayerCommands,
        source: FrameSource,
        screen: PlayerScreen,
        *,
        watch: PlayerWatch,
        backfill: Backfill,
    ) -> None:
        """Take the parts; nothing is asked yet."""
        self._commands, self._source, self._screen = commands, source, screen
        self._watch, self._backfill = watch, backfill
        self._scrubbing = Scrubbing(source, screen, watch)
        self._prepares = self._steps_back = False
        self._asked_at_s, self._left = 0.0, 0

    @property
    def prepares(self) -> bool:
        """Whether there may be something to prepare while nothing is asked."""
        return self._prepares

    @property
    def may_settle(self) -> bool:
        """Whether the whole frame should now take the place of a picture with fewer pixels."""
        return self._screen.is_reduced and not self._scrubbing.is_in_hand

    def begin_to_prepare(self) -> None:
        """Prepare steps from where playing has ended."""
        self._prepares, self._steps_back, self._left = True, False, _MOST_PREPARED
        self._scrubbing.end()
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
        self._steps_back = stepped_back and not request.scrubs
        self._source.cache.move_to(target, self._way_back() if self._steps_back else None)
        self._prepares, self._asked_at_s, self._left = True, time.monotonic(), _MOST_PREPARED
        if request.scrubs:
            self._scrubbing.show(request, orders)
            return
        self._scrubbing.end()
        self._backfill.begin(as_proxies=False)
        frame = self._watch.patiently(lambda: self._asked(target, cancelled), cancelled)
        course = self._way_back() if self._steps_back else None
        self._screen.show(frame, asked=target, course=course)

    def settle(self, orders: Orders) -> None:
        """Put the whole frame in the place of a picture with fewer pixels.

        Raises: as `answer`.
        """
        shown = self._screen.frame_index
        if shown is None:
            return
        cancelled = self._watch.unless_disturbed(orders)
        frame = self._watch.patiently(lambda: self._source.frame(shown, cancelled), cancelled)
        self._screen.show(frame, asked=shown)

    def prepare(self, orders: Orders) -> None:
        """Decode one more of the frames that will be wanted soon.

        Raises: DecodingCancelledError.
        """
        disturbed = self._watch.unless_disturbed(orders)
        try:
            self._left -= 1
            self._prepares = self._left > 0 and self._prepare(orders.target, disturbed)
        except DecodingCancelledError:
            raise
        except KNOWN_TROUBLE as error:
            # Nobody asked for these frames. Who does will be told.
            _log.info("Frames near the play head can't be prepared: %s", type(error).__name__)
            self._source.drop_decoder()
            self._prepares = False

    def _prepare(self, head: int, disturbed: Cancelled) -> bool:
        if self._scrubbing.is_going_on:
            # Proxies take the room that whole frames would need.
            return self._scrubbing.prepare(head, disturbed)
        if self._steps_back:
            return self._fill(self._way_back(), head, self._backfill.room(), disturbed)
        half = self._source.capacity_frames // 2
        way_on = Course(0, self._source.index.frame_count - 1, 1, loops=False)
        if self._fill(way_on, head, min(_FRAMES_AFTER, half), disturbed):
            return True
        rests_in_s = self._asked_at_s + _RESTS_AFTER_S - time.monotonic()
        if rests_in_s > 0:
            self._commands.wait(rests_in_s)
            return True
        return self._fill(self._way_back(), head, half, disturbed)

    def _fill(self, course: Course, head: int, room: int, disturbed: Cancelled) -> bool:
        return room > 0 and self._backfill.step(
            course, head, room=room, cancelled=disturbed, paused=disturbed
        )

    def _way_back(self) -> Course:
        return Course(0, self._source.index.frame_count - 1, -1, loops=False)

    def _asked(self, target: int, cancelled: Cancelled) -> DecodedFrame:
        """Give a frame; of who steps back, with the stretch before it, decoded in one go."""
        while self._steps_back and not self._backfill.has(target):
            if not self._fill(self._way_back(), target + 1, self._backfill.room(), cancelled):
                break
        most = self._source.capacity_frames // 4
        return self._source.frame_and_way(target, cancelled, most=most)
