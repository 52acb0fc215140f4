"""All that is known of how two annotations agree, as a value.

It holds labels and values in the clear: it is kept in memory, and written where a person asks.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID

from app.quality.attributes import AttributeFigures
from app.quality.clear import ClearFigures
from app.quality.detection import DetectionFigures
from app.quality.disagreements import Disagreement
from app.quality.hota import HotaFigures
from app.quality.identity import IdentityFigures
from app.quality.settings import CompareSettings


@dataclass(frozen=True, slots=True)
class Side:
    """What one side shows on the compared frames.

    Attributes:
        boxes: all of them; `single_boxes` of these are single-frame boxes.
        tracks: how many tracks show.
        names: of all its tracks and single-frame boxes, "person 14".
    """

    boxes: int
    tracks: int
    single_boxes: int
    names: Mapping[UUID, str] = field(repr=False)


@dataclass(frozen=True, slots=True)
class TrackFigures:
    """How one track of the truth was followed.

    Attributes:
        frames: on how many of the compared frames it shows.
        matched: on how many of them a track of the candidate lies over it.
        mean_iou: of these; None without any.
        partner_id: the candidate's track that stands for it (of IDF1's matching), if any.
    """

    track_id: UUID
    number: int
    label: str
    frames: int
    matched: int
    mean_iou: float | None
    switches: int
    partner_id: UUID | None

    @property
    def share(self) -> float:
        """Which part of its frames is matched."""
        return self.matched / max(1, self.frames)


@dataclass(frozen=True, slots=True)
class Report:
    """Figures, and what they do not tell: where.

    Attributes:
        detection: of all boxes. `clear`, `identity` and `hota` are of tracks alone: a single-frame
            box belongs to no track, so it has no identity.
        label_kappa: of the labels of boxes that belong together; None where it is not defined.
        tracks: of the truth, those that show on a compared frame, by number.
    """

    frames: range
    settings: CompareSettings
    truth: Side
    candidate: Side
    detection: DetectionFigures
    label_kappa: float | None
    clear: ClearFigures
    identity: IdentityFigures
    hota: HotaFigures
    attributes: tuple[AttributeFigures, ...]
    tracks: tuple[TrackFigures, ...]
    disagreements: tuple[Disagreement, ...]
