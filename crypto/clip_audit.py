"""Check every chunk of a sealed clip in one pass over its stored bytes. No cleartext comes out.

The stored bytes are handed on as they go by, so that whoever hashes them need not read them again.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from .clip_header import BODY_OFFSET, CHUNK_SIZE, SEALED_CHUNK_SIZE, ClipHeader, stored_size
from .clip_reader import Expected
from .damaged_clip import DamagedClip, merged
from .keyring import Keyring
from .secret import wipe
from .source import CiphertextSource

# 1 MiB: large enough that requests to a bucket are few, small enough for many clips at a time.
_CHUNKS_PER_PIECE = 64
PIECE_SIZE = _CHUNKS_PER_PIECE * SEALED_CHUNK_SIZE


@dataclass(frozen=True, slots=True)
class AuditReport:
    """What the tags say.

    header_intact: header and commitment are as they were sealed.
    cleartext_size: the clip's, as recorded or as the stored size says.
    damaged: ranges of the cleartext that cannot be opened, what is cut off included.
    cut_at: where the cleartext ends too early; None where nothing is missing.
    end_intact: the last chunk was opened, so the end is where it was sealed.
    extra_size: stored bytes behind the recorded end.
    """

    header_intact: bool
    cleartext_size: int
    damaged: tuple[range, ...]
    cut_at: int | None
    end_intact: bool
    extra_size: int

    @property
    def sound(self) -> bool:
        """Whether all of it is as it was sealed."""
        return self.header_intact and self.end_intact and not self.damaged and not self.extra_size


class ClipAudit:
    """One pass over one clip. Belongs to one thread.

    Args:
        source: stays the caller's.
        recorded: what the clip's verified row says lies here.

    Raises:
        As `DamagedClip.open`.
    """

    def __init__(
        self, source: CiphertextSource, keyring: Keyring, recorded: Expected | None = None
    ) -> None:
        self._source = source
        self._start = source.read_at(0, min(BODY_OFFSET, source.size))
        self._clip = DamagedClip.open(self._start, source.size, keyring, recorded)
        self._damaged: list[int] = []
        # What is opened is thrown away unread, but it passes through here.
        self._scratch = bytearray(CHUNK_SIZE)

    @property
    def header(self) -> ClipHeader:
        """The clip's header, as recorded or as the commitment confirms it."""
        return self._clip.header

    def pieces(self) -> Iterator[bytes]:
        """Yield all stored bytes in order; when they end, everything is checked.

        Raises:
            LockedError: the keyring was closed meanwhile.
            StorageError: from the source.
        """
        try:
            yield self._start
            offset = BODY_OFFSET
            while offset < self._source.size:
                piece = self._source.read_at(offset, PIECE_SIZE)
                damaged = self._damaged_in(offset, piece)
                # A copy on the way may be what is damaged, and the store's bytes sound.
                if damaged and self._source.forget(offset, PIECE_SIZE):
                    piece = self._source.read_at(offset, PIECE_SIZE)
                    damaged = self._damaged_in(offset, piece)
                self._damaged += damaged
                if not piece:
                    break
                yield piece
                offset += len(piece)
        finally:
            wipe(self._scratch)
            self._clip.cipher.close()

    def report(self) -> AuditReport:
        """Return what was found; call it after the last piece."""
        layout = self._clip.layout
        present = layout.present_in(self._source.size)
        damaged = [*self._damaged, *range(present, layout.count)]
        is_cut = present < layout.count or not layout.has_end
        end = stored_size(layout.cleartext_size)
        return AuditReport(
            header_intact=self._clip.header_intact,
            cleartext_size=layout.cleartext_size,
            damaged=merged(damaged, layout),
            cut_at=present * CHUNK_SIZE if is_cut else None,
            end_intact=layout.has_end and layout.count - 1 not in damaged,
            extra_size=max(0, self._source.size - end) if layout.has_end else 0,
        )

    def _damaged_in(self, offset: int, piece: bytes) -> list[int]:
        layout, stored, scratch = self._clip.layout, memoryview(piece), memoryview(self._scratch)
        first = (offset - BODY_OFFSET) // SEALED_CHUNK_SIZE
        present = layout.present_in(self._source.size)
        damaged = []
        for chunk in range(first, min(first + _CHUNKS_PER_PIECE, present)):
            at, size = (chunk - first) * SEALED_CHUNK_SIZE, layout.sealed_size(chunk)
            output = scratch[: len(layout.cleartext(chunk))]
            if not self._clip.opens(chunk, stored[at : at + size], output):
                damaged.append(chunk)
        return damaged
