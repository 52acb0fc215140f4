"""The places of a quality report in words: the clip, the frame and its moment."""

from collections.abc import Callable, Iterator
from html import escape
from itertools import islice

from app.media.index.frame_index import FrameIndex
from app.quality import Disagreement
from app.quality.words import KIND_WORDS
from app.session.clip_indexes import ClipIndexes
from app.session.clocks import clock_of
from app.session.project import Project
from app.session.review.quality import Measured, Quality
from crypto.errors import EncryptionError
from models.records import ClipRecord
from storage.errors import StorageError

MomentOf = Callable[[int], str]
# A browser is slow with more, and nobody reads them; all are in the CSV.
_MOST_ROWS = 2_000
_HEAD = ("clip", "frames", "moment", "what", "truth", "candidate", "IoU")


def moment_of(project: Project, clip: ClipRecord) -> MomentOf:
    """Return the words for when a frame of the clip was: its pts, by the clip's clock; blocks.

    Without a clock it is the time in the clip, and "" where the frames' pts cannot be read.
    """
    try:
        indexes = ClipIndexes(project.storage, project.open_stream, writable=False)
        index = indexes.stored(clip)
    except (EncryptionError, StorageError):
        # A report without moments is better than none; each place has its frame.
        index = None
    return _words(clip, index)


def places_html(quality: Quality, moments: Callable[[ClipRecord], MomentOf]) -> str:
    """Return a table of what differs, a row each place."""
    total = sum(len(one.report.disagreements) for one in quality.measured)
    rows = [_row("th", _HEAD)]
    held: tuple[ClipRecord, MomentOf] | None = None
    for measured, one in islice(_places(quality), _MOST_ROWS):
        if held is None or held[0] is not measured.clip:
            held = measured.clip, moments(measured.clip)
        rows.append(_row("td", _cells(measured, one, held[1])))
    more = ""
    if total > _MOST_ROWS:
        more = f'<p class="dim">The first {_MOST_ROWS:,} of {total:,}; a .csv has all.</p>'
    return f"<table>{''.join(rows)}</table>{more}" if total else "<p>None.</p>"


def _words(clip: ClipRecord, index: FrameIndex | None) -> MomentOf:
    clock = clock_of(clip)

    def words(frame_index: int) -> str:
        if index is None or not 0 <= frame_index < index.frame_count:
            return ""
        seconds = index.seconds(frame_index)
        if clock is None:
            return f"{seconds:.3f} s from the start"
        return clock.at(seconds).isoformat(" ", timespec="milliseconds")

    return words


def _places(quality: Quality) -> Iterator[tuple[Measured, Disagreement]]:
    for measured in quality.measured:
        for one in measured.report.disagreements:
            yield measured, one


def _cells(measured: Measured, one: Disagreement, moment: MomentOf) -> tuple[str, ...]:
    truth, candidate = measured.report.truth.names, measured.report.candidate.names
    frames = f"{one.frame_index:,}"
    if one.last_frame_index > one.frame_index:
        frames += f" to {one.last_frame_index:,}"
    return (
        measured.clip.name or measured.clip.event_id,
        frames,
        moment(one.frame_index),
        KIND_WORDS[one.kind],
        "" if one.truth_id is None else truth.get(one.truth_id, ""),
        "" if one.candidate_id is None else candidate.get(one.candidate_id, ""),
        f"{one.iou:.3f}",
    )


def _row(tag: str, cells: tuple[str, ...]) -> str:
    return "<tr>" + "".join(f"<{tag}>{escape(cell)}</{tag}>" for cell in cells) + "</tr>"
