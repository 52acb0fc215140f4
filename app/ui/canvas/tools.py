"""The tools that a hand on the canvas can hold."""

from enum import StrEnum

from models.annotation.track import Kind


class Tool(StrEnum):
    """What a press on the canvas begins."""

    SELECT = "select"
    TRACK = "track"
    BOX = "box"

    @classmethod
    def for_kind(cls, kind: Kind) -> "Tool":
        """Return the tool that draws such an object."""
        return cls.TRACK if kind is Kind.TRACK else cls.BOX

    @property
    def kind(self) -> Kind | None:
        """What the tool draws; None when it draws nothing."""
        return {Tool.TRACK: Kind.TRACK, Tool.BOX: Kind.BOX}.get(self)


class DrawStyle(StrEnum):
    """How a new box is drawn."""

    CORNERS = "corners"
    # Four points, at which the object reaches furthest: nobody has to guess where a corner in the
    # air belongs (Papadopoulos et al., "Extreme clicking", ICCV 2017; CVAT has it).
    EXTREMES = "extremes"
