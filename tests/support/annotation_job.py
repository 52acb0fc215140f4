"""One job of annotating, as data: what is to be told of a clip, and the steps that tell it.

The clip has 1500 frames of 640 by 360, a minute at 25 frames a second. What is to be told of it are
20 objects: 14 tracks of 4 keyframes each, and 6 boxes of a single frame. Two tracks leave the
picture and come back; one is occluded for a while; one was begun twice and is to be merged; two
were mixed up when they met, and are to be put right; of three an attribute changes. One track
more was drawn by mistake, and goes again.

The person goes through the clip once, from its begin to its end, and does on each frame what is to
be done there; only the mix-up leads them back. Everybody gets the same steps in the same order,
so that what differs is what a tool asks for each. See `docs/gestures.md`.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

FRAMES, SIZE = 1500, (640, 360)
LABELS = ("person", "car", "parcel")
ATTRIBUTE = {"person": "carries something", "car": "lights on"}
BOX = (28, 30)
_ROW_PX, _INSET_PX = 44, 10


@dataclass(frozen=True, slots=True)
class Part:
    """From the first of its keyframes on an object is seen; from frame `until` on it isn't.

    `keys` are (frame, x); between them it moves evenly. None: it is there to the clip's end.
    """

    keys: tuple[tuple[int, int], ...]
    until: int | None = None


@dataclass(frozen=True, slots=True)
class Thing:
    """An object as it truly is.

    occluded: from the one frame on it is, from the other on it isn't.
    told_at: from this frame on its label's attribute is true of it.
    begun_twice: what comes back was not known at once, and is drawn as a track of its own first.
    """

    name: str
    label: str
    row: int
    parts: tuple[Part, ...]
    occluded: tuple[int, int] | None = None
    told_at: int | None = None
    begun_twice: bool = False

    @property
    def is_track(self) -> bool:
        return self.label != "parcel"

    def place_at(self, frame: int) -> tuple[float, float] | None:
        """Give the left upper corner of its box on a frame, None where it is not seen."""
        for part in self.parts:
            last = part.keys[0][0] + 1 if not self.is_track else part.until or FRAMES
            if part.keys[0][0] <= frame < last:
                return _x_at(part.keys, frame), float(self.row * _ROW_PX + _INSET_PX)
        return None


def _x_at(keys: tuple[tuple[int, int], ...], frame: int) -> float:
    for (start, x), (end, to_x) in pairwise(keys):
        if frame < end:
            return x + (to_x - x) * (frame - start) / (end - start)
    return float(keys[-1][1])


def _walk(name: str, label: str, row: int, *parts: Part, **more: object) -> Thing:
    return Thing(name, label, row, parts, **more)  # type: ignore[arg-type]


def _part(*keys: tuple[int, int], until: int | None = None) -> Part:
    return Part(keys, until)


THINGS: tuple[Thing, ...] = (
    _walk("p1", "person", 0, _part((0, 20), (100, 120), (220, 260), (300, 300), until=340)),
    _walk("c1", "car", 1, _part((0, 600), (60, 400), (120, 200), (160, 20), until=180)),
    _walk(
        "p2",
        "person",
        2,
        _part((40, 30), (140, 150), (200, 220), (240, 260), until=400),
        occluded=(200, 240),
    ),
    _walk(
        "p3",
        "person",
        3,
        _part((60, 40), (160, 140), until=220),
        _part((420, 300), (520, 420), until=600),
    ),
    _walk(
        "c2",
        "car",
        4,
        _part((200, 560), (280, 400), until=340),
        _part((700, 200), (800, 60), until=860),
    ),
    _walk("p4", "person", 5, _part((100, 50), (200, 150), (300, 250), (400, 350), until=500)),
    _walk("p5", "person", 6, _part((100, 550), (200, 430), (300, 330), (400, 230), until=500)),
    _walk(
        "p6",
        "person",
        0,
        _part((400, 20), (500, 100), until=560),
        _part((640, 200), (740, 300), until=800),
        begun_twice=True,
    ),
    _walk("c3", "car", 1, _part((260, 20), (340, 140), (420, 300), (520, 560), until=560)),
    _walk("p7", "person", 2, _part((500, 600), (620, 500), (700, 400), (760, 360), until=820)),
    _walk(
        "p8",
        "person",
        7,
        _part((20, 20), (300, 150), (600, 300), (900, 450), until=1000),
        told_at=600,
    ),
    _walk(
        "p9",
        "person",
        3,
        _part((700, 50), (800, 150), (900, 250), (1000, 350), until=1060),
        told_at=900,
    ),
    _walk(
        "c4",
        "car",
        1,
        _part((900, 600), (1000, 400), (1100, 200), (1180, 40), until=1200),
        told_at=1100,
    ),
    _walk("p10", "person", 5, _part((1000, 20), (1150, 200), (1300, 400), (1450, 560))),
    *(
        _walk(f"b{number}", "parcel", row, _part((frame, x)))
        for number, (frame, row, x) in enumerate(
            (
                (150, 7, 500),
                (450, 0, 500),
                (650, 4, 500),
                (950, 0, 300),
                (1200, 2, 300),
                (1400, 0, 100),
            )
        )
    ),
)
BY_NAME = {thing.name: thing for thing in THINGS}
MISTAKE = _walk("wrong", "person", 6, _part((620, 300), (700, 340), until=780))
_MIXED_UP, _FROM, _NOTICED = ("p4", "p5"), 300, 400


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that a person means to do, on one frame.

    what: "label", "track", "box", "move", "leave", "return", "occluded", "tell", "merge", "swap",
        "delete", "go", "hand in".
    name: of the object; with "label" that of the label.
    to: the left upper corner of its box from here on, where there is one.
    other: the second object of a merge or a swap.
    frame: the frame to do it on; with "go" the one to go to from there.
    """

    what: str
    frame: int
    name: str = ""
    to: tuple[float, float] = (0.0, 0.0)
    other: str = ""
    goal: int = 0


