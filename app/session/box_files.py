"""Boxes from a file of another program, into the open clip.

CVAT's tracks come in as what they are there. What a detector or a tracker found comes in as
suggestions of few keyframes, which wait for a person; what the program said stays beside each.

Nothing is written here but labels; whoever applies the edit has it undone with one step.
"""

import hashlib
import io
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path
from uuid import UUID, uuid4

from app.assist.finding import Found
from app.assist.suggesting import suggested_tracks
from app.assist.thinning import sparse
from app.interchange.cvat_labels import with_attributes
from app.interchange.cvat_video import CvatVideo, read_cvat_video
from app.interchange.detections import DetectedBox, DetectionFile, read_detections
from app.interchange.errors import NotThisFormatError
from app.media.index.frame_index import FrameIndex
from app.session.errors import SourceFileError
from app.session.labels.labels import LabelBook
from models.annotation.document import Annotation
from models.annotation.edits import Edit
from models.annotation.labels import Label
from models.annotation.track import Detection, Keyframe, Source, Track
from models.annotation.track_change import TrackChange

_MOST_BYTES = 1 << 30


@dataclass(frozen=True, slots=True)
class BoxFile:
    """A file that was read: one of the two is there.

    Attributes:
        version: the SHA-256 of the file's bytes, in hex.
    """

    name: str
    version: str
    cvat: CvatVideo | None = None
    detections: DetectionFile | None = None

    @property
    def kinds(self) -> Mapping[str, int]:
        """What the file calls things, and how many boxes of each; of detections."""
        found = self.detections.boxes if self.detections is not None else ()
        return Counter(one.kind for one in found)


def read_box_file(
    path: Path, index: FrameIndex, labels: Sequence[Label], *, first_frame: int | None = None
) -> BoxFile:
    """Read a file for a clip; `first_frame` is as in `read_detections`.

    Raises:
        SourceFileError: it cannot be read.
        InterchangeError: it is of no kind that we know, or broken.
    """
    try:
        with path.open("rb") as file:
            content = file.read(_MOST_BYTES + 1)
    except OSError as error:
        raise SourceFileError("the file cannot be read") from error
    if len(content) > _MOST_BYTES:
        raise NotThisFormatError("The file is too large for a list of boxes.")
    version = hashlib.sha256(content).hexdigest()
    if content.lstrip()[:1] == b"<":
        cvat = read_cvat_video(
            io.BytesIO(content),
            known=labels,
            frame_count=index.frame_count,
            pts_of=lambda frame: int(index.pts[frame]),
        )
        return BoxFile(path.name, version, cvat=cvat)
    found = read_detections(
        io.BytesIO(content), frame_count=index.frame_count, first_frame=first_frame
    )
    return BoxFile(path.name, version, detections=found)


def tracks_of(
    file: BoxFile, index: FrameIndex, label_of: Mapping[str, UUID | None]
) -> tuple[Track, ...]:
    """Return what the file's boxes become; blocks for a second with a hundred thousand of them.

    `label_of` says for each of the file's `kinds` which label it gets, None leaves it out.
    """
    if file.cvat is not None:
        return tuple(_imported(track) for track in file.cvat.tracks)
    if file.detections is None:
        return ()

    def pts_of(frame: int) -> int:
        return int(index.pts[frame])

    of_object, others = _by_object(file.detections)
    step = _usual_step(of_object.values())
    tracks = [
        track
        for seen in of_object.values()
        if (track := _track_of(seen, file, label_of, pts_of=pts_of, step=step)) is not None
    ]
    tracks += suggested_tracks(
        others, pts_of=pts_of, label_of=label_of.get, model=file.name, version=file.version
    )
    return tuple(tracks)


def labels_to_save(there: Sequence[Label], wanted: Iterable[Label]) -> tuple[Label, ...] | None:
    """Return the project's labels with those that came with a file; None where all are there.

    A label of the project only gets the attributes that it lacks: since the file was read, somebody
    may have given it another name or colour.
    """
    came = {label.id: label for label in wanted}
    known = {label.id for label in there}
    changed = tuple(
        with_attributes(label, came[label.id].attributes) if label.id in came else label
        for label in there
    )
    position = max((label.position for label in there), default=-1) + 1
    new = [label for label_id, label in came.items() if label_id not in known]
    if not new and changed == tuple(there):
        return None
    return (*changed, *(replace(label, position=position + at) for at, label in enumerate(new)))


