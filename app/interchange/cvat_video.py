"""CVAT for video 1.1: tracks of boxes, read and written.

    <track id label source group_id?>
      <box frame outside occluded keyframe xtl ytl xbr ybr z_order> <attribute name>…</attribute>

- Frames are 0-based indexes of the video, as ours are. Only keyframes are taken; what stands
  between them CVAT and we work out by the same rules.
- CVAT has no gaps and no single-frame boxes: a gap is written as an `outside` keyframe on the next
  frame, a single-frame box as a track that is outside on the next frame. The latter is how CVAT
  writes its own shapes, and is read back as a single-frame box.
- Immutable attributes are repeated on each box by CVAT; they are taken from the first.
- Other shapes (points, polygons …) and rotations are left out, and told.

CVAT's documentation: "XML annotation format", version 1.1.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import BinaryIO
from uuid import UUID, uuid4
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from app.interchange.cvat_labels import read_label, with_attributes, write_label
from app.interchange.errors import MalformedFileError
from app.interchange.safe_xml import elements
from models.annotation.geometry import Box
from models.annotation.label_attributes import AttributeKind, AttributeSpec
from models.annotation.labels import Label
from models.annotation.track import Attributes, Keyframe, Kind, Source, Track

_WANTED = frozenset({"labels", "track", "image"})
_SOURCES = {
    "auto": Source.SUGGESTED,
    "semi-auto": Source.SEMI_AUTO,
    "file": Source.IMPORTED,
}
_NO_COLOR = "#808080"
_NAMES = {source: name for name, source in _SOURCES.items()}


@dataclass(frozen=True, slots=True)
class CvatVideo:
    """What a file holds.

    Attributes:
        labels: all that the file lists or its tracks bear, the project's own among them, with new
            attributes.
        left_out: how many things of a kind were not taken over, by a word for the kind.
    """

    labels: tuple[Label, ...]
    tracks: tuple[Track, ...]
    left_out: Mapping[str, int]


def read_cvat_video(
    stream: BinaryIO,
    *,
    known: Sequence[Label],
    frame_count: int,
    pts_of: Callable[[int], int],
    first_number: int = 1,
) -> CvatVideo:
    """Read the tracks of a file for a clip of so many frames.

    Raises:
        NotThisFormatError: it is no file of CVAT.
        MalformedFileError: a track makes no sense; it is named by its place in the file.
    """
    reader = _Reader(known, frame_count=frame_count, pts_of=pts_of, first_number=first_number)
    for element in elements(stream, _WANTED, root="annotations"):
        reader.take(element)
    return CvatVideo(tuple(reader.labels.values()), tuple(reader.tracks), dict(reader.left_out))


class _Reader:
    def __init__(
        self,
        known: Sequence[Label],
        *,
        frame_count: int,
        pts_of: Callable[[int], int],
        first_number: int,
    ) -> None:
        self._known, self._frame_count, self._pts_of = known, frame_count, pts_of
        self._next_number = first_number
        self._place = 0
        self.labels: dict[str, Label] = {}
        self.tracks: list[Track] = []
        self.left_out: Counter[str] = Counter()

    def take(self, element: Element) -> None:
        match element.tag:
            case "labels":
                for one in element.iterfind("label"):
                    label = read_label(one, known=self._known, position=self._position())
                    self.labels[label.name] = label
            case "image":
                self.left_out["images"] += 1
            case "track":
                self._place += 1
                try:
                    self._take_track(element)
                except (ValueError, KeyError) as error:
                    text = f"Track {self._place} of the file makes no sense."
                    raise MalformedFileError(text) from error

    def _take_track(self, element: Element) -> None:
        boxes = element.findall("box")
        self.left_out["other shapes"] += len(element) - len(boxes)
        keys = [box for box in boxes if box.get("keyframe", "1") == "1"]
        if not keys and boxes:
            # Cut out of a longer clip: the first box stands where the part begins.
            keys = boxes[:1]
        in_clip = [box for box in keys if 0 <= int(box.attrib["frame"]) < self._frame_count]
        self.left_out["boxes beyond the clip's end"] += len(keys) - len(in_clip)
        self.left_out["rotations"] += sum(bool(float(box.get("rotation", 0))) for box in in_clip)
        if not in_clip:
            return
        label = self._label(element.get("label") or "unnamed", in_clip)
        source = _SOURCES.get(element.get("source", ""), Source.MANUAL)
        by_frame = {int(box.attrib["frame"]): box for box in in_clip}
        keyframes = tuple(
            self._keyframe(box, frame, source, label) for frame, box in sorted(by_frame.items())
        )
        track = Track(
            uuid4(),
            self._next_number,
            label_id=label.id,
            source=source,
            keyframes=keyframes,
            attributes=_values(in_clip[0], label, mutable=False),
            group=max(int(element.get("group_id") or 0), 0),
        )
        self._next_number += 1
        self.tracks.append(_as_single_box(track) if _is_single(track) else track)

    def _keyframe(self, box: Element, frame: int, source: Source, label: Label) -> Keyframe:
        left, top = float(box.attrib["xtl"]), float(box.attrib["ytl"])
        right, bottom = float(box.attrib["xbr"]), float(box.attrib["ybr"])
        return Keyframe(
            uuid4(),
            frame,
            pts=self._pts_of(frame),
            box=Box.from_corners((left, top), (right, bottom)).rounded(),
            occluded=box.get("occluded") == "1",
            outside=box.get("outside") == "1",
            source=source,
            attributes=_values(box, label, mutable=True),
        )

    def _label(self, name: str, boxes: Iterable[Element]) -> Label:
        """Return the label of that name; a file need not describe what its boxes bear."""
        label = self.labels.get(name) or next(
            (one for one in self._known if one.name == name), None
        )
        if label is None:
            described = Element("label")
            SubElement(described, "name").text = name
            label = read_label(described, known=(), position=self._position())
        names = {one.get("name") or "" for box in boxes for one in box.iterfind("attribute")}
        told = {spec.name for spec in label.attributes}
        free = (AttributeSpec(uuid4(), n, AttributeKind.TEXT) for n in sorted(names - told) if n)
        label = self.labels[name] = with_attributes(label, free)
        return label

    def _position(self) -> int:
        positions = [label.position for label in (*self._known, *self.labels.values())]
        return max(positions, default=-1) + 1


def _values(box: Element, label: Label, *, mutable: bool) -> Attributes:
    told = {one.get("name") or "": one.text or "" for one in box.iterfind("attribute")}
    return tuple(
        (spec.key, told[spec.name])
        for spec in label.attributes
        if spec.mutable is mutable and spec.name in told
    )


def _is_single(track: Track) -> bool:
    if len(track.keyframes) != 2:
        return False
    first, second = track.keyframes
    follows = second.frame_index == first.frame_index + 1
    return follows and second.outside and not first.outside and first.box == second.box


def _as_single_box(track: Track) -> Track:
    head = replace(track.head, kind=Kind.BOX)
    return head.with_keyframes(track.keyframes[:1])


def write_cvat_video(
    sink: BinaryIO,
    tracks: Iterable[Track],
    labels: Sequence[Label],
    *,
    name: str,
    frame_count: int,
    size: tuple[int, int],
) -> None:
    """Write tracks, by number, with their keyframes; `size` is the frame's, in pixels.

    No command exports annotations yet. Until one does, this is the other half of what is read: it
    says what we take a file to mean, and the tests read back what it writes.
    """
    numbered = sorted(tracks, key=lambda track: (track.number, track.id.int))
    labels = (*labels, *_stand_ins(numbered, labels))
    root = Element("annotations")
    SubElement(root, "version").text = "1.1"
    _write_meta(root, labels, name=name, frame_count=frame_count, size=size)
    by_id = {label.id: label for label in labels}
    for place, track in enumerate(numbered):
        _write_track(root, place, track, by_id, frame_count=frame_count)
    indent(root)
    sink.write(b'<?xml version="1.0" encoding="utf-8"?>\n')
    sink.write(tostring(root, encoding="utf-8", xml_declaration=False))
    sink.write(b"\n")


def _stand_ins(tracks: Iterable[Track], labels: Sequence[Label]) -> Iterator[Label]:
    """Yield labels for objects whose own has ended: undoing brings such objects back."""
    known = {label.id for label in labels}
    missing = sorted({track.label_id for track in tracks} - known, key=lambda one: one.int)
    names = {label.name for label in labels}
    for label_id in missing:
        free = ("no label", *(f"no label {number}" for number in range(2, len(names) + 3)))
        name = next(one for one in free if one not in names)
        names.add(name)
        yield Label(label_id, name, _NO_COLOR)


def _write_meta(
    root: Element, labels: Sequence[Label], *, name: str, frame_count: int, size: tuple[int, int]
) -> None:
    task = SubElement(SubElement(root, "meta"), "task")
    for tag, text in (
        ("name", name),
        ("size", str(frame_count)),
        ("mode", "interpolation"),
        ("start_frame", "0"),
        ("stop_frame", str(max(frame_count - 1, 0))),
    ):
        SubElement(task, tag).text = text
    listed = SubElement(task, "labels")
    for label in labels:
        write_label(listed, label)
    original = SubElement(task, "original_size")
    SubElement(original, "width").text, SubElement(original, "height").text = map(str, size)


def _write_track(
    root: Element, place: int, track: Track, labels: Mapping[UUID, Label], *, frame_count: int
) -> None:
    label = labels[track.label_id]
    element = SubElement(root, "track", id=str(place), label=label.name)
    element.set("source", _NAMES.get(track.source, "manual"))
    if track.group:
        element.set("group_id", str(track.group))
    for key in _cvat_keyframes(track, frame_count):
        box = SubElement(
            element,
            "box",
            frame=str(key.frame_index),
            outside=str(int(key.outside)),
            occluded=str(int(key.occluded)),
            keyframe="1",
            xtl=_decimal(key.box.x),
            ytl=_decimal(key.box.y),
            xbr=_decimal(key.box.x2),
            ybr=_decimal(key.box.y2),
            z_order="0",
        )
        told = {**dict(track.attributes), **dict(key.attributes)}
        for spec in label.attributes:
            value = told.get(spec.key, spec.default)
            SubElement(box, "attribute", name=spec.name).text = value


def _cvat_keyframes(track: Track, frame_count: int) -> Iterator[Keyframe]:
    """Yield the keyframes, and an outside one wherever CVAT would show a box and we do not."""
    keys = track.keyframes
    for at, key in enumerate(keys):
        yield key
        if key.outside:
            continue
        following = keys[at + 1].frame_index if at + 1 < len(keys) else frame_count
        ends = track.kind is Kind.BOX or key.gap_after
        stop = key.frame_index + 1 if ends else following
        if at + 1 == len(keys):
            over = track.end_frame()
            stop = frame_count if over is None else over
        if stop < following:
            yield replace(key, frame_index=stop, outside=True)


def _decimal(value: float) -> str:
    """Write a coordinate as CVAT does; zero has no sign."""
    return f"{round(value, 2) + 0.0:.2f}"
