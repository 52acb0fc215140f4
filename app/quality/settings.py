"""What counts as the same box."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class CompareSettings:
    """How two annotations are compared. All overlaps are IoUs, 0 to 1.

    Attributes:
        threshold: two boxes that overlap less do not belong together.
        low_overlap: belonging together, they are still told when they overlap less than this
            (CVAT's "low overlap", and its default).
        labels_must_agree: in the figures of identity a box of another label is another object. They
            are then what TrackEval gives for each label, its counts added up.
        join_gap_frames: a disagreement that pauses for no more compared frames is one entry.

    Raises:
        ValueError: a threshold is not above 0 and at most 1, or the gap is negative.
    """

    threshold: float = 0.5
    low_overlap: float = 0.8
    labels_must_agree: bool = True
    join_gap_frames: int = 5

    def __post_init__(self) -> None:
        if not (0 < self.threshold <= 1 and 0 < self.low_overlap <= 1):
            raise ValueError("an overlap is above 0 and at most 1")
        if self.join_gap_frames < 0:
            raise ValueError("a gap has at least 0 frames")
