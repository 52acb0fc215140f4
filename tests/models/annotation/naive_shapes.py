"""What tracks show on each frame, told a second time: slowly, frame by frame, from the rules alone.

Shares no code with `models.annotation.interpolate`, so that both would have to be wrong alike.
"""

from fractions import Fraction

from models.annotation import Annotation, Kind, Source, Track

Seen = tuple[float, float, float, float, bool, Source]
"""x, y, w, h, whether it is occluded, where it comes from."""


def seen(track: Track, frame_count: int) -> dict[int, Seen]:
    """Return what a track shows, by frame; frames on which it shows nothing are left out."""
    by_frame = {key.frame_index: key for key in track.keyframes}
    shown: dict[int, Seen] = {}
    current = None
    for frame in range(frame_count):
        here = by_frame.get(frame)
        current = here or current
        if current is None or current.outside:
            continue
        sides = [current.box.x, current.box.y, current.box.w, current.box.h]
        if here is None:
            if track.kind == Kind.BOX or current.gap_after:
                continue
            later = sorted(other for other in by_frame if other > frame)
            waited = frame - current.frame_index
            if not later:
                if track.ends_after is not None and waited > track.ends_after:
                    continue
            else:
                there = by_frame[later[0]].box
                way = Fraction(waited, later[0] - current.frame_index)
                ends = (there.x, there.y, there.w, there.h)
                sides = [
                    float((1 - way) * Fraction(a) + way * Fraction(b))
                    for a, b in zip(sides, ends, strict=True)
                ]
        shown[frame] = (*sides, current.occluded, current.source)  # type: ignore[assignment]
    return shown


def all_seen(annotation: Annotation, frame_count: int) -> list[tuple[int, Seen]]:
    """Return every box that shows, with its frame, whosever it is, in an order of their own."""
    return sorted(
        (frame, one)
        for track in annotation.tracks.values()
        for frame, one in seen(track, frame_count).items()
    )


def alike(a: Seen, b: Seen) -> bool:
    """Tell whether two boxes are the same, but for what computing with floats leaves."""
    near = all(abs(x - y) < 1e-6 for x, y in zip(a[:4], b[:4], strict=True))
    return near and a[4:] == b[4:]