def save_labels(book: LabelBook, wanted: Iterable[Label]) -> tuple[Label, ...]:
    """Add to the project what labels came with a file; blocks.

    Raises:
        StaleRevisionError: somebody changed the labels at this very moment.
        DatabaseError: see `ProjectStore`.
    """
    there = book.all()
    changed = labels_to_save(there, wanted)
    return there if changed is None else book.save(changed, seen=there)


def put_in(annotation: Annotation, tracks: Sequence[Track], *, frame_index: int) -> Edit:
    """Add tracks to an annotation as it stands now, as one edit; ids and numbers are given anew."""
    number = annotation.next_number()
    changes = []
    for at, track in enumerate(tracks):
        keyframes = tuple(replace(key, id=uuid4()) for key in track.keyframes)
        new = replace(track, id=uuid4(), number=number + at, keyframes=keyframes)
        changes.append(TrackChange.between(None, new))
    name = "Import 1 object" if len(changes) == 1 else f"Import {len(changes)} objects"
    return Edit.of(name, changes, frame_index=frame_index)


def _imported(track: Track) -> Track:
    """Say where a track comes from, unless a model made it: that stays to be accepted."""
    if track.source is not Source.MANUAL:
        return track
    keys = tuple(replace(key, source=Source.IMPORTED) for key in track.keyframes)
    return replace(track, source=Source.IMPORTED, keyframes=keys)


def _by_object(
    file: DetectionFile,
) -> tuple[Mapping[int, dict[int, DetectedBox]], Mapping[int, Sequence[Found]]]:
    """Return the boxes of each object by frame, and by frame those without an identity."""
    of_object: defaultdict[int, dict[int, DetectedBox]] = defaultdict(dict)
    others: defaultdict[int, list[Found]] = defaultdict(list)
    for one in file.boxes:
        if one.object_id is None:
            others[one.frame_index].append(Found(one.box, one.score, one.kind))
        else:
            # An object is on a frame once; a file that says otherwise is believed the first time.
            of_object[one.object_id].setdefault(one.frame_index, one)
    return of_object, others


def _usual_step(objects: Iterable[Mapping[int, object]]) -> int:
    """Return from how many frames to how many frames the file tells of an object, as a rule."""
    steps = Counter(b - a for seen in objects for a, b in pairwise(sorted(seen)))
    return steps.most_common(1)[0][0] if steps else 1


def _track_of(
    seen: Mapping[int, DetectedBox],
    file: BoxFile,
    label_of: Mapping[str, UUID | None],
    *,
    pts_of: Callable[[int], int],
    step: int,
) -> Track | None:
    """Return one object as one track; where it was not seen for longer than usual is a gap."""
    frames = sorted(seen)
    kind = Counter(one.kind for one in seen.values()).most_common(1)[0][0]
    label_id = label_of.get(kind)
    if label_id is None:
        return None
    keyframes: list[Keyframe] = []
    for first, last in _stretches(frames, step):
        stretch = frames[first:last]
        kept = sparse(stretch, [seen[frame].box for frame in stretch])
        keys = [_keyframe(seen[stretch[at]], file, pts_of) for at in kept]
        keys[-1] = replace(keys[-1], gap_after=last < len(frames))
        keyframes += keys
    return Track(
        uuid4(),
        1,
        label_id=label_id,
        source=Source.SUGGESTED,
        keyframes=tuple(keyframes),
        ends_after=step - 1,
    )


def _stretches(frames: Sequence[int], step: int) -> Iterator[tuple[int, int]]:
    """Yield from where to where frames follow each other as usual."""
    first = 0
    for at in range(1, len(frames) + 1):
        if at == len(frames) or frames[at] - frames[at - 1] > step:
            yield first, at
            first = at


def _keyframe(one: DetectedBox, file: BoxFile, pts_of: Callable[[int], int]) -> Keyframe:
    box = one.box.rounded()
    return Keyframe(
        uuid4(),
        one.frame_index,
        pts=pts_of(one.frame_index),
        box=box,
        source=Source.SUGGESTED,
        detection=Detection(file.name, round(one.score, 4), box, file.version),
    )
