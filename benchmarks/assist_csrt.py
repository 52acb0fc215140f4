"""Boxes that OpenCV's CSRT tracker follows, for `assist_tracking`, under a Python that has it.

Reads one line of JSON, [{"clip": path, "frame": number, "box": [x, y, w, h], "count": frames}, …],
and writes one: of each the boxes on the frames that follow. Needs opencv-contrib and nothing of
Safelight's.
"""

import json
import sys
import time

import cv2


def main() -> None:
    asked = json.loads(sys.stdin.readline())
    pictures: dict[str, list[object]] = {}
    made = []
    for one in asked:
        if one["clip"] not in pictures:
            pictures[one["clip"]] = _pictures(one["clip"])
        made.append(_followed(pictures[one["clip"]], one))
    print(json.dumps(made))


def _pictures(clip: str) -> list[object]:
    """Decode all of a clip in order: frames are counted, never sought."""
    capture, pictures = cv2.VideoCapture(clip), []
    while True:
        is_there, picture = capture.read()
        if not is_there:
            return pictures
        pictures.append(picture)


def _followed(pictures: list[object], one: dict[str, object]) -> dict[str, object]:
    start = one["frame"]
    box = [round(value) for value in one["box"]]
    tracker = cv2.TrackerCSRT_create()
    tracker.init(pictures[start], tuple(box))
    boxes, began_s = [], time.process_time()
    for picture in pictures[start + 1 : start + 1 + one["count"]]:
        is_found, found = tracker.update(picture)
        if is_found:
            box = [float(value) for value in found]
        boxes.append(box)
    return {"boxes": boxes, "cpu_s": time.process_time() - began_s}


if __name__ == "__main__":
    main()
