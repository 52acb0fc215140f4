"""What other programs' detectors and trackers found in a clip, as they write it.

- MOT Challenge text: `frame, id, left, top, width, height, confidence, …` with frames from 1
  (Dendorfer et al., "MOT20", on its data format; the same in MOT15 to MOT17). An id below 0 is
  none.
- COCO results: a JSON list of `{"image_id", "category_id", "bbox": [x, y, w, h], "score"}`, and a
  COCO dataset with "images", "annotations" and "categories" (cocodataset.org, "Results format",
  "Data format"). An image's number is the frame's; COCO says nothing of frames, so whoever reads
  says which number the first frame has. `track_id` stands beside the box or in its "attributes".

A row that makes no sense is told and passed over: one bad row must not cost ten thousand good ones.
"""

import csv
import io
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, BinaryIO

from app.interchange.errors import NotThisFormatError
from models.annotation.geometry import Box

# Ten thousand boxes take one megabyte; what is larger than this is no list of a clip's boxes.
_MOST_BYTES = 512 << 20
_LEAST_COLUMNS = 6
_MOST_TOLD = 20


@dataclass(frozen=True, slots=True)
class DetectedBox:
    """One box on one frame. `kind` is what the file calls the thing, "" where it does not."""

    frame_index: int
    box: Box
    score: float
    kind: str
    object_id: int | None = None


@dataclass(frozen=True, slots=True)
class DetectionFile:
    """What a file holds.

    Attributes:
        boxes: in the file's order.
        bad_rows: how many made no sense; `bad_places` names the first of them, by line or entry.
        beyond: how many lie on frames that the clip does not have.
    """

    boxes: tuple[DetectedBox, ...]
    bad_rows: int
    bad_places: tuple[int, ...]
    beyond: int


def read_detections(
    stream: BinaryIO, *, frame_count: int, first_frame: int | None = None
) -> DetectionFile:
    """Read a file of either kind for a clip of so many frames.

    `first_frame` is the number that the file gives the clip's first frame: 1 in MOT, 0 in COCO
    where nothing is said.

    Raises:
        NotThisFormatError: it is neither.
    """
    content = stream.read(_MOST_BYTES + 1)
    if len(content) > _MOST_BYTES:
        raise NotThisFormatError("The file is too large for a list of boxes.")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise NotThisFormatError("The file is neither text nor JSON.") from error
    if text.lstrip()[:1] in ("[", "{"):
        rows, first = _coco(text), 0
    else:
        rows, first = _mot(text), 1
    return _collected(rows, frame_count, first if first_frame is None else first_frame)


_Row = tuple[int, DetectedBox | None]


def _collected(rows: Iterable[_Row], frame_count: int, first: int) -> DetectionFile:
    boxes: list[DetectedBox] = []
    bad: list[int] = []
    beyond = 0
    for place, found in rows:
        if found is None:
            bad.append(place)
            continue
        frame = found.frame_index - first
        if 0 <= frame < frame_count:
            boxes.append(
                DetectedBox(frame, found.box, found.score, found.kind, object_id=found.object_id)
            )
        else:
            beyond += 1
    if not boxes and bad and not beyond:
        raise NotThisFormatError("No line of the file is a box on a frame.")
    return DetectionFile(tuple(boxes), len(bad), tuple(bad[:_MOST_TOLD]), beyond)


def _mot(text: str) -> Iterator[_Row]:
    # No quotes: one that is left open would swallow all rows behind it.
    reader = csv.reader(io.StringIO(text, newline=None), quoting=csv.QUOTE_NONE)
    while True:
        try:
            row = next(reader, None)
            if row is None:
                return
            if not row or row[0].lstrip().startswith("#"):
                continue
            found = _mot_box(row)
        except (ValueError, OverflowError, csv.Error):
            yield reader.line_num, None
        else:
            yield reader.line_num, found


def _mot_box(row: list[str]) -> DetectedBox:
    if len(row) < _LEAST_COLUMNS:
        raise ValueError("too few columns")
    object_id = round(float(row[1]))
    return DetectedBox(
        _whole(float(row[0])),
        Box(*map(float, row[2:6])),
        _score(float(row[6]) if len(row) > _LEAST_COLUMNS else 1.0),
        # Only ground truth names a class; -1 is what detections write there.
        row[7].strip() if len(row) == 9 and not row[7].strip().startswith("-") else "",
        object_id=object_id if object_id >= 0 else None,
    )


def _coco(text: str) -> Iterator[_Row]:
    try:
        untrusted = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise NotThisFormatError("The file is broken JSON.") from error
    if isinstance(untrusted, list):
        return _coco_boxes(untrusted, {})
    if isinstance(untrusted, dict) and isinstance(untrusted.get("annotations"), list):
        return _coco_boxes(untrusted["annotations"], _categories(untrusted.get("categories")))
    raise NotThisFormatError("The file is JSON, but holds no COCO boxes.")


def _categories(untrusted: object) -> dict[int, str]:
    entries = untrusted if isinstance(untrusted, list) else []
    return {
        entry["id"]: str(entry.get("name", ""))
        for entry in entries
        if isinstance(entry, dict) and isinstance(entry.get("id"), int)
    }


def _coco_boxes(entries: list[Any], names: Mapping[int, str]) -> Iterator[_Row]:
    for place, entry in enumerate(entries, start=1):
        try:
            yield place, _coco_box(entry, names)
        except (ValueError, TypeError, KeyError, AttributeError, OverflowError):
            yield place, None


def _coco_box(entry: Mapping[str, Any], names: Mapping[int, str]) -> DetectedBox:
    more = entry.get("attributes") or {}
    object_id = entry.get("track_id", more.get("track_id"))
    category = entry.get("category_id")
    return DetectedBox(
        _whole(float(entry["image_id"])),
        Box.from_list(entry["bbox"]),
        _score(float(entry.get("score", 1.0))),
        names.get(category, "") if isinstance(category, int) and names else _text(category),
        object_id=int(object_id) if object_id is not None and int(object_id) >= 0 else None,
    )


def _whole(number: float) -> int:
    """Return a frame's number.

    Raises:
        ValueError, OverflowError: it is none.
    """
    if number != int(number):
        raise ValueError("a frame's number is whole")
    return int(number)


def _score(number: float) -> float:
    """Return a confidence from 0 to 1; detectors of MOT15 also write others."""
    if number != number:  # noqa: PLR0124 - NaN
        raise ValueError("a confidence is a number")
    return min(max(number, 0.0), 1.0)


def _text(category: object) -> str:
    return "" if category is None else str(category)
