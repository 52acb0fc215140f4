"""Decoded frames near the play head, bounded in bytes."""

from app.media.decoder import DecodedFrame


class FrameCache:
    """Keeps decoded frames within a byte budget; the farthest from the play head go first."""

    def __init__(self, budget_bytes: int) -> None:
        """Start empty."""
        raise NotImplementedError

    def get(self, frame_index: int) -> DecodedFrame | None:
        """Give the frame, or None where it isn't kept."""
        raise NotImplementedError
