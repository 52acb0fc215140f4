"""Which clips the list shows. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from models.records import ClipRecord, ClipState


@dataclass(frozen=True, slots=True)
class ClipFilter:
    """A text, all of whose words must occur, and a state or None for all.

    kept_only: of those, only clips that are kept offline; who knows the copies applies it.
    """

    text: str = ""
    state: ClipState | None = None
    kept_only: bool = False

    def apply(self, clips: Sequence[ClipRecord]) -> tuple[ClipRecord, ...]:
        """Return the clips that pass, in their order."""
        words = self.text.casefold().split()
        return tuple(clip for clip in clips if self._passes(clip, words))

    def _passes(self, clip: ClipRecord, words: Sequence[str]) -> bool:
        if self.state is not None and clip.state is not self.state:
            return False
        if not words:
            return True
        recorded = f"{clip.recorded_at:%Y-%m-%d %H:%M:%S}" if clip.recorded_at else ""
        text = f"{clip.name} {clip.camera} {clip.event_id} {recorded}".casefold()
        return all(word in text for word in words)
