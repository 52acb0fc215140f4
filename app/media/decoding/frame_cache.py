"""Decoded frames near the play head, bounded in bytes.

They are kept as they came from the decoder (YUV): 3 MB for 1080p, where BGRA would take 8. Beside
them there may be proxies, smaller pictures of the same frames, of which many more fit.
"""

from bisect import bisect_left, bisect_right, insort
from collections.abc import Callable

import av

from app.media.decoding.decoder import DecodedFrame
from app.media.player.course import Course


def frame_bytes(picture: av.VideoFrame) -> int:
    """Give the memory that a decoded picture holds."""
    return sum(plane.buffer_size for plane in picture.planes)


class _Shelf:
    """Frames of one kind, in order."""

    def __init__(self) -> None:
        self.frames: dict[int, DecodedFrame] = {}
        self.in_order: list[int] = []
        self.used_bytes = 0
        self.last_frame_bytes = 0

    def put(self, frame: DecodedFrame) -> None:
        size = frame_bytes(frame.picture)
        self.last_frame_bytes = size
        self.frames[frame.frame_index] = frame
        insort(self.in_order, frame.frame_index)
        self.used_bytes += size

    def farthest(self, head: int, distance: Callable[[int], int]) -> tuple[int, int]:
        """Give the place and the distance of the frame to drop; there is one.

        In a loop the farthest may be the one just left behind.
        """
        at = bisect_left(self.in_order, head)
        places = {0, len(self.in_order) - 1, at - 1, at, at + 1}
        inside = sorted(place for place in places if 0 <= place < len(self.in_order))
        far = [distance(self.in_order[place]) for place in inside]
        return inside[far.index(max(far))], max(far)

    def drop_farthest(self, head: int, distance: Callable[[int], int]) -> None:
        """Drop one frame."""
        place, _ = self.farthest(head, distance)
        dropped = self.frames.pop(self.in_order.pop(place))
        self.used_bytes -= frame_bytes(dropped.picture)

    def run_around(self, frame_index: int) -> tuple[int, int]:
        """Give the ends of the unbroken run of frames that holds this one."""
        order = self.in_order
        at = bisect_left(order, frame_index)
        # In an unbroken run, number and place differ by the same amount all the way.
        offset = frame_index - at
        left = bisect_left(range(at), offset, key=lambda place: order[place] - place)
        right = bisect_right(range(at, len(order)), offset, key=lambda place: order[place] - place)
        return frame_index - (at - left), frame_index + max(right - 1, 0)

    def clear(self) -> None:
        self.frames.clear()
        self.in_order.clear()
        self.used_bytes = 0


class FrameCache:
    """Keeps decoded frames within a byte budget; the farthest from the play head go first.

    Proxies go before any whole frame, unless they are favoured: then whole frames go first or,
    where it is known where the play head is going, what it comes to last. Thread-confined.
    """

    def __init__(self, budget_bytes: int) -> None:
        """Start empty."""
        self._budget_bytes = budget_bytes
        self._whole, self._proxies = _Shelf(), _Shelf()
        self._head = 0
        self._course: Course | None = None
        self._favours_proxies = False

    @property
    def budget_bytes(self) -> int:
        return self._budget_bytes

    @property
    def used_bytes(self) -> int:
        return self._whole.used_bytes + self._proxies.used_bytes

    @property
    def capacity_frames(self) -> int:
        """How many frames of the size seen last fit; 0 as long as none was seen."""
        return _capacity(self._budget_bytes, self._whole)

    @property
    def capacity_proxies(self) -> int:
        """How many proxies of the size seen last fit; 0 as long as none was seen."""
        return _capacity(self._budget_bytes, self._proxies)

    def __len__(self) -> int:
        return len(self._whole.frames) + len(self._proxies.frames)

    def __contains__(self, frame_index: int) -> bool:
        return frame_index in self._whole.frames

    def get(self, frame_index: int) -> DecodedFrame | None:
        """Give the frame, or None where it isn't kept."""
        return self._whole.frames.get(frame_index)

    def proxy(self, frame_index: int) -> DecodedFrame | None:
        """Give the frame's proxy, or None where there is none."""
        return self._proxies.frames.get(frame_index)

    def put(self, frame: DecodedFrame) -> None:
        """Keep a frame, and drop what lies farthest from the play head: maybe this very one."""
        if frame.frame_index not in self._whole.frames:
            self._whole.put(frame)
            self._trim()

    def put_proxy(self, proxy: DecodedFrame) -> None:
        """Keep a proxy, as `put` keeps a frame."""
        if proxy.frame_index not in self._proxies.frames:
            self._proxies.put(proxy)
            self._trim()

    def set_budget(self, budget_bytes: int) -> None:
        """Keep no more than so many bytes from now on."""
        self._budget_bytes = budget_bytes
        self._trim()

    def move_to(self, frame_index: int, course: Course | None = None) -> None:
        """Say where the play head is now and, if that is known, where it is going."""
        self._head, self._course = frame_index, course

    def favour_proxies(self, favour: bool) -> None:
        """Say what is dropped last from now on: proxies, or whole frames."""
        self._favours_proxies = favour

    def run_around(self, frame_index: int) -> tuple[int, int] | None:
        """Give the ends of the longer unbroken run, of frames or of proxies, that holds this one.

        None where neither is kept.
        """
        shelves = (self._whole, self._proxies)
        runs = [shelf.run_around(frame_index) for shelf in shelves if frame_index in shelf.frames]
        return max(runs, key=lambda run: run[1] - run[0], default=None)

    def clear(self) -> None:
        """Drop all frames."""
        self._whole.clear()
        self._proxies.clear()

    def _trim(self) -> None:
        while self.used_bytes > self._budget_bytes:
            self._shelf_to_drop_from().drop_farthest(self._head, self._distance)

    def _shelf_to_drop_from(self) -> _Shelf:
        whole, proxies = self._whole, self._proxies
        if not whole.frames or not proxies.frames:
            return whole if whole.frames else proxies
        if not self._favours_proxies:
            return proxies
        if self._course is None:
            return whole
        # On a course either will do to be shown: what is shown last goes first.
        farthest = [shelf.farthest(self._head, self._distance)[1] for shelf in (whole, proxies)]
        return whole if farthest[0] >= farthest[1] else proxies

    def _distance(self, frame_index: int) -> int:
        if self._course is not None:
            return self._course.distance(self._head, frame_index)
        return abs(frame_index - self._head)


def _capacity(budget_bytes: int, shelf: _Shelf) -> int:
    return budget_bytes // shelf.last_frame_bytes if shelf.last_frame_bytes else 0
