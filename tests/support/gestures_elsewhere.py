"""How many gestures the job takes in CVAT and in labelme, by what their documents tell.

A gesture is a press of a key or of a combination, a click, a drag, or one typed character. Where a
document leaves a choice open, the one with fewer gestures is counted; `docs/gestures.md` tells
which, and from where each number comes. Nobody's program was run for this.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from tests.support.annotation_job import BY_NAME, FRAMES, MISTAKE, THINGS, Step, steps

Counts = Counter[str]
KINDS = {
    "set up": "set up once",
    "go": "go to another frame",
    "label": "choose the next label",
    "track": "draw a track's first box",
    "box": "draw a single-frame box",
    "move": "move a box: a keyframe",
    "leave": "say that it has left",
    "return": "say that it is back, and where",
    "occluded": "occluded, and not any more",
    "tell": "tell an attribute",
    "merge": "merge two tracks",
    "swap": "mend exchanged identities",
    "delete": "delete a wrong track",
    "hand in": "hand in",
}


def way(start: int, goal: int) -> list[str]:
    """List the presses that lead from a frame to another: V and C step by 10, F and D by 1.

    Or the number is typed, between the key ` and Return. CVAT and Safelight have the same keys.
    """
    tens, ones = divmod(abs(goal - start), 10)
    keys = ["V" if goal > start else "C"] * tens + ["F" if goal > start else "D"] * ones
    typed = ["`", *str(goal), "Return"]
    return min(keys, typed, key=len)


@dataclass
class Cvat:
    """CVAT's web editor, with the details of objects unfolded and hidden tracks listed."""

    counts: Counts = field(default_factory=Counter)
    _kind: str = ""

    def do(self, step: Step) -> None:
        """Count a step."""
        self.counts[step.what] += self._cost(step)

    def _cost(self, step: Step) -> int:
        match step.what:
            case "go":
                return len(way(step.frame, step.goal))
            case "track" | "box":
                # Another kind than before is chosen by two buttons, which begin to draw.
                begin = 1 if step.what == self._kind else 2
                self._kind = step.what
                return begin + 2
            case "return" | "hand in":
                return 2
            case "merge":
                until = BY_NAME[step.other].parts[0].until or FRAMES
                there = until - 10
                return 4 + len(way(step.frame, there)) + len(way(there, step.frame))
            case "swap":
                return 2 * 2 + 2 * 6
            case _:
                return 1


def cvat() -> Counts:
    """Count CVAT's gestures for the whole job, by kind of step."""
    counting = Cvat()
    # F2, the tab, the checkbox and Save list hidden tracks; one button unfolds all details.
    counting.counts["set up"] = 4 + 1
    for step in steps():
        counting.do(step)
    return counting.counts


_DRAW, _CONFIRMED_DELETE, _EDIT = 2, 2, 3


def labelme(every: int = 25) -> Counts:
    """Count labelme's gestures, with one image for each `every` frames and boxes kept on.

    An image's shapes are those of the one before it; who moved is dragged, who went is deleted.
    """
    return _labelme(range(0, FRAMES, every), moves_at=lambda _frame: True)


def labelme_at_keyframes() -> Counts:
    """Count labelme's gestures where only what the job does on a frame is done on its image.

    What is left elsewhere is wrong: all other boxes stay where they were copied to.
    """
    frames = sorted({step.frame for step in steps() if step.what != "go"})
    keys = {(step.name.rstrip("'"), step.frame) for step in steps() if step.what == "move"}
    return _labelme(frames, moves_at=None, keys=keys)


def _labelme(
    frames: Sequence[int],
    *,
    moves_at: Callable[[int], bool] | None,
    keys: set[tuple[str, int]] | None = None,
) -> Counts:
    counts: Counts = Counter()
    counts["go"] = len(frames) - 1
    groups: dict[str, int] = {}
    last_label = ""
    for number, frame in enumerate(frames):
        before = frames[number - 1] if number else None
        drawn = gone = 0
        for thing in (*THINGS, MISTAKE):
            place = thing.place_at(frame)
            was = None if before is None else thing.place_at(before)
            if place is not None and was is None:
                drawn += 1
                kind = "track" if thing.is_track else "box"
                kind = "return" if thing.name in groups and not thing.begun_twice else kind
                counts["label"] += 1 if thing.label != last_label else 0
                last_label = thing.label
                counts[kind] += _DRAW + 1
                if thing.is_track:
                    group = groups.setdefault(thing.name, len(groups) + 1)
                    counts[kind] += 1 + len(str(group))
            elif place is None and was is not None:
                gone += 1
                counts["leave" if thing.is_track else "box"] += 1
            elif place is not None and was is not None:
                moves = (
                    place != was if moves_at is not None else (thing.name, frame) in (keys or ())
                )
                counts["move"] += int(moves)
        if drawn:
            # One key to draw, and one to move again.
            counts["track"] += 2
        if gone:
            counts["leave"] += _CONFIRMED_DELETE
    counts["occluded"] = 2 * (1 + _EDIT)
    counts["tell"] = 3 * (1 + _EDIT)
    _mend(counts, frames, groups)
    return counts


def _mend(counts: Counts, frames: Sequence[int], groups: dict[str, int]) -> None:
    """Put right, image by image, what was copied on before it was noticed."""
    for what, names, first, noticed in (
        ("swap", ("p4", "p5"), 300, 400),
        ("merge", ("p6",), 640, 740),
        ("delete", (MISTAKE.name,), 620, 779),
    ):
        images = [frame for frame in frames if first <= frame <= noticed]
        ways = 2 * max(len(images) - 1, 0)
        if what == "delete":
            # It went from this image by itself in `_labelme`; there it never was.
            each = 1 + _CONFIRMED_DELETE
        else:
            # The box, the dialog, its field, the number, Return.
            each = sum(1 + _EDIT + len(str(groups[name])) for name in names)
        counts[what] += len(images) * each + ways
