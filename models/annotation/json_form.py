"""How changes are written as JSON, for the journal, the outbox and the audit log.

    edit      {"v": 1, "id", "name", "frame", "changes": [change…], "merge"?}
    change    {"track", "before": head|null, "after": head|null, "keyframes": [[kf|null, kf|null]…]}
    head      {"number", "label", "kind", "source", "locked", "attributes", "pinned"?, "group"?,
               "ends_after"?}
    kf        {"id", "frame", "pts", "box": [x, y, w, h], "occluded"?, "outside"?, "gap_after"?,
               "source", "status", "detection"?: [model, score, box, version?], "attributes"?,
               "author"?, "at"?}

- Ids are 32 hex digits. What is false or empty and marked `?` is left out.
- Floats are written as Python's shortest exact decimals, so that reading gives the same bits.
- Reading checks every type: what was stored is untrusted until it has been read here.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TypeVar
from uuid import UUID

from models.annotation.errors import EditFormatError
from models.annotation.geometry import Box
from models.annotation.track import (
    Attributes,
    Detection,
    Keyframe,
    Kind,
    Source,
    Status,
    TrackHead,
)
from models.annotation.track_change import KeyframeChange, TrackChange

JsonObject = dict[str, object]

T = TypeVar("T")


@contextmanager
def reading() -> Iterator[None]:
    """Turn what malformed input provokes into `EditFormatError`."""
    try:
        yield
    except (KeyError, ValueError, TypeError) as error:
        # The text of the cause could quote a label: only its type is passed on.
        raise EditFormatError(f"a stored edit is malformed ({type(error).__name__})") from error


def typed(untrusted: object, wanted: type[T]) -> T:
    """Return the value if it is exactly of that JSON type.

    Raises:
        TypeError: it is not; True and False are no integers here.
    """
    if type(untrusted) is not wanted:
        raise TypeError(f"expected {wanted.__name__}")
    return untrusted


def change_json(change: TrackChange) -> JsonObject:
    """Return one track's change as a JSON object."""
    return {
        "track": change.track_id.hex,
        "before": None if change.before is None else _head_json(change.before),
        "after": None if change.after is None else _head_json(change.after),
        "keyframes": [
            [None if side is None else keyframe_json(side) for side in (key.before, key.after)]
            for key in change.keyframes
        ],
    }


def read_change(untrusted: object) -> TrackChange:
    """Read one track's change; call within `reading()`."""
    fields = typed(untrusted, dict)
    track_id = UUID(typed(fields["track"], str))
    keyframes = []
    for pair in typed(fields["keyframes"], list):
        before, after = (None if side is None else read_keyframe(side) for side in pair)
        keyframes.append(KeyframeChange(before, after))
    return TrackChange(
        track_id,
        _read_head(track_id, fields["before"]),
        after=_read_head(track_id, fields["after"]),
        keyframes=tuple(keyframes),
    )


def keyframe_json(keyframe: Keyframe) -> JsonObject:
    """Return a keyframe as a JSON object."""
    form: JsonObject = {
        "id": keyframe.id.hex,
        "frame": keyframe.frame_index,
        "pts": keyframe.pts,
        "box": keyframe.box.to_list(),
        "source": keyframe.source.value,
        "status": keyframe.status.value,
    }
    if keyframe.occluded:
        form["occluded"] = True
    if keyframe.outside:
        form["outside"] = True
    if keyframe.detection is not None:
        detection = keyframe.detection
        said = [detection.model, detection.score, detection.box.to_list()]
        form["detection"] = [*said, detection.version] if detection.version else said
    if keyframe.attributes:
        form["attributes"] = [list(pair) for pair in keyframe.attributes]
    if keyframe.gap_after:
        form["gap_after"] = True
    if keyframe.author is not None:
        form["author"] = keyframe.author.hex
    if keyframe.at_us:
        form["at"] = keyframe.at_us
    return form


def read_keyframe(untrusted: object) -> Keyframe:
    """Read a keyframe; call within `reading()`."""
    fields = typed(untrusted, dict)
    detection: Detection | None = None
    if "detection" in fields:
        model, score, box, *version = typed(fields["detection"], list)
        detection = Detection(
            typed(model, str),
            _number(score),
            box=Box.from_list(typed(box, list)),
            version=typed(version[0], str) if version else "",
        )
    return Keyframe(
        UUID(typed(fields["id"], str)),
        typed(fields["frame"], int),
        pts=typed(fields["pts"], int),
        box=Box.from_list(typed(fields["box"], list)),
        occluded=typed(fields.get("occluded", False), bool),
        outside=typed(fields.get("outside", False), bool),
        source=Source(fields["source"]),
        status=Status(fields["status"]),
        detection=detection,
        attributes=_read_attributes(fields.get("attributes", [])),
        gap_after=typed(fields.get("gap_after", False), bool),
        author=UUID(typed(fields["author"], str)) if "author" in fields else None,
        at_us=typed(fields.get("at", 0), int),
    )


def _head_json(head: TrackHead) -> JsonObject:
    form: JsonObject = {
        "number": head.number,
        "label": head.label_id.hex,
        "kind": head.kind.value,
        "source": head.source.value,
        "locked": head.locked,
        "attributes": [list(pair) for pair in head.attributes],
    }
    if head.pinned:
        form["pinned"] = True
    if head.group:
        form["group"] = head.group
    if head.ends_after is not None:
        form["ends_after"] = head.ends_after
    return form


def _read_head(track_id: UUID, untrusted: object) -> TrackHead | None:
    if untrusted is None:
        return None
    fields = typed(untrusted, dict)
    return TrackHead(
        track_id,
        typed(fields["number"], int),
        label_id=UUID(typed(fields["label"], str)),
        kind=Kind(fields["kind"]),
        source=Source(fields["source"]),
        locked=typed(fields["locked"], bool),
        attributes=_read_attributes(fields["attributes"]),
        pinned=typed(fields.get("pinned", False), bool),
        group=typed(fields.get("group", 0), int),
        ends_after=typed(fields["ends_after"], int) if "ends_after" in fields else None,
    )


def _read_attributes(untrusted: object) -> Attributes:
    pairs = []
    for pair in typed(untrusted, list):
        name, value = typed(pair, list)
        pairs.append((typed(name, str), typed(value, str)))
    return tuple(pairs)


def _number(untrusted: object) -> float:
    if isinstance(untrusted, bool) or not isinstance(untrusted, int | float):
        raise TypeError("expected a number")
    return float(untrusted)