def steps() -> list[Step]:
    """List all steps in the order in which they are done, with the ways between them."""
    found: list[Step] = []
    frame, label = 0, ""
    for step in sorted(_deeds(), key=lambda one: one.frame):
        if step.frame != frame:
            found.append(Step("go", frame, goal=step.frame))
            frame = step.frame
        if step.what in ("track", "box"):
            wanted = _label_of(step.name)
            if wanted != label:
                found.append(Step("label", frame, wanted))
                label = wanted
        if step.what == "swap":
            found.append(Step("go", frame, goal=_FROM))
            frame = _FROM
        found.append(replace(step, frame=frame))
    found.append(Step("hand in", frame))
    return found


def _deeds() -> Iterator[Step]:
    for thing in THINGS:
        yield from _deeds_of(thing)
    # What was mixed up is noticed when both have been moved once more.
    yield Step("swap", _NOTICED, _MIXED_UP[0], other=_MIXED_UP[1])
    (first, second) = MISTAKE.parts[0].keys
    for what, (frame, _) in (("track", first), ("move", second)):
        place = MISTAKE.place_at(frame)
        assert place is not None
        yield Step(what, frame, MISTAKE.name, place)
    yield Step("delete", MISTAKE.parts[0].until or 0, MISTAKE.name)


def _deeds_of(thing: Thing) -> Iterator[Step]:
    for number, part in enumerate(thing.parts):
        twice = bool(number) and thing.begun_twice
        name = thing.name + ("'" if twice else "")
        for at, (frame, _) in enumerate(part.keys):
            place = _meant(thing, frame).place_at(frame)
            assert place is not None
            what = "move" if at else "track" if twice or not number else "return"
            yield Step(what if thing.is_track else "box", frame, name, place)
            if thing.occluded is not None and frame in thing.occluded:
                yield Step("occluded", frame, name)
            if frame == thing.told_at:
                yield Step("tell", frame, name)
        if twice:
            yield Step("merge", part.keys[-1][0], name, other=thing.name)
            name = thing.name
        if part.until is not None:
            yield Step("leave", part.until, name)


def _meant(thing: Thing, frame: int) -> Thing:
    """Give who the person takes for this object on a frame."""
    if thing.name in _MIXED_UP and _FROM <= frame <= _NOTICED:
        return next(BY_NAME[name] for name in _MIXED_UP if name != thing.name)
    return thing


def _label_of(name: str) -> str:
    return MISTAKE.label if name == MISTAKE.name else BY_NAME[name.rstrip("'")].label
