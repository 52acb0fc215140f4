"""Where the main clip is just now. Pure."""

from app.media.index.frame_index import FrameIndex


class MainMoment:
    """The main clip's second on screen; None until it has shown a picture.

    After a swap that is not the frame's own time but the moment that was looked at before, as long
    as that frame is shown: else each swap would go back by a part of a frame.
    """

    def __init__(self) -> None:
        self.second: float | None = None
        self._exact: tuple[int, float] | None = None

    def forget(self) -> None:
        """Begin with another clip."""
        self.second = self._exact = None

    def hold_on_to(self, frame_index: int, second: float) -> None:
        """Take this second for as long as this frame is shown."""
        self._exact, self.second = (frame_index, second), second

    def shown(self, frame_index: int, index: FrameIndex) -> float:
        """Note that a frame is on screen, and return its second."""
        if self._exact is None or self._exact[0] != frame_index:
            self._exact = None
            second = index.seconds(frame_index)
        else:
            second = self._exact[1]
        self.second = second
        return second
