"""The plain truth that exact seeking is held against, and sealed copies to read through."""

import io
import random
from dataclasses import dataclass
from functools import cache

import av

from app.media.decoder import DecodedFrame
from app.media.index import FrameIndex, Numbering, build_index
from app.media.picture import PictureMaker
from app.media.view import ViewRequest
from crypto.clip_reader import SeekableReader
from crypto.clip_stream import seal_bytes
from crypto.keyring import Keyring
from crypto.source import BytesSource
from tests.support.footage import hash_picture

VIEW = ViewRequest(160, 90)


@dataclass(frozen=True, slots=True, eq=False)
class Truth:
    """A clip sealed as the program seals it, its index, and what a plain decode gives."""

    clip: bytes
    sealed: bytes
    keyring: Keyring
    index: FrameIndex
    # Of each frame: the hash of its decoded planes, and of the picture made of it for VIEW.
    plane_hashes: tuple[str, ...]
    picture_bytes: tuple[bytes, ...]

    def open_stream(self) -> SeekableReader:
        return SeekableReader(BytesSource(self.sealed), self.keyring)


@cache
def truth_of(clip: bytes) -> Truth:
    """Seal a clip, index it through the sealed stream, and decode the plain bytes in one go."""
    keyring = Keyring.generate()
    sealed, _ = seal_bytes(clip, keyring=keyring)
    index = build_index(SeekableReader(BytesSource(sealed), keyring))
    maker = PictureMaker(index)
    hashes: list[str] = []
    pictures: list[bytes] = []
    last_pts: int | None = None
    with av.open(io.BytesIO(clip), mode="r") as source:
        video = source.streams.video[0]
        for frame in source.decode(video):
            if index.numbering is Numbering.PTS and hashes and frame.pts == last_pts:
                continue
            last_pts = frame.pts
            hashes.append(hash_picture(frame))
            numbered = DecodedFrame(len(pictures), frame.pts or 0, frame, True, False)
            pictures.append(maker.to_view(numbered, VIEW).bgra.tobytes())
    return Truth(clip, sealed, keyring, index, tuple(hashes), tuple(pictures))


def walk(frame_count: int, steps: int, *, seed: int) -> list[int]:
    """Give frames as a person visits them: jumps, steps either way, longer walks back."""
    chance, at, visited = random.Random(seed), 0, [0]
    while len(visited) < steps:
        kind = chance.random()
        if kind < 0.4:
            at = chance.randrange(frame_count)
        elif kind < 0.65:
            at += 1
        elif kind < 0.9:
            at -= 1
        else:
            at -= chance.randrange(2, 12)
        at = min(max(at, 0), frame_count - 1)
        visited.append(at)
    return visited
